"""What a check is asked about: Hypothesis strategies of examples, which are tuples of cases.

The first case of an example is small, drawn number by number from a few round values, so that a
failure shrinks to something a person can check in the head. What reaches every layout and every
delicate value, so that no mistake is met by luck only, is made with one seed: a *covering*, which
has every pair of levels of a declared domain and is tried whatever is drawn, or a *sweep*, which
half of the examples add and the covering has as well. Hypothesis begins with the simplest case, the
same at every seed, so no check is asked of that alone: a table of it could be handed in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import inf, prod
from typing import Any, Generic, TypeVar

import numpy as np
from hypothesis import assume
from hypothesis import strategies as st

from grader.authoring.domain import Domain, Row
from grader.errors import AuthoringError
from grader.host.values import Array

_Case = TypeVar("_Case")
_Other = TypeVar("_Other")

#: where seeds of a `torch.Generator` end
_SEEDS_END = 2**31


@dataclass(frozen=True)
class Covering(Generic[_Case]):
    """Cases made of the rows of a domain: the same rows at every seed, values and order by it.

    `simpler` returns a strategy of cases with no level that a row does not have or that is less
    simple, or None for what is made of no row.
    """

    number: int
    make: Callable[[int, np.random.Generator], _Case]
    simpler: Callable[[int], st.SearchStrategy[_Case] | None]
    most: int | None = None

    def order(self, seed: int) -> list[int]:
        """Return which rows are made at a seed, in their order."""
        return [int(row) for row in _generator(seed).permutation(self.number)[: self.most]]

    def cases(self, seed: int) -> list[_Case]:
        """Return the cases of a seed."""
        rng = _generator(seed, 1)
        return [self.make(row, rng) for row in self.order(seed)]

    def map(self, change: Callable[[_Case], _Other]) -> Covering[_Other]:
        """Return what makes `change(case)`."""

        def simpler(row: int) -> st.SearchStrategy[_Other] | None:
            found = self.simpler(row)
            return None if found is None else found.map(change)

        return Covering(
            self.number, lambda row, rng: change(self.make(row, rng)), simpler, self.most
        )


def _generator(*seeds: int) -> np.random.Generator:
    return np.random.default_rng(seeds)


@dataclass(frozen=True)
class Examples(Generic[_Case]):
    """What a check is given: `given` yields examples, tuples of cases; `small` lone small cases.

    A failure is first looked for among the small ones, if any, which shrink to something readable.
    The cases of the `covering` are tried whatever is drawn, so that no seed misses what only they
    find.
    """

    small: st.SearchStrategy[_Case] | None
    given: st.SearchStrategy[tuple[_Case, ...]]
    covering: Covering[_Case] | None = None

    def map(self, change: Callable[[_Case], _Other]) -> Examples[_Other]:
        """Return examples of `change(case)`."""
        return Examples(
            None if self.small is None else self.small.map(change),
            self.given.map(lambda cases: tuple(map(change, cases))),
            None if self.covering is None else self.covering.map(change),
        )

    def some(self, number: int) -> Examples[_Case]:
        """Return examples with so many cases of the covering, other ones at each seed."""
        covering = None if self.covering is None else replace(self.covering, most=number)
        return replace(self, covering=covering)


def made(
    small: st.SearchStrategy[_Case] | None,
    makers: Sequence[Callable[[np.random.Generator], _Case]],
) -> Examples[_Case]:
    """Return examples of a small case, if any, with one of each maker."""
    covering = Covering(len(makers), lambda row, rng: makers[row](rng), lambda _: None)
    return Examples(small, st.just(()) if small is None else st.tuples(small), covering)


def seeds(number: int = 1) -> Examples[Any]:
    """Return examples of one case: a seed of a `torch.Generator`, or a tuple of so many.

    No strategy draws them, since the simplest seed would be 0 at every seed of a run.
    """

    def drawn(rng: np.random.Generator) -> Any:
        found = tuple(int(seed) for seed in rng.integers(_SEEDS_END, size=number))
        return found if number > 1 else found[0]

    return made(None, [drawn])


def covered(
    small: st.SearchStrategy[_Case],
    domain: Domain,
    rows: Sequence[Row],
    make: Callable[[Row, np.random.Generator], _Case],
    more: Sequence[Callable[[np.random.Generator], _Case]] = (),
) -> Examples[_Case]:
    """Return examples of a small case, with one of each row of a domain, and of each of `more`."""

    def simpler(number: int) -> st.SearchStrategy[_Case] | None:
        return simplified(domain, rows[number], make) if number < len(rows) else None

    found = made(small, [*(partial(make, row) for row in rows), *more])
    covering = found.covering
    return replace(found, covering=covering and replace(covering, simpler=simpler))


@st.composite
def simplified(
    draw: st.DrawFn,
    domain: Domain,
    row: Row,
    make: Callable[[Row, np.random.Generator], _Case],
) -> _Case:
    """Draw a plain case of each level of a row or a simpler one, and of some of its samples."""
    numbers = [draw(st.integers(0, number)) for number in domain.numbered(row.levels)]
    levels = domain.named(numbers)
    assume(domain.possible(levels))
    only = domain.carries(levels)
    kinds = {tuple(sample.items()): sample for sample in row.samples}
    kinds = {
        key: sample
        for key, sample in kinds.items()
        if all(level in only.get(name, (level,)) for name, level in key)
    }
    fill = st.sampled_from(list(kinds.values())) if kinds else st.nothing()
    samples = draw(st.lists(fill, max_size=domain.capacity(levels) if kinds else 0))
    seed = draw(st.integers(0, 2**16))
    return make(Row(levels, tuple(samples), plain=True), np.random.default_rng(seed))


def examples(
    small: st.SearchStrategy[_Case],
    sweep: Callable[[np.random.Generator], Sequence[_Case]],
    makers: Sequence[Callable[[np.random.Generator], _Case]] = (),
) -> Examples[_Case]:
    """Return examples of a small case, half of them followed by a sweep, with one of each maker.

    The choice to sweep is drawn last, so that dropping it leaves the small case as it was. One case
    of each place in a sweep is always tried: one seed in a thousand draws none.
    """

    @st.composite
    def example(draw: st.DrawFn) -> tuple[_Case, ...]:
        first = draw(small)
        seed = draw(st.integers(0, 2**32 - 1))
        if not draw(st.booleans()):
            return (first,)
        return (first, *sweep(np.random.default_rng(seed)))

    def at(place: int, rng: np.random.Generator) -> _Case:
        return sweep(rng)[place]

    places = range(len(sweep(np.random.default_rng(0))))
    return replace(
        made(small, [*makers, *(partial(at, place) for place in places)]), given=example()
    )


def drawn_values(draw: st.DrawFn, values: Sequence[float], shape: tuple[int, ...]) -> Array:
    size = prod(shape)
    drawn = draw(st.lists(st.sampled_from(values), min_size=size, max_size=size))
    return np.array(drawn, dtype=np.float32).reshape(shape)


def refuse_slips(name: str, score: Any, given: Any) -> None:
    """Refuse what a check is given by mistake.

    Raises:
        AuthoringError: the score is no number of points, or what is given yields no cases.
    """
    if isinstance(score, bool) or not isinstance(score, int | float) or not 0 <= score < inf:
        raise AuthoringError(f"{name}: score={score!r} is no number of points, 0 or more")
    if not isinstance(given, st.SearchStrategy | Examples):
        kind = type(given).__name__
        raise AuthoringError(f"{name} is given a {kind}, where examples are expected: points()")
