"""Points on the path from noise to data, drawn: what most checks are asked about."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from hypothesis import strategies as st

from assignments.course.times import ALWAYS, Times, broadcast_time, zero_last
from grader.authoring import Array, Examples, drawn_values, examples

#: round values, simplest first: with x1 = 3, eps = 1, t = 1/4 every quantity differs
X1_VALUES = (3.0, 2.0, -1.0, 4.0, -2.0, 0.5, 0.0)
EPS_VALUES = (1.0, -1.0, 2.0, 0.5, -2.0, 0.0)
TRAILING = ((), (1,), (2,), (3,), (2, 1, 2))


@dataclass(frozen=True)
class Point:
    """Data x1, noise eps and a time t, drawn; x_t and u made from them by the two definitions.

    x1, eps, x_t and u are float32 of one shape `(B, ...)`, t is float32 `(B,)`. x_t and u are
    computed in float64 and rounded once.
    """

    x1: Array
    eps: Array
    t: Array
    x_t: Array
    u: Array

    @classmethod
    def of(cls, x1: Array, eps: Array, t: Array) -> Point:
        x1, eps, t = (np.asarray(array, dtype=np.float32) for array in (x1, eps, t))
        data, noise, time = x1.astype(np.float64), eps.astype(np.float64), broadcast_time(t, x1)
        x_t = (1 - time) * noise + time * data
        return cls(x1, eps, t, x_t.astype(np.float32), (data - noise).astype(np.float32))

    @property
    def time(self) -> Array:
        """t in float64, with axes appended to meet the others."""
        return broadcast_time(self.t, self.x1)


def last_time_zero(point: Point) -> Point:
    """Return the point with a last time of 0, where a noise prediction says nothing about x1."""
    return replace(point, t=zero_last(point.t))


def points(times: Times = ALWAYS) -> Examples[Point]:
    """Return examples of points on the path."""

    @st.composite
    def small(draw: st.DrawFn) -> Point:
        batch = draw(st.integers(1, 3))
        trailing = draw(st.sampled_from(TRAILING))
        x1 = drawn_values(draw, X1_VALUES, (batch, *trailing))
        eps = drawn_values(draw, EPS_VALUES, (batch, *trailing))
        return Point.of(x1, eps, drawn_values(draw, times.small(), (batch,)))

    def sweep(rng: np.random.Generator) -> list[Point]:
        return [
            Point.of(rng.normal(size=shape) * 2, rng.normal(size=shape), times.sweep(shape[0], rng))
            for shape in sweep_shapes(rng)
        ]

    # x_t is all data there: nothing cancels, and a time that is off by 1e-8 shows
    start = Point.of(np.array([3.0, -2.0]), np.zeros(2), np.full(2, times.low))
    return examples(small(), sweep, [start] if times.low > 0 else [])


def sweep_shapes(rng: np.random.Generator) -> list[tuple[int, ...]]:
    """Return shapes of every layout: no trailing axis, B = last axis, B != it, image, B = 1."""
    b, c = (int(size) for size in rng.integers(2, 6, size=2))
    return [(b + 2,), (b, b), (4, b + 1), (c, 2, 3, c), (1, b)]
