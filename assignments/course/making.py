"""Makes shapes, times and values of the levels of `assignments.course.domain`, with a seed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import prod
from typing import TypeVar

import numpy as np

from assignments.course.domain import DIFFERENT, WHOLES
from assignments.course.times import Times
from grader.authoring import Array, Domain, Row

#: the most entries of a state, beyond which an axis in the middle has one
_ENTRIES = 700
_BATCHES = {"some": (5, 8), "many": (33, 36)}
_LASTS = {"some": (5, 8), "wide": (9, 11)}

_Rng = np.random.Generator
_Value = TypeVar("_Value")


def _signs(rng: _Rng, shape: tuple[int, ...]) -> Array:
    # what rng.choice([-1, 1], size=shape) gives, which takes ten times as long
    return 2 * rng.integers(2, size=shape) - 1


#: by level, what fills a sample of this shape
_VALUES: Mapping[str, Callable[[_Rng, tuple[int, ...]], Array]] = {
    "unit": lambda rng, shape: rng.normal(scale=1.5, size=shape),
    "zero": lambda rng, shape: np.zeros(shape),
    "negative": lambda rng, shape: rng.uniform(-4, -0.1, size=shape),
    "positive": lambda rng, shape: rng.uniform(0.1, 4, size=shape),
    "thirty": lambda rng, shape: rng.uniform(25, 35, size=shape) * _signs(rng, shape),
    "far": lambda rng, shape: rng.uniform(-240, -160, size=shape),
    "huge": lambda rng, shape: rng.uniform(5e3, 1e4, size=shape) * _signs(rng, shape),
}


#: of every other whole that is negative or positive, the entries are so much smaller: below 1
_SMALLER = 0.2


#: sizes that no level has, by case: of the batch, of the axes after it; a loop over parts of a
#: batch ends at a power of two, and images have four axes
_BETWEEN: tuple[tuple[tuple[int, int], ...], ...] = (
    ((4, 4), (3, 4)),
    ((5, 31), (5, 8)),
    ((16, 16), (3, 3), (8, 8), (13, 16)),
    ((32, 32), (12, 16)),
    ((37, 100), (3, 4)),
    ((2, 3), (130, 784)),
    ((25, 25), (3, 3)),
    ((101, 128),),
    ((129, 130), (1, 2), (3, 4)),
    ((2, 3), (1, 1), (28, 28), (28, 28)),
)
BETWEEN = range(len(_BETWEEN))
#: a case of samples of any kind
_ANY = Row({"order": "drawn", "data": "mixed", "noise": "mixed"}, ())


@dataclass(frozen=True)
class Batch:
    """The samples of a row in their order: their times, and by carried factor their levels.

    Those at the `spare` places are of no kind that the row needs. `turn` tells rows apart.
    """

    row: Row
    shape: tuple[int, ...]
    levels: Mapping[str, list[str]]
    t: Array
    spare: Sequence[int]
    turn: int

    def exchange(self, places: Sequence[int], others: Sequence[int]) -> None:
        """Have the samples of some places and of others in each other's, as far as there are any.

        One that is among both stays where it is.
        """
        left = [place for place in places if place not in others]
        right = [other for other in others if other not in places]
        for place, other in zip(left, right, strict=False):
            self.t[[place, other]] = self.t[[other, place]]
            for levels in self.levels.values():
                levels[place], levels[other] = levels[other], levels[place]

    def values(self, rng: _Rng, name: str) -> Array:
        """Return `(B, ...)` values of the levels that the samples have of this factor."""
        return self.whole(rng, name, self.row.levels.get(WHOLES[name], "mixed"))

    def whole(self, rng: _Rng, name: str, whole: str) -> Array:
        """Return `(B, ...)` values of which this is true as a whole, or of the samples' levels."""
        if whole == "constant":
            number = rng.uniform(0.5, 3) * rng.choice([-1, 1])
            return np.full(self.shape, self._rounded(number))
        levels = self.levels[name] if whole == "mixed" else [whole] * self.shape[0]
        values = np.empty(self.shape)
        for level in dict.fromkeys(levels):
            places = [place for place, other in enumerate(levels) if other == level]
            values[places] = _VALUES[level](rng, (len(places), *self.shape[1:]))
        if whole in ("negative", "positive") and self.turn % 2:
            values = values * _SMALLER
        elif whole != "mixed":
            values = self._rounded(values)
        return np.round(values, 1 if self.row.plain else 9) + 0.0  # no -0

    def _rounded(self, values: Array | float) -> Array:
        """Return integers in some cases, away from 0, as pixels of images are.

        Not where these would be all alike, or it would be another level.
        """
        exact = np.asarray(values)
        if self.turn % 4 >= 2:
            return exact
        rounded = np.sign(exact) * np.ceil(np.abs(exact))
        return exact if exact.size > 1 and (rounded == rounded.flat[0]).all() else rounded


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
    middle = rng.integers(2, 3, endpoint=True, size=axes - 2)
    if row.plain:
        middle[:] = 1
    elif axes > 3 and not rng.integers(3):  # at most one, or exchanging two would change nothing
        middle[rng.integers(axes - 3)] = 1
    if axes > 2:
        middle[-1] = last if alike else _other_than(last, rng, row.plain)
    for axis in range(axes - 2 - alike):
        if batch * last * prod(middle.tolist()) > _ENTRIES:
            middle[axis] = 1
    return (batch, *map(int, middle), last)


def between(number: int, rng: _Rng) -> tuple[int, ...]:
    """Return a shape of one of the `BETWEEN`."""
    return sizes_in(_BETWEEN[number], rng)


