"""Times below those that are asked for, at which a right value and a refusal are both right.

They come in cases of their own: whoever refuses them skips the rest of the case.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from assignments.course.making import few_rows, times_of
from assignments.course.times import ALWAYS, DECADES_BELOW
from grader.authoring import Array, Row

#: the least twice as often, since what is about times below another is about them
_DECADES = (*DECADES_BELOW, DECADES_BELOW[-1])


def asked_below(rows: Sequence[Row], times: int) -> list[tuple[str, Row]]:
    """Return decades, each so often, with one of these rows, which soon have all their levels."""
    decades = times * _DECADES
    return list(zip(decades, few_rows(rows, len(decades)), strict=True))


def put_small(decade: str, t: Array, rng: np.random.Generator) -> tuple[Array, Array]:
    """Return times of which half are of a decade, and their places.

    The others show what is wrong in such a batch: at small times much is allowed.
    """
    places = rng.permutation(len(t))[: (len(t) + 1) // 2]
    changed = t.copy()
    changed[places] = times_of([decade] * len(places), ALWAYS, rng)
    return changed, places
