"""Makes shapes, times and values of the levels of `assignments.course.domain`, with a seed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from math import prod

import numpy as np

from assignments.course.times import Times
from grader.authoring import Array, Domain, Levels, Row

#: the most entries of a state, beyond which an axis in the middle has one
_ENTRIES = 700
_BATCHES = {"some": (5, 8), "many": (33, 36)}
_LASTS = {"wide": (9, 11)}

_Rng = np.random.Generator


def _signs(rng: _Rng, shape: tuple[int, ...]) -> Array:
    # what rng.choice([-1, 1], size=shape) gives, which takes ten times as long
    return 2 * rng.integers(2, size=shape) - 1


#: by level, what fills a sample of this shape
_VALUES: Mapping[str, Callable[[_Rng, tuple[int, ...]], Array]] = {
    "unit": lambda rng, shape: rng.normal(scale=1.5, size=shape),
    "zero": lambda rng, shape: np.zeros(shape),
    "negative": lambda rng, shape: rng.uniform(-4, -0.1, size=shape),
    "thirty": lambda rng, shape: rng.uniform(25, 35, size=shape) * _signs(rng, shape),
    "far": lambda rng, shape: rng.uniform(-240, -160, size=shape),
    "huge": lambda rng, shape: rng.uniform(5e3, 1e4, size=shape) * _signs(rng, shape),
}


@dataclass(frozen=True)
class Batch:
    """The samples of a case in their order: their times, and by carried factor their levels."""

    shape: tuple[int, ...]
    levels: Mapping[str, Sequence[str]]
    t: Array
    plain: bool

    def values(self, rng: _Rng, name: str, constant: bool = False) -> Array:
        """Return `(B, ...)` values of the levels that the samples have of this factor."""
        if constant:
            return np.full(self.shape, rng.uniform(0.5, 3) * rng.choice([-1, 1]))
        values = [_VALUES[level](rng, self.shape[1:]) for level in self.levels[name]]
        return np.round(np.array(values, dtype=np.float64), 1 if self.plain else 9) + 0.0  # no -0


def _size(row: Row, name: str, ranges: Mapping[str, tuple[int, int]], rng: _Rng) -> int:
    level = row.levels[name]
    if level not in ranges:
        return int(level)
    return ranges[level][0] if row.plain else int(rng.integers(*ranges[level], endpoint=True))


def _shape(row: Row, rng: _Rng) -> tuple[int, ...]:
    """Return a shape `(B, ...)` of the levels of a row."""
    levels, axes = row.levels, int(row.levels.get("axes", "1"))
    if axes == 1:
        return (_size(row, "batch", _BATCHES, rng),)
    last = _size(row, "last", _LASTS, rng)
    square, alike = levels["batch"] == "square", levels["alike"] == "yes"
    batch = last if square else _size(row, "batch", _BATCHES, rng)
    middle = rng.integers(1, 1 if row.plain else 3, endpoint=True, size=axes - 2)
    if axes > 2:
        middle[-1] = last if alike else _other_than(last, rng, row.plain)
    for axis in range(axes - 2 - alike):
        if batch * last * prod(map(int, middle)) > _ENTRIES:
            middle[axis] = 1
    return (batch, *map(int, middle), last)


def _other_than(last: int, rng: _Rng, plain: bool) -> int:
    others = [size for size in (1, 2, 3, 4) if size != last]
    return others[0] if plain else int(rng.choice(others))


def small_shape(rng: _Rng) -> tuple[int, ...]:
    """Return a shape that a person can read: 2 or 3 samples, of one or two numbers each."""
    trailing = rng.integers(1, 3, size=rng.integers(0, 2))
    return (int(rng.integers(2, 4)), *map(int, trailing))


def times_of(levels: Sequence[str], times: Times, rng: _Rng) -> Array:
    """Return a float32 time of each level."""
    return np.array([times.drawn(level, rng) for level in levels], dtype=np.float32)


def _places(t: Array, order: str, turn: int, rng: _Rng) -> list[int]:
    """Return the order of the samples: sorted is rising or falling by turn; else one lowest time,
    where there is one alone, is the first, the last or anywhere by turn."""
    if order in ("sorted", "rising", "falling"):
        rising = np.argsort(t).tolist()
        return rising[::-1] if order == "falling" or (order == "sorted" and turn % 2) else rising
    places = rng.permutation(len(t)).tolist()
    lowest = np.flatnonzero(t == t.min())
    if len(lowest) == 1 and turn % 3:
        places.remove(lowest[0])
        places.insert(0 if turn % 3 == 1 else len(places), int(lowest[0]))
    return places


def _others(known: Sequence[str], before: Set[str | None]) -> Sequence[str]:
    """Return the levels for one more sample, which is of another than all before it if it can be.

    Two samples at the same end of time show no mistake in axes.
    """
    if len(before) != 1:
        return known
    return [level for level in known if level not in before] or known


def batch_of(
    domain: Domain, row: Row, times: Times, rng: _Rng, shape: tuple[int, ...] | None = None
) -> Batch:
    """Return the samples of a row, with others of any kind where it has room for them.

    The shape is one of the row's levels, where the domain is of shapes; else it is given.
    """
    shape = shape or _shape(row, rng)
    only = domain.carries(row.levels)
    samples = list(row.samples[: shape[0]])
    allowed = {name: only.get(name, known) for name, known in domain.carried.items()}
    before = {name: {sample.get(name) for sample in samples} for name in allowed}
    while len(samples) < shape[0]:
        more: dict[str, str] = {}
        for name, known in allowed.items():
            if row.plain:
                more[name] = known[0]
            else:
                others = _others(known, before[name])
                more[name] = others[int(rng.integers(len(others)))]
            before[name].add(more[name])
        samples.append(more)
    order = row.levels.get("order", "drawn")
    t = times_of([sample.get("t", "uniform") for sample in samples], times, rng)
    if order == "equal":
        t[:] = t[0]
    places = _places(t, order, sum(domain.numbered(row.levels)), rng)
    levels = {name: [samples[i][name] for i in places] for name in domain.carried}
    return Batch(shape, levels, t[places], row.plain)