def sizes_in(ranges: Sequence[tuple[int, int]], rng: _Rng) -> tuple[int, ...]:
    """Return a size of each range, its ends included."""
    return tuple(int(rng.integers(*ends, endpoint=True)) for ends in ranges)


def faint(rng: _Rng, shape: tuple[int, ...]) -> Array:
    """Return values that are all small, and not 0."""
    return rng.uniform(0.01, 0.05, size=shape) * _signs(rng, shape)


def of_any_size(rng: _Rng, shape: tuple[int, ...]) -> Array:
    """Return values of every size up to that of the largest, which is among them."""
    values = 10 ** rng.uniform(-1, 4, size=shape) * _signs(rng, shape)
    values[tuple(rng.integers(shape))] = 1e4 * rng.choice([-1, 1])
    return values


def batch_between(domain: Domain, number: int, times: Times, rng: _Rng) -> Batch:
    """Return samples of any kind, as many as one of the `BETWEEN` has."""
    return batch_of(domain, _ANY, times, rng, between(number, rng))


def _other_than(last: int, rng: _Rng, plain: bool) -> int:
    others = [size for size in (1, 2, 3, 4) if size != last]
    return others[0] if plain else int(rng.choice(others))


def in_turn(values: Sequence[_Value], row: Row, rows: Sequence[Row], factor: str) -> _Value:
    """Return one of the values of a row's level: in turn, so that no seed misses one.

    Of a row that is none of these `rows`, as a plain one, it is the first.
    """
    alike = [other for other in rows if other.levels[factor] == row.levels[factor]]
    turn = 0 if row.plain else alike.index(row)
    return values[turn % len(values)]


def few_rows(rows: Sequence[Row], number: int) -> list[Row]:
    """Return so many of these rows, which have all their levels between them as soon as can be."""
    left: set[tuple[str, str]] = set()
    found: list[Row] = []
    for _ in range(number):
        left = left or {level for row in rows for level in _levels(row)}
        found.append(max(rows, key=lambda row: len(left & _levels(row))))
        left -= _levels(found[-1])
    return found


def _levels(row: Row) -> set[tuple[str, str]]:
    return {level for levels in (row.levels, *row.samples) for level in levels.items()}


def times_of(levels: Sequence[str], times: Times, rng: _Rng) -> Array:
    """Return a float32 time of each level."""
    return np.array([times.drawn(level, rng) for level in levels], dtype=np.float32)


def _part(t: Array) -> None:
    """Have no two times alike, by as little as can be."""
    for above, below in pairwise(np.argsort(-t, kind="stable").tolist()):
        if t[below] >= t[above]:
            t[below] = np.nextafter(t[above], np.float32(0))


def _places(t: Array, order: str, turn: int, rng: _Rng) -> list[int]:
    """Return the order of the samples: rising or falling; else one lowest time, where there is one
    alone, is the first, the last or anywhere by turn."""
    if order in ("rising", "falling"):
        rising = np.argsort(t).tolist()
        return rising if order == "rising" else rising[::-1]
    places = rng.permutation(len(t)).tolist()
    lowest = np.flatnonzero(t == t.min())
    if len(lowest) == 1 and turn % 3:
        places.remove(lowest[0])
        places.insert(0 if turn % 3 == 1 else len(places), int(lowest[0]))
    return places


def _more(kinds: Sequence[str], number: int, plain: bool, rng: _Rng) -> list[str]:
    """Return the levels of so many more samples of a batch, the last of the simplest kind.

    Samples at an end of time, or of zeros, show no mistake in axes.
    """
    if plain or not number:
        return [kinds[0]] * number
    return [kinds[place] for place in rng.integers(len(kinds), size=number - 1).tolist()] + [
        kinds[0]
    ]


def _equal(turn: int, times: Times) -> str:
    """Return of which small times equal ones are, in turn."""
    return "thousandth" if turn % 3 == 1 and times.low == 0 else "just above low"


def batch_of(
    domain: Domain, row: Row, times: Times, rng: _Rng, shape: tuple[int, ...] | None = None
) -> Batch:
    """Return the samples of a row, with others of any kind where it has room for them.

    The shape is one of the row's levels, where the domain is of shapes; else it is given.
    """
    shape, turn = shape or _shape(row, rng), sum(domain.numbered(row.levels))
    only = domain.carries(row.levels)
    order = row.levels.get("order", row.levels.get("zeros", "drawn"))
    listed = row.samples[: shape[0]]
    drawn: dict[str, list[str]] = {}
    for name, known in domain.carried.items():
        kinds = [level for level in known if level in only.get(name, known)]
        if name == "t" and order in DIFFERENT and turn % 3:
            kinds = [level for level in kinds if level != "low"]  # one alone stays alone
        drawn[name] = [sample[name] for sample in listed]
        drawn[name] += _more(kinds, shape[0] - len(listed), row.plain, rng)
    if order in ("rising", "falling") and not row.plain:  # both ends, where nothing else is needed
        for place, end in zip(range(len(listed), shape[0]), ("low", "high"), strict=False):
            drawn["t"][place] = end
    t = times_of(drawn.get("t", ["uniform"] * shape[0]), times, rng)
    if order == "equal":
        t[:] = t[0] if turn % 3 == 0 else times_of([_equal(turn, times)], times, rng)
    if order in ("rising", "falling"):
        _part(t)
    places = _places(t, order, turn, rng)
    levels = {name: [levels[place] for place in places] for name, levels in drawn.items()}
    spare = [place for place, sample in enumerate(places) if sample >= len(listed)]
    return Batch(row, shape, levels, t[places], spare, turn)
