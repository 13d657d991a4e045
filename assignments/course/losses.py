"""Losses of a model: what they are asked about, and what their gradient tells.

The grader answers for the model, so it knows at which x and t a loss looks, and what it was told
there. The derivative of a mean square by that answer is 2 (answer - target) / n: it gives the
target, entry by entry, and with it the noise that was drawn. Nothing is left to be hidden.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import numpy as np
from hypothesis import strategies as st

from assignments.course.flows import WaveField, small_fields
from assignments.course.noising_law import Batch, rejects_batches
from assignments.course.points import Point, ends
from assignments.course.times import broadcast_time
from grader.authoring import (
    ALPHA,
    Array,
    Examples,
    Failure,
    Model,
    RecordedCall,
    rejects_directions,
)

#: a target may be a quotient by 1 - t: where that is less, rounding hides what was drawn
_LEAST_LEFT = 1e-3


@dataclass(frozen=True)
class LossCase:
    """Data x1 `(B, ...)`, a model, and the seed of a generator."""

    x1: Array
    field: WaveField
    seed: int

    def model(self, name: str) -> Model:
        return Model(name, self.field, differentiable=True)


def loss_cases() -> Examples[LossCase]:
    """Return examples of batches, of every pair of levels of the domain `ENDS`."""
    found = ends().map(_of_point)
    small = st.builds(LossCase, ends().small.map(_data), small_fields(), st.integers(0, 3))  # type: ignore[union-attr]
    return replace(found, small=small, given=st.tuples(small))


def _data(point: Point) -> Array:
    return point.x1


#: one model in so many answers 0, as a network does whose last layer begins there
_SILENT = 12


def _of_point(point: Point) -> LossCase:
    rng = np.random.default_rng(zlib.crc32(point.x1.tobytes() + point.eps.tobytes()))
    field, seed = WaveField.random(rng), int(rng.integers(2**31))
    silent = rng.integers(_SILENT) == 0
    return LossCase(point.x1, WaveField(0.0, 0.0, 0.0, 0.0) if silent else field, seed)


@dataclass(frozen=True)
class Seen:
    """What one call of a loss shows, in float64: where it looked, what it was told, what it gave.

    x, told and pull are `(B, ...)`, t is `(B,)`; pull is half the derivative times the number n of
    entries, which of a mean square is told - target. None where there is no derivative.
    """

    x1: Array
    x: Array
    t: Array
    told: Array
    pull: Array | None
    loss: float

    @cached_property
    def time(self) -> Array:
        return broadcast_time(self.t, self.x1)

    @cached_property
    def target(self) -> Array:
        """What the answer is drawn to, if it is the mean of squares that is differentiated."""
        assert self.pull is not None
        return self.told - self.pull

    @property
    def around(self) -> Array:
        """The mean sizes of the errors that an entry may be beside: of all, or of one axis' sort.

        Whoever adds a variance and the square of a mean takes such a mean from an error, and adds
        it again, with the rounding of a number of its size.
        """
        assert self.pull is not None
        size = np.abs(self.pull)
        of_samples = size.mean(axis=tuple(range(1, size.ndim)), keepdims=True)
        return np.asarray(size.mean() + size.mean(axis=0) + of_samples)

    def noise(self, by_eps: bool) -> Array:
        """Return the noise that was drawn, of a loss that is right otherwise."""
        return self.target if by_eps else np.asarray(self.x - self.time * self.target)


def seen(record: RecordedCall) -> Seen | None:
    """Return what a call shows; None where it has not one evaluation, or another shape."""
    x1 = record.call.arguments[1]
    if record.raised is not None or len(record.evaluations) != 1:
        return None
    (asked,) = record.evaluations
    if not asked.x.shape == asked.value.shape == x1.shape or asked.t.shape != x1.shape[:1]:
        return None
    gradient = record.gradients[0] if record.gradients else None
    if gradient is not None and (gradient.shape != x1.shape or gradient.dtype.kind != "f"):
        return None
    value = record.value
    is_number = isinstance(value, np.ndarray | float) and np.size(value) == 1
    loss = float(np.asarray(value).astype(np.float64).item()) if is_number else np.nan
    return Seen(
        x1.astype(np.float64),
        asked.x.astype(np.float64),
        asked.t.astype(np.float64),
        asked.value.astype(np.float64),
        None if gradient is None else gradient.astype(np.float64) * (x1.size / 2),
        loss,
    )


def multiple(found: Seen, error: Array, room: Array) -> float | None:
    """Return the constant that a right loss is multiplied by, value and derivative; None if none.

    `error` is that of the answer, as it should be, times what is left of the time; `room` is what
    rounding may move it by.
    """
    assert found.pull is not None
    pull = (1 - found.time) * found.pull
    size = float(np.square(error).sum())
    if not 0 < size < np.inf:
        return None
    factor = float((pull * error).sum() / size)
    if not (np.abs(pull - factor * error) <= max(1.0, abs(factor)) * room).all():
        return None
    value = factor * float(np.square(found.pull / factor).mean()) if factor else 0.0
    return factor if abs(found.loss - value) <= 1e-3 * abs(value) else None


def rejects_draws(
    batches: Sequence[Seen], by_eps: bool, seed: int, alpha: float = ALPHA
) -> Failure | None:
    """Say what is wrong with the draws of right losses of `SHAPES`, made in a row, or None.

    Of right draws a part of alpha at most is rejected.
    """
    rng = np.random.default_rng(seed)
    noises = [known_noise(batch, by_eps, rng) for batch in batches]
    found = [Batch(batch.t, noise) for batch, noise in zip(batches, noises, strict=True)]
    return rejects_batches(found, alpha / 2) or _rejects_repeats(noises, alpha / 2)


def known_noise(drawn: Seen, by_eps: bool, rng: np.random.Generator) -> Array:
    """Return the noise of a batch, with fresh noise where rounding hides what was drawn.

    Whether it is hidden depends on t alone, so noise that is right stays so.
    """
    noise = drawn.noise(by_eps)
    hidden = np.broadcast_to(1 - drawn.time < _LEAST_LEFT, noise.shape)
    return np.where(hidden, rng.standard_normal(noise.shape), noise)


def _rejects_repeats(noises: Sequence[Array], alpha: float) -> Failure | None:
    """Say whether the noise of a call has to do with that of the call before, of its shape."""
    pairs = {
        f"the noise of call {number} and that of call {number + 1}": (first.ravel(), second.ravel())
        for number, (first, second) in enumerate(pairwise(noises), start=1)
        if first.shape == second.shape
    }
    found = rejects_directions(pairs, alpha)
    return None if found is None else Failure(f"not independent: {found.words}")
