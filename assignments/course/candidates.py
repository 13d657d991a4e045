"""States and the data points that each may have come from: what an ideal network is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from math import log

import numpy as np
from hypothesis import strategies as st

from assignments.course import tables
from assignments.course.domain import CANDIDATES, FAR_CANDIDATES
from assignments.course.likelihoods import Candidates
from assignments.course.making import batch_of, sizes_in
from assignments.course.times import ROUND, Times
from grader.authoring import Array, Domain, Examples, Row, covered, made, read_rows

#: later a step of rounding in x_t is as large as the noise
TIMES = Times(high=0.999)

_Rng = np.random.Generator
_SIZES = {"few": (3, 7), "wide": (9, 11), "many": (33, 36)}

_ROWS = read_rows(CANDIDATES, tables.CANDIDATES)
_FAR_ROWS = read_rows(FAR_CANDIDATES, tables.FAR_CANDIDATES)

#: round data sets, simplest first: at t = 1/4 and x = 1 the noises of the first are 1 and 5/3
_SMALL_DATA = (
    ((1.0,), (-1.0,)),
    ((2.0,), (0.0,)),
    ((1.0,), (-1.0,), (2.0,)),
    ((1.0, 0.0), (-1.0, 2.0)),
    ((1.0, 0.0), (-1.0, 2.0), (0.0, -1.0)),
    ((1.0,), (1.0,), (-1.0,)),
    ((2.0,),),
)


@st.composite
def _small(draw: st.DrawFn, times: tuple[float, ...]) -> Candidates:
    data = draw(st.sampled_from(_SMALL_DATA))
    batch = draw(st.integers(1, 3))
    entries = batch * len(data[0])
    x = draw(st.lists(st.sampled_from((1.0, -1.0, 0.5, 0.0)), min_size=entries, max_size=entries))
    t = draw(st.lists(st.sampled_from(times), min_size=batch, max_size=batch))
    return Candidates.of(np.reshape(x, (batch, -1)), t, data)


def _size(level: str, plain: bool, rng: _Rng) -> int:
    if level not in _SIZES:
        return int(level)
    low, high = _SIZES[level]
    return low if plain else int(rng.integers(low, high, endpoint=True))


def _duplicates(rng: _Rng, shape: tuple[int, int]) -> Array:
    """Return points of which at least one is there twice, and that are not all alike."""
    points = rng.normal(scale=1.5, size=shape)
    copied = rng.integers(0, max(1, shape[0] // 2), size=shape[0] - shape[0] // 2)
    points[len(points) - len(copied) :] = points[copied]
    return rng.permutation(points)


def _wide(rng: _Rng, shape: tuple[int, int]) -> Array:
    """Return points of any size, one of which is far out."""
    points = rng.uniform(-1, 1, size=shape)
    return np.asarray(points * rng.uniform(60, 100) / np.abs(points).max())


_DATA: Mapping[str, Callable[[_Rng, tuple[int, int]], Array]] = {
    "unit": lambda rng, shape: rng.normal(scale=1.5, size=shape),
    "duplicates": _duplicates,
    "tiny": lambda rng, shape: rng.normal(scale=0.003, size=shape),
    "wide": _wide,
    "offset": lambda rng, shape: rng.normal(size=shape) + 100 * rng.choice([-1, 1]),
    "alike": lambda rng, shape: np.tile(rng.normal(scale=1.5, size=shape[1]), (shape[0], 1)),
    "negative": lambda rng, shape: -0.1 - np.abs(rng.normal(scale=1.5, size=shape)),
    "zero": lambda rng, shape: np.zeros(shape),
}


def _ordered(t: Array, order: str, rng: _Rng) -> tuple[Array, list[int]]:
    """Return times in this order, and where each was; if they are sorted, no two ends are alike."""
    places = list(range(len(t)))
    if order == "all small":
        return np.full_like(t, t[0]), places
    if order not in ("rising", "falling"):
        return t, places
    for end, inward in ((TIMES.low, 1), (TIMES.high, -1)):
        more = np.flatnonzero(t == np.float32(end))[1:]
        t[more] = end + inward * 10 ** rng.uniform(-4, -2, size=len(more))
    places = np.argsort(t).tolist()
    places = places[::-1] if order == "falling" else places
    return t[places], places


def _direction(rng: _Rng, entries: int, least: float, most: float) -> Array:
    """Return a vector of any direction, of a length between two numbers."""
    found = rng.normal(size=entries)
    return np.asarray(found * (rng.uniform(least, most) / np.linalg.norm(found)))


def _between(rng: _Rng, t: float, data: Array) -> Array:
    pair = data[rng.permutation(len(data))[:2]]
    return np.asarray(t * pair.mean(axis=0))


def _from(rng: _Rng, t: float, data: Array, noise: Array) -> Array:
    """Return the state on the path from a noise to one of the data points."""
    return np.asarray(t * data[rng.integers(len(data))] + (1 - t) * noise)


#: by level, a state at time t
_STATES: Mapping[str, Callable[[_Rng, float, Array], Array]] = {
    "path": lambda rng, t, data: _from(rng, t, data, rng.normal(size=data.shape[1:])),
    "on": lambda rng, t, data: _from(rng, t, data, np.zeros(data.shape[1])),
    "outlier": lambda rng, t, data: _from(rng, t, data, _direction(rng, data.shape[1], 5, 8)),
    "far": lambda rng, t, data: (
        t * data[rng.integers(len(data))] + _direction(rng, data.shape[1], 70, 100)
    ),
    "between": _between,
    "off": lambda rng, t, data: rng.normal(scale=2, size=data.shape[1:]),
    "zero": lambda rng, t, data: np.zeros(data.shape[1]),
}

#: what all states of a case are, whatever its samples are
_WHOLES: Mapping[str, Callable[[_Rng, tuple[int, ...]], Array]] = {
    "constant": lambda rng, shape: np.full(shape, rng.choice([-1, 1]) * rng.uniform(20, 100)),
    "negative": lambda rng, shape: rng.uniform(-100, -11, size=shape),
}


#: below half of the least number of float32 a share is 0 there; near to it, in its logarithm,
#: rounding decides whether 0 log 0 is met, and that of 1 - t at late times decides most
_EDGE, _NEAR, _NEAR_LATE = -150 * log(2), 0.1, 1.5
_LATE = 0.9
_TRIES = 20


def _of_row(domain: Domain, row: Row, rng: _Rng) -> Candidates:
    return _of_sizes(domain, row, _sizes(row, rng), rng)


def _sizes(row: Row, rng: _Rng) -> tuple[int, int, int]:
    """Return how many points, states and entries a row has."""
    points, entries = (_size(row.levels[name], row.plain, rng) for name in ("points", "entries"))
    as_many = row.levels["batch"].removeprefix("as ")
    alike = {"points": points, "entries": entries}
    return points, alike.get(as_many) or _size(as_many, row.plain, rng), entries


def _of_sizes(domain: Domain, row: Row, sizes: tuple[int, int, int], rng: _Rng) -> Candidates:
    return _off_edge(lambda: _drawn(domain, row, sizes, rng))


def _off_edge(drawn: Callable[[], Candidates]) -> Candidates:
    """Draw a case until no share is at the edge of what float32 holds, or often."""
    case = drawn()
    for _ in range(_TRIES):
        near = np.where(case.t > _LATE, _NEAR_LATE, _NEAR)[:, None]
        with np.errstate(divide="ignore"):
            if (np.abs(np.log(case.shares) - _EDGE) > near).all():
                break
        case = drawn()
    return case


def _drawn(domain: Domain, row: Row, sizes: tuple[int, int, int], rng: _Rng) -> Candidates:
    levels, (points, count, entries) = row.levels, sizes
    batch = batch_of(domain, row, TIMES, rng, (count, entries))
    data = _DATA[levels["data"]](rng, (points, entries))
    data = np.round(data, (3 if levels["data"] == "tiny" else 1) if row.plain else 9)
    times, places = _ordered(batch.t, levels["order"], rng)
    kinds = [batch.levels["x"][place] for place in places]
    states = zip(times.tolist(), kinds, strict=True)
    x = np.array([_STATES[kind](rng, t, data) for t, kind in states])
    whole = levels.get("whole", "mixed")
    if whole in _WHOLES:
        x = _WHOLES[whole](rng, x.shape)
    return Candidates.of(np.round(x, 4 if row.plain else 9) + 0.0, times, data + 0.0)  # no -0


#: ranges of sizes that no level has: of points, states and entries
_BETWEEN = (
    ((8, 32), (4, 8), (3, 4)),
    ((16, 16), (9, 31), (5, 8)),
    ((32, 32), (4, 32), (3, 8)),
    ((37, 200), (2, 5), (2, 3)),
    ((3, 7), (41, 64), (2, 3)),
)
_ANY = Row({"order": "drawn", "data": "unit"}, ())


def _of_other_size(domain: Domain, number: int, rng: _Rng) -> Candidates:
    points, count, entries = sizes_in(_BETWEEN[number], rng)
    return _of_sizes(domain, _ANY, (points, count, entries), rng)


def _along(rng: _Rng, shape: tuple[int, int]) -> Array:
    """Return points on a line."""
    start, way = rng.normal(size=(2, shape[1]))
    return np.asarray(start + rng.normal(size=(shape[0], 1)) * way)


def _first_sorted(rng: _Rng, shape: tuple[int, int]) -> Array:
    points = rng.normal(scale=1.5, size=shape)
    return points[points[:, 0].argsort()]


def _one_entry_alike(rng: _Rng, shape: tuple[int, int]) -> Array:
    """Return points of which one entry is the same in all, as the edge of images is."""
    points = rng.normal(scale=1.5, size=shape)
    points[:, rng.integers(shape[1])] = rng.normal()
    return points


def _centred(rng: _Rng, shape: tuple[int, int]) -> Array:
    """Return points whose mean is exactly 0."""
    half = rng.normal(scale=1.5, size=(shape[0] // 2, shape[1])).astype(np.float32)
    return rng.permutation(np.concatenate([half, -half, np.zeros((shape[0] % 2, shape[1]))]))


def _one_far_out(rng: _Rng, shape: tuple[int, int]) -> Array:
    points = rng.uniform(0.5, 1.5, size=shape) * rng.choice([-1, 1], size=shape)
    points[rng.integers(shape[0]), rng.integers(shape[1])] = 60 * rng.choice([-1, 1])
    return points


def _copied_apart(rng: _Rng, shape: tuple[int, int]) -> Array:
    """Return points of which two are equal, with others between them."""
    points = rng.normal(scale=1.5, size=shape)
    points[-1] = points[0]
    return points


#: data that have a structure, which a submission may depend on; and how many points, states and
#: entries these are: numbers that no other case is sure to have
_STRUCTURES: tuple[tuple[Callable[[_Rng, tuple[int, int]], Array], tuple[int, int, int]], ...] = (
    (_first_sorted, (13, 9, 1)),
    (lambda rng, shape: _first_sorted(rng, shape)[::-1], (9, 16, 1)),
    (_first_sorted, (4, 11, 7)),
    (_one_entry_alike, (5, 6, 3)),
    (_along, (6, 13, 2)),
    (lambda rng, shape: rng.normal(scale=1.5, size=(shape[0], 1)).repeat(shape[1], 1), (7, 7, 4)),
    (_centred, (8, 10, 8)),
    (_one_far_out, (10, 12, 6)),
    (_copied_apart, (11, 15, 5)),
)


def _structured(number: int, rng: _Rng) -> Candidates:
    """Return states on the paths to data that have a structure."""
    made_of, (points, count, entries) = _STRUCTURES[number]

    def drawn() -> Candidates:
        data = np.asarray(made_of(rng, (points, entries)), np.float32).astype(np.float64)
        times = rng.uniform(0.1, 0.7, size=count).tolist()
        x = [_from(rng, t, data, rng.normal(size=entries)) for t in times]
        return Candidates.of(x, times, data)

    return _off_edge(drawn)


def _nearly_sure(rng: _Rng) -> Candidates:
    """Return states of which one point is almost sure, and many others have all the doubt.

    Each has some parts in ten million. Together they are an entropy of which a share that is raised
    to a millionth, or its logarithm, takes a part that shows.
    """
    sides = rng.choice([-1.0, 1.0], size=33)
    data = np.concatenate([[0.0], sides * rng.uniform(5.35, 5.5, size=33)])
    return Candidates.of(np.zeros((2, 1)), (0.5, 0.5), rng.permutation(data)[:, None])


def _beyond(rng: _Rng) -> Candidates:
    """Return states as far beyond data as x_t may be, and data so near that each has a share."""
    side = rng.choice([-1, 1])
    data = side * (100 + 0.01 * rng.normal(size=(5, 1)))
    return Candidates.of(side * rng.uniform(170, 200, size=(3, 1)), (0.5, 0.4, 0.55), data)


#: round times at which a state made at another of them is not far from all data
_EARLY = tuple(t for t in ROUND if t <= 0.9)
#: two sets of data, and two noises at these times
_KEPT_DATA = np.array([[[1, 0], [-1, 2], [0, -1]], [[0, 1], [2, -1], [-1, 0]]]) / 4
_KEPT_NOISE = np.random.default_rng(0).normal(size=(2, len(_EARLY), 2))
#: what may be kept of a call is not right where one argument is another: which of two states, and
#: of two sets of data, and whether the times are in their other order
_ALIKE = ((0, 0, False), (1, 0, False), (0, 1, False), (0, 0, True))


def _alike_but_for(x: int, data: int, backwards: bool, rng: _Rng) -> Candidates:
    """Return states that are the same for either data, and times in either order."""
    time = np.array(_EARLY)[:, None]
    states = time * _KEPT_DATA[0, 0] + (1 - time) * _KEPT_NOISE[x]
    return Candidates.of(states, _EARLY[::-1] if backwards else _EARLY, _KEPT_DATA[data])


def candidates() -> Examples[Candidates]:
    """Return examples of states on the path, of every pair of levels of `CANDIDATES`."""
    make = partial(_of_row, CANDIDATES)
    more: list[Callable[[_Rng], Candidates]]
    more = [_nearly_sure, *(partial(_alike_but_for, *which) for which in _ALIKE)]
    more += [partial(_of_other_size, CANDIDATES, number) for number in range(len(_BETWEEN))]
    more += [partial(_structured, number) for number in range(len(_STRUCTURES))]
    return covered(_small((0.25, 0.5, 0.0, 0.95)), CANDIDATES, _ROWS, make, more)


def far_candidates() -> Examples[Candidates]:
    """Return examples of states where no data point need be likely, by `FAR_CANDIDATES`."""
    make = partial(_of_row, FAR_CANDIDATES)
    small = _small((0.25, 0.5, 0.0)).map(_moved_away)
    more: list[Callable[[_Rng], Candidates]] = [_beyond]
    more += [partial(_of_other_size, FAR_CANDIDATES, number) for number in range(len(_BETWEEN))]
    return covered(small, FAR_CANDIDATES, _FAR_ROWS, make, more)


def _moved_away(case: Candidates) -> Candidates:
    return Candidates.of(100 * (case.x_t + (case.x_t == 0)), case.t, case.data)


def at_start() -> Examples[Candidates]:
    """Return examples at t = 0, where a state is all noise."""

    def drawn(points: int, entries: int, scale: float, rng: _Rng) -> Candidates:
        x = scale * rng.normal(size=(int(rng.integers(2, 5)), entries))
        return Candidates.of(x, np.zeros(len(x)), rng.normal(scale=2, size=(points, entries)))

    kinds = ((3, 2, 1.0), (1, 1, 1.0), (2, 3, 30.0), (5, 1, 1.0), (40, 2, 1.0))
    return made(_small((0.0,)), [partial(drawn, *kind) for kind in kinds])
