"""What a check is asked about: Hypothesis strategies of examples, which are tuples of cases.

The first case of an example is small, drawn number by number from a few round values, so that a
failure shrinks to something a person can check in the head. Half of the examples add a sweep: cases
made from one seed that together reach every layout and every delicate value, so that no mistake is
met by luck only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from hypothesis import strategies as st

from grader.host.values import Array

_Case = TypeVar("_Case")
_Other = TypeVar("_Other")

#: seeds of a `torch.Generator`
SEEDS = st.integers(0, 2**31 - 1)


@dataclass(frozen=True)
class Examples(Generic[_Case]):
    """What a check is given: `given` yields examples, tuples of cases; `small` lone small cases.

    A failure is first looked for among the small ones, which shrink to something readable. The
    cases in `always` are tried whatever is drawn, so that no seed misses what only they find.
    """

    small: st.SearchStrategy[_Case]
    given: st.SearchStrategy[tuple[_Case, ...]]
    always: tuple[_Case, ...] = ()

    def map(self, change: Callable[[_Case], _Other]) -> Examples[_Other]:
        """Return examples of `change(case)`."""
        return Examples(
            self.small.map(change),
            self.given.map(lambda cases: tuple(map(change, cases))),
            tuple(map(change, self.always)),
        )


def examples(
    small: st.SearchStrategy[_Case],
    sweep: Callable[[np.random.Generator], Sequence[_Case]],
    always: Sequence[_Case] = (),
) -> Examples[_Case]:
    """Return examples of a small case, half of them followed by a sweep.

    The choice to sweep is drawn last, so that dropping it leaves the small case as it was. One
    fixed sweep is always tried: one seed in a thousand draws none.
    """

    @st.composite
    def example(draw: st.DrawFn) -> tuple[_Case, ...]:
        first = draw(small)
        seed = draw(st.integers(0, 2**32 - 1))
        if not draw(st.booleans()):
            return (first,)
        return (first, *sweep(np.random.default_rng(seed)))

    return Examples(small, example(), (*always, *sweep(np.random.default_rng(0))))


def drawn_values(draw: st.DrawFn, values: Sequence[float], shape: tuple[int, ...]) -> Array:
    size = int(np.prod(shape))
    drawn = draw(st.lists(st.sampled_from(values), min_size=size, max_size=size))
    return np.array(drawn, dtype=np.float32).reshape(shape)
