"""Points on the path from noise to data, drawn: what most checks are asked about."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from hypothesis import strategies as st

from assignments.course import tables
from assignments.course.domain import ENDS, POINTS
from assignments.course.making import batch_of, small_shape, times_of
from assignments.course.refusals import BESIDE_ZERO, drawn_zeros, put_zeros, zero_rows
from assignments.course.times import ALWAYS, DECADES_BELOW, Times, broadcast_time
from grader.authoring import Array, Domain, Examples, Row, covered, drawn_values, made, read_rows

#: round values, simplest first: with x1 = 3, eps = 1, t = 1/4 every quantity differs
X1_VALUES = (3.0, 2.0, -1.0, 4.0, -2.0, 0.5, 0.0)
EPS_VALUES = (1.0, -1.0, 2.0, 0.5, -2.0, 0.0)
TRAILING = ((), (1,), (2,), (3,), (2, 1, 2))

_ROWS = read_rows(POINTS, tables.POINTS)
_END_ROWS = read_rows(ENDS, tables.ENDS)


@dataclass(frozen=True)
class Point:
    """Data x1, noise eps and a time t, drawn; x_t and u made from them by the two definitions.

    x1, eps, x_t and u are float32 of one shape `(B, ...)`, t is float32 `(B,)`. x_t and u are
    computed in float64 and rounded once. Whoever divides by t may refuse one with times `below`
    those that are asked for.
    """

    x1: Array
    eps: Array
    t: Array
    x_t: Array
    u: Array
    below: bool = False

    @classmethod
    def of(cls, x1: Array, eps: Array, t: Array, below: bool = False) -> Point:
        x1, eps, t = (np.asarray(array, dtype=np.float32) for array in (x1, eps, t))
        data, noise, time = x1.astype(np.float64), eps.astype(np.float64), broadcast_time(t, x1)
        x_t = (1 - time) * noise + time * data
        return cls(x1, eps, t, x_t.astype(np.float32), (data - noise).astype(np.float32), below)

    @property
    def time(self) -> Array:
        """t in float64, with axes appended to meet the others."""
        return broadcast_time(self.t, self.x1)


@st.composite
def _small(draw: st.DrawFn, times: Times) -> Point:
    batch = draw(st.integers(1, 3))
    trailing = draw(st.sampled_from(TRAILING))
    x1 = drawn_values(draw, X1_VALUES, (batch, *trailing))
    eps = drawn_values(draw, EPS_VALUES, (batch, *trailing))
    return Point.of(x1, eps, drawn_values(draw, times.small(), (batch,)))


def points(times: Times = ALWAYS) -> Examples[Point]:
    """Return examples of points on the path, of every pair of levels of the domain `POINTS`.

    Where times begin above 0, some cases have times below.
    """

    more = [partial(_at_rest, times, scale) for scale in (0.0, 2.0)]
    more += [partial(_one_zero, place) for place in (0, -1) if times.low == 0]
    more += [partial(_below, decade) for decade in DECADES_BELOW if times.low > 0]
    return covered(_small(times), POINTS, _ROWS, partial(_of_row, POINTS, times), more)


def ends() -> Examples[Point]:
    """Return examples of points for what depends on data and noise alone, by the domain `ENDS`."""
    return covered(_small(ALWAYS), ENDS, _END_ROWS, partial(_of_row, ENDS, ALWAYS))


def _of_row(domain: Domain, times: Times, row: Row, rng: np.random.Generator) -> Point:
    batch = batch_of(domain, row, times, rng)
    constant = row.levels["whole"] == "constant"
    x1, eps = (batch.values(rng, name, constant) for name in ("x", "eps"))
    return Point.of(x1, eps, batch.t)


def _at_rest(times: Times, scale: float, rng: np.random.Generator) -> Point:
    """Return a point whose noise is its data: u is 0 everywhere, of a scale of 0 all else too."""
    x1 = np.round(rng.normal(size=small_shape(rng)), 1) * scale
    return Point.of(x1, x1, times.sweep(len(x1), rng))


def _one_zero(place: int, rng: np.random.Generator) -> Point:
    """Return a point of which one time alone is 0, the first or the last."""
    x1, eps = rng.normal(size=(2, *small_shape(rng))).round(1) + 0.25
    t = rng.uniform(0.2, 1, size=len(x1)).round(2)
    t[place] = 0
    return Point.of(x1, eps, t)


def _below(decade: str, rng: np.random.Generator) -> Point:
    """Return a point at small times; half of it is without noise, where errors show most."""
    shape = small_shape(rng)
    x1 = rng.uniform(2, 5, size=shape) * rng.choice([-1, 1], size=shape)
    eps = rng.normal(size=shape)
    eps[rng.permutation(len(eps))[: len(eps) // 2]] = 0
    x1, eps = np.round(x1, 1), np.round(eps, 1)
    return Point.of(x1, eps, times_of([decade] * len(eps), ALWAYS, rng), below=True)


def with_zeros(times: Times) -> Examples[Point]:
    """Return examples of points of which some times are 0, where no noise tells anything else."""

    @st.composite
    def small(draw: st.DrawFn) -> Point:
        point = draw(_small(times))
        return replace(point, t=drawn_zeros(draw, point.t))

    def with_zeros_at(where: str, row: Row, is_noise: bool, rng: np.random.Generator) -> Point:
        point = _of_row(POINTS, BESIDE_ZERO, row, rng)
        t = put_zeros(where, point.t, rng)
        return Point.of(point.x1, point.eps, t) if is_noise else replace(point, t=t)

    return made(small(), [partial(with_zeros_at, *asked) for asked in zero_rows(_ROWS)])
