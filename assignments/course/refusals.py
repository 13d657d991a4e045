"""Times that must be refused because some are 0: first, last, between, several, all, the only one.

A refusal is asked for with every level of a domain and not with every pair: a pattern of zeros that
is not seen is missed in most layouts alike. By turns the state at 0 is the noise, as for a perfect
network: there 0/0 is no infinity.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from hypothesis import strategies as st

from assignments.course.times import Times
from grader.authoring import Array, Row

#: which times are 0, and the level of the batch that they are in: each in each that has room for it
_PATTERNS = (
    *(("all", batch) for batch in ("1", "2", "3", "square", "many")),
    *(("first", batch) for batch in ("2", "square", "many")),
    *(("last", batch) for batch in ("2", "many")),
    ("rising", "3"),
    ("falling", "3"),
    *(("middle", batch) for batch in ("3", "many")),
    *(("two", batch) for batch in ("3", "many")),
)

#: what the other times are drawn from: whoever refuses times that are nearly 0 does no wrong here
BESIDE_ZERO = Times(low=1e-7)


def zero_rows(rows: Sequence[Row]) -> list[tuple[str, Row, bool]]:
    """Return for each pattern one of these rows, which have all their levels between them.

    With it comes whether the state at 0 is the noise.
    """
    chosen = level_rows(rows, [batch for _, batch in _PATTERNS])
    return [
        (where, row, number % 2 == 0)
        for number, ((where, _), row) in enumerate(zip(_PATTERNS, chosen, strict=True))
    ]


def level_rows(rows: Sequence[Row], batches: Sequence[str | None]) -> list[Row]:
    """Return for each level of the batch, or for any, one of these rows: soon all their levels."""
    left: set[tuple[str, str]] = set()
    found: list[Row] = []
    for batch in batches:
        left = left or {level for row in rows for level in _levels(row)}
        fitting = (row for row in rows if batch in (None, row.levels["batch"]))
        found.append(max(fitting, key=lambda row: len(left & _levels(row))))
        left -= _levels(found[-1])
    return found


def _levels(row: Row) -> set[tuple[str, str]]:
    return {level for levels in (row.levels, *row.samples) for level in levels.items()}


def put_zeros(where: str, t: Array, rng: np.random.Generator) -> Array:
    """Return t with zeros; rising and falling times begin and end with one."""
    if where in ("rising", "falling"):
        rising = np.sort(put_zeros("first", t, rng))
        return rising if where == "rising" else rising[::-1]
    places = {
        "first": [0],
        "last": [-1],
        "middle": [int(rng.integers(1, max(2, len(t) - 1)))],
        "two": rng.permutation(len(t))[:2].tolist(),
        "all": list(range(len(t))),
    }
    changed = t.copy()
    changed[places[where]] = 0
    return changed


def drawn_zeros(draw: st.DrawFn, t: Array) -> Array:
    """Return the times of a small case with a last or a first of 0, or with all of them 0."""
    where = draw(st.sampled_from(("last", "first", "all")))
    return put_zeros(where, t, np.random.default_rng(0))
