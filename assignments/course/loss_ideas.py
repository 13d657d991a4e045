"""What the derivative of a loss tells of a wrong idea: it must fit in every entry of every call."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from assignments.course.loss_noises import NoiseOf, is_drawn
from assignments.course.losses import Seen, seen
from grader.authoring import Array, Misconceptions, RecordedCall

Records = Sequence[RecordedCall]
#: the exercises that are losses, and whether they are of noise
LOSSES = {"flow_matching_loss": False, "epsilon_loss": True}
#: rounding, in parts of what is added up
NEAR = 2e-5


def size_of(drawn: Seen) -> Array:
    """Return the size of what a loss adds up, entry by entry, which rounding is a part of."""
    return np.asarray(1 + np.abs(drawn.x) + np.abs(drawn.x1) + np.abs(drawn.told))


def sum_of_sizes(drawn: Seen) -> Array:
    """Return the sizes of all that is added up to a derivative, times 1 - t, entry by entry."""
    left = 1 - drawn.time
    return np.asarray(
        np.abs(drawn.x) + np.abs(drawn.x1) + left * (np.abs(drawn.told) + np.abs(drawn.target))
    )


def is_near(drawn: Seen, got: Array, due: Array, factor: float = 1.0) -> bool:
    """Whether arrays are equal but for rounding, a factor times that of what a loss adds up."""
    with np.errstate(invalid="ignore"):
        return bool((np.abs(got - due) <= NEAR * factor * size_of(drawn)).all())


def is_small(drawn: Seen, value: Array) -> Array:
    """Return where a number is nothing but the rounding of what a loss adds up."""
    return np.asarray(np.abs(value) <= NEAR * (1 + np.abs(drawn.x) + np.abs(drawn.x1)))


def calls_of(records: Records) -> list[Seen] | None:
    """Return what each call shows, or None where one shows no derivative."""
    found = [seen(record) for record in records]
    calls = [call for call in found if call is not None and call.pull is not None]
    return calls if calls and len(calls) == len(found) else None


def due_times_left(drawn: Seen, by_eps: bool) -> Array:
    """Return what the model is to answer, times what is left of the time: so it is exact."""
    return np.asarray(drawn.x - drawn.time * drawn.x1 if by_eps else drawn.x1 - drawn.x)


def fits_loss(drawn: Seen, by_eps: bool, error: Array) -> bool:
    """Whether an error of the model is that of a right loss."""
    left = 1 - drawn.time
    return is_near(drawn, left * (drawn.told - error), due_times_left(drawn, by_eps))


def is_mean_square(drawn: Seen) -> bool:
    """Whether the value is that of the mean square which the derivative is of."""
    assert drawn.pull is not None
    off = np.square(drawn.pull).mean()
    return bool(abs(drawn.loss - off) <= 1e-3 * (1e-3 + off))


def is_right(drawn: Seen, by_eps: bool) -> bool:
    """Whether value and derivative are those of a right loss."""
    assert drawn.pull is not None
    off = np.square(drawn.pull).mean()
    fits = fits_loss(drawn, by_eps, drawn.pull)
    return fits and abs(drawn.loss - off) <= 1e-4 * (1e-3 + off)


Idea = Callable[[Seen, bool], bool]


def _is_wrong(drawn: Seen, by_eps: bool) -> bool:
    return not is_right(drawn, by_eps)


def loss_idea(
    known: Misconceptions,
    identity: str,
    message: str,
    hint: str,
    *exercises: str,
    shows: Idea = _is_wrong,
    noise: NoiseOf | None = None,
) -> Callable[[Idea], Idea]:
    """Add an idea that must fit every call of a loss, and that some call `shows`.

    A call of which it says nothing may be right as well. Where a `noise` is given, it must be one
    that was drawn if the idea is true.
    """

    def add(idea: Idea) -> Idea:
        for exercise in exercises or tuple(LOSSES):
            by_eps = LOSSES[exercise]

            def predicate(records: Records, by_eps: bool = by_eps) -> bool:
                calls = calls_of(records)
                if calls is None or not all(idea(call, by_eps) for call in calls):
                    return False
                if noise is not None and not is_drawn(calls, by_eps, noise):
                    return False
                # the case that is told is asked about alone, and need only be wrong
                seen_in = shows if len(calls) > 1 else _is_wrong
                return any(seen_in(call, by_eps) for call in calls)

            known.symptom(exercise, hint=hint, identity=identity, message=message, gives_all=True)(
                predicate
            )
        return idea

    return add
