"""Points on the path from noise to data, drawn: what most checks are asked about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from hypothesis import strategies as st

from assignments.course import tables
from assignments.course.domain import ENDS, POINTS, ZEROS
from assignments.course.making import (
    BETWEEN,
    Batch,
    batch_between,
    batch_of,
    faint,
    few_rows,
    of_any_size,
)
from assignments.course.refusals import (
    ZERO_ROWS,
    beside,
    drawn_zeros,
    late_zero,
    with_zero_times,
)
from assignments.course.small_times import asked_below, put_small
from assignments.course.times import ALWAYS, FROM_EPS, ROUND, Times, broadcast_time
from grader.authoring import Array, Domain, Examples, Row, covered, drawn_values, read_rows

#: round values, simplest first: with x1 = 3, eps = 1, t = 1/4 every quantity differs
X1_VALUES = (3.0, 2.0, -1.0, 4.0, -2.0, 0.5, 0.0)
EPS_VALUES = (1.0, -1.0, 2.0, 0.5, -2.0, 0.0)
TRAILING = ((), (1,), (2,), (3,), (2, 1, 2))

_Rng = np.random.Generator
_ROWS = read_rows(POINTS, tables.POINTS)
_END_ROWS = read_rows(ENDS, tables.ENDS)
#: values at round times, the same at every seed: data, other data, noise and other noise
KEPT = np.random.default_rng(0).normal(size=(4, len(ROUND), 3)).astype(np.float32)
#: what may be kept of a call is not right where one argument is another: which of two x1, of two
#: eps, and whether the times are in their other order
_ALIKE = ((0, 0, False), (0, 1, False), (1, 0, False), (0, 0, True))
#: the case of `BETWEEN` whose values are of every size
_OF_ANY_SIZE = 4
_LARGE = (4096, 2)
#: so many cases each have a velocity of 0, a state of 0, or a state that is the velocity
_SPECIAL = 3
#: what is small and not 0: the data alone, or the noise too, or both as small as a threshold may be
_FAINT = ("both", "data", "tiny")


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

    few = few_rows(_ROWS, _SPECIAL)
    more: list[Callable[[_Rng], Point]]
    more = [
        partial(make, times, row)
        for make in (_at_rest, _at_origin, _at_its_velocity)
        for row in few
    ]
    more += [partial(_alike_but_for, *which) for which in _ALIKE]
    more += [partial(_between, POINTS, times, number) for number in BETWEEN]
    more += [partial(_faint, POINTS, times, kind) for kind in _FAINT]
    more += [partial(_alone_at, t) for t in (times.low, times.high)]
    if times.low > 0:
        more += [partial(_below, decade, row) for decade, row in asked_below(_ROWS, 2)]
    return covered(_small(times), POINTS, _ROWS, partial(_of_row, POINTS, times), more)


def ends(large: int = 0) -> Examples[Point]:
    """Return examples of points for what depends on data and noise alone, by the domain `ENDS`.

    So many more have `large` batches: of whoever draws the times, few have any that is near an end.
    """
    more: list[Callable[[_Rng], Point]]
    more = [partial(_alike_but_for, *which) for which in _ALIKE[:3]]
    more += [partial(_between, ENDS, ALWAYS, number) for number in BETWEEN]
    more += [partial(_faint, ENDS, ALWAYS, kind) for kind in _FAINT]
    more += large * [_large]
    return covered(_small(ALWAYS), ENDS, _END_ROWS, partial(_of_row, ENDS, ALWAYS), more)


def _of_row(domain: Domain, times: Times, row: Row, rng: _Rng) -> Point:
    return _of_batch(batch_of(domain, row, times, rng), rng)


def _of_batch(batch: Batch, rng: _Rng) -> Point:
    return Point.of(batch.values(rng, "x"), batch.values(rng, "eps"), batch.t)


def _between(domain: Domain, times: Times, number: int, rng: _Rng) -> Point:
    batch = batch_between(domain, number, times, rng)
    if number != _OF_ANY_SIZE:
        return _of_batch(batch, rng)
    return Point.of(of_any_size(rng, batch.shape), of_any_size(rng, batch.shape), batch.t)


def _faint(domain: Domain, times: Times, kind: str, rng: _Rng) -> Point:
    """Return a point whose data are all small and not 0, as one of `_FAINT`."""
    batch = batch_between(domain, 0, times, rng)
    if kind == "data":
        return Point.of(faint(rng, batch.shape), batch.values(rng, "eps"), batch.t)
    size = 10 ** -rng.uniform(2.5, 4) if kind == "tiny" else 1.0
    return Point.of(size * faint(rng, batch.shape), size * faint(rng, batch.shape), batch.t)


def _large(rng: _Rng) -> Point:
    x1, eps = rng.normal(size=(2, *_LARGE))
    return Point.of(3 * x1, eps, rng.random(_LARGE[0]))


def _alone_at(t: float, rng: _Rng) -> Point:
    """Return a point of one sample, at an end of the times."""
    x1, eps = rng.normal(size=(2, 1, 3))
    return Point.of(2 * x1, eps, np.array([t]))


def _at_rest(times: Times, row: Row, rng: _Rng) -> Point:
    """Return a point whose noise is its data: u is 0 everywhere."""
    point = _of_row(POINTS, times, row, rng)
    return Point.of(point.x1, point.x1, point.t)


def _at_origin(times: Times, row: Row, rng: _Rng) -> Point:
    """Return a point whose x_t is 0 everywhere."""
    point = _of_row(POINTS, times, row, rng)
    time, inside = point.time, point.time < 1
    x1 = np.where(inside, point.x1, 0)
    eps = np.where(inside, -x1 * time / np.where(inside, 1 - time, 1), point.eps)
    return replace(Point.of(x1, eps, point.t), x_t=np.zeros_like(point.x_t))


def _at_its_velocity(times: Times, row: Row, rng: _Rng) -> Point:
    """Return a point whose x_t is u, so that two arguments are the same."""
    point = _of_row(POINTS, times, row, rng)
    made = Point.of(point.x1, point.x1 * (1 - point.time) / (2 - point.time), point.t)
    return replace(made, u=made.x_t)


def _alike_but_for(x1: int, eps: int, backwards: bool, rng: _Rng) -> Point:
    """Return a point at round times, whose x1, eps and t are one of two each."""
    return Point.of(KEPT[x1], KEPT[2 + eps], np.array(ROUND[::-1] if backwards else ROUND))


def _below(decade: str, row: Row, rng: _Rng) -> Point:
    """Return a point of which half is at small times.

    Half of those are without noise, where errors of t show most, and the others show those of eps.
    """
    batch = batch_of(POINTS, row, FROM_EPS, rng)
    x1, eps = batch.values(rng, "x"), batch.values(rng, "eps")
    t, small = put_small(decade, batch.t, rng)
    x1[small] = rng.uniform(2, 5, size=x1[small].shape) * rng.choice([-1, 1])
    eps[small[int(rng.integers(2)) :: 2]] = 0
    return Point.of(x1, eps, t, below=True)


def with_zeros(times: Times) -> Examples[Point]:
    """Return examples of points of which some times are 0, where no noise tells anything else."""

    @st.composite
    def small(draw: st.DrawFn) -> Point:
        point = draw(_small(times))
        return replace(point, t=drawn_zeros(draw, point.t))

    def with_zeros_at(row: Row, rng: _Rng) -> Point:
        batch = with_zero_times(row, rng)
        x_t, eps = batch.values(rng, "x"), beside(batch, rng)
        if batch.turn % 2:  # where a time is 0, the state is the noise
            eps[batch.t == 0] = x_t[batch.t == 0]
        return replace(Point.of(x_t, eps, batch.t), x_t=x_t.astype(np.float32))

    return covered(small(), ZEROS, ZERO_ROWS, with_zeros_at, [_zero_far_back])


def _zero_far_back(rng: _Rng) -> Point:
    """Return points of a large batch, of which one of the last is at time 0."""
    t = late_zero(rng)
    x1, eps = rng.normal(size=(2, len(t), 2))
    return Point.of(x1, eps, t)
