"""What exercises draw, by the names of the handout, for what is read back of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from scipy import special

from assignments.course.batches import MANY
from assignments.course.draw_laws import LAWS
from assignments.course.draw_patterns import EXACT
from assignments.course.loss_ideas import LOSSES, calls_of, is_right
from assignments.course.losses import Seen, known_noise
from assignments.course.noising_law import SHAPES
from grader.authoring import (
    Array,
    Drawing,
    Draws,
    RecordedCall,
    rejects_normal,
    rejects_uniform,
)

Records = Sequence[RecordedCall]


def _of_batches(place: int) -> Callable[[Records], list[Array]]:
    """Return what stands at a place of (x_t, t, eps), of one run of the check of the law."""

    def of(records: Records) -> list[Array]:
        found = []
        for record in records[: len(SHAPES)]:
            x1, value = record.call.arguments[0], record.value
            if not isinstance(value, tuple) or len(value) != 3 or record.modified:
                return []
            array, shape = value[place], x1.shape if place == 2 else x1.shape[:1]
            if (
                not isinstance(array, np.ndarray)
                or array.dtype != np.float32
                or array.shape != shape
            ):
                return []
            if array.size >= MANY:
                found.append(array.astype(np.float64))
        return found if len(records) >= len(SHAPES) else []

    return of


def _noise(records: Records) -> list[Array]:
    """Return the states that samplers began with, of many samples: those of the test that failed.

    It is the last one that was watched. Others begin from the same seeds, and so repeat its noise.
    """
    drawn = [
        record
        for record in records
        if record.watched and record.evaluations and record.evaluations[0].x.size >= MANY
    ]
    return [
        record.evaluations[0].x.astype(np.float64).ravel()
        for record in drawn
        if record.call.arguments[2] == drawn[-1].call.arguments[2]
    ]


def _identity(value: Array) -> Array:
    return np.asarray(value, np.float64)


def _uniform(name: str, of: Callable[[Records], list[Array]]) -> Drawing:
    return Drawing(name, of, "uniform on [0, 1)", rejects_uniform, _identity, _identity)


def _normal(name: str, of: Callable[[Records], list[Array]]) -> Drawing:
    return Drawing(name, of, "standard normal", rejects_normal, special.ndtr, special.ndtri)


def _of_losses(by_eps: bool) -> tuple[Drawing, Drawing]:
    """Return t and the noise of a loss, as its derivative tells it, of one run of that check."""

    def drawn(records: Records, of: Callable[[Seen], Array]) -> list[Array]:
        calls = calls_of(records[: len(SHAPES)])
        if calls is None or len(calls) < len(SHAPES):
            return []
        if not all(is_right(call, by_eps) for call in calls):
            return []
        arrays = [of(call) for call in calls]
        return [array for array in arrays if array.size >= MANY]

    def noise(call: Seen) -> Array:
        return known_noise(call, by_eps, np.random.default_rng(0))

    return (
        _uniform("t", lambda records: drawn(records, lambda call: call.t)),
        _normal("eps", lambda records: drawn(records, noise)),
    )


DRAWS = {
    **{name: Draws(_of_losses(by_eps), EXACT, LAWS) for name, by_eps in LOSSES.items()},
    "noising_batch": Draws(
        (_uniform("t", _of_batches(1)), _normal("eps", _of_batches(2))), EXACT, LAWS
    ),
    "generate": Draws((_normal("the noise at t = 0", _noise),), EXACT, LAWS),
}
