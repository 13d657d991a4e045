"""Times that must be refused because some are 0: first, last, between, several, all, the only one.

A refusal is not asked for in pairs: a pattern that is not seen is missed in all shapes alike. But
what else the batch holds is: whether other times are 1 or tiny, and whether a state at 0 is the
noise, where 0/0 is no infinity.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st

from grader.authoring import Array


@dataclass(frozen=True)
class Zeros:
    """Which of the times of a batch are 0, of how many, and how many axes the state has."""

    where: str
    batch: int
    axes: int
    #: the others are the highest time that there is, and 1e-5
    extremes: bool = False
    #: the state at 0 is the noise, as for a perfect network
    perfect: bool = False

    def shape(self, rng: np.random.Generator) -> tuple[int, ...]:
        return (self.batch, *(int(size) for size in rng.integers(1, 4, size=self.axes - 1)))

    def put(self, t: Array, rng: np.random.Generator, high: float = 1.0) -> Array:
        """Return t with zeros, and with extremes, of which `high` is the upper one."""
        places = {
            "first": [0],
            "last": [-1],
            "middle": [int(rng.integers(1, max(2, len(t) - 1)))],
            "two": rng.permutation(len(t))[:2].tolist(),
            "all": list(range(len(t))),
        }
        changed = t.copy()
        if self.extremes:
            changed[::2], changed[1::2] = high, 1e-5
        changed[places[self.where]] = 0
        return changed


#: every pattern, every size of a batch and every number of axes
ZEROS = (
    Zeros("all", 1, 1),
    Zeros("all", 1, 2, perfect=True),
    Zeros("all", 1, 5),
    Zeros("first", 2, 2, extremes=True, perfect=True),
    Zeros("last", 2, 3),
    Zeros("all", 2, 4, perfect=True),
    Zeros("first", 3, 6),
    Zeros("middle", 3, 1, perfect=True),
    Zeros("last", 3, 4, extremes=True),
    Zeros("two", 3, 2),
    Zeros("all", 3, 3),
    Zeros("first", 35, 1, extremes=True),
    Zeros("middle", 35, 5),
    Zeros("two", 34, 6, extremes=True, perfect=True),
    Zeros("all", 33, 2),
)


def drawn_zeros(draw: st.DrawFn, t: Array) -> Array:
    """Return the times of a small case with a last or a first of 0, or with all of them 0."""
    where = draw(st.sampled_from(("last", "first", "all")))
    return Zeros(where, len(t), 1).put(t, np.random.default_rng(0))
