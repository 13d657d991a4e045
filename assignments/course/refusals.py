"""Times that must be refused because some are 0: first, last, between, several, all, the only one.

By turns the state at 0 is the noise, as for a perfect network: there 0/0 is no infinity.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import strategies as st

from assignments.course import tables
from assignments.course.domain import WHOLE, ZEROS
from assignments.course.making import Batch, batch_of
from assignments.course.times import Times
from grader.authoring import Array, Row, read_rows

ZERO_ROWS = read_rows(ZEROS, tables.ZEROS)

#: what the other times are drawn from: whoever refuses times that are nearly 0 does no wrong here
_LEAST = 1e-7
#: how many times there are where one is far behind the others: over a hundred, or two of 64
_MANY = (121, 131)


def with_zero_times(row: Row, rng: np.random.Generator, high: float = 1.0) -> Batch:
    """Return a batch in which times are 0 as its row says, and no time is above `high`."""
    batch = batch_of(ZEROS, row, Times(_LEAST, high), rng)
    zeros = row.levels["zeros"]
    places = _places(zeros, len(batch.t), rng)
    if zeros in ("first", "last", "middle", "two"):
        batch.exchange(places, batch.spare)
    batch.t[places] = 0
    return batch


def late_zero(rng: np.random.Generator, high: float = 1.0) -> Array:
    """Return the times of a large batch, of which one of the last is 0."""
    t = rng.uniform(0.01, high, size=int(rng.integers(*_MANY))).astype(np.float32)
    t[-int(rng.integers(1, 21))] = 0
    return t


def beside(batch: Batch, rng: np.random.Generator) -> Array:
    """Return the tensor beside the state: each kind of whole in turn, or the state's kinds."""
    kinds = {"eps": batch.levels["x"][::-1]}
    return replace(batch, levels=kinds).whole(rng, "eps", WHOLE[batch.turn // 2 % len(WHOLE)])


def _places(zeros: str, size: int, rng: np.random.Generator) -> list[int]:
    """Return where times are 0; rising and falling ones begin and end with one."""
    match zeros:
        case "first" | "rising":
            return [0]
        case "last" | "falling":
            return [size - 1]
        case "middle":
            return [int(rng.integers(1, max(2, size - 1)))]
        case "two":
            return rng.permutation(size)[:2].tolist()
        case _:
            return list(range(size))


def drawn_zeros(draw: st.DrawFn, t: Array) -> Array:
    """Return the times of a small case with a last or a first of 0, or with all of them 0."""
    where = draw(st.sampled_from(("last", "first", "all")))
    changed = t.copy()
    changed[_places(where, len(t), np.random.default_rng(0))] = 0
    return changed
