"""Where is it so? The simplest condition that parts some cases, or samples, from the others."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from grader.authoring.vocabulary import Fact, Given
from grader.host.values import Array

#: so many must be on each side: of one condition, and of two
_EACH_SIDE = 3
_EACH_SIDE_OF_TWO = 6
#: a fact with so many values or fewer is told by any one of them
_FEW_VALUES = 6


@dataclass(frozen=True)
class Row:
    """A case, or a sample of one, by what was given; and whether it is one of those."""

    given: Given
    is_one: bool


@dataclass(frozen=True, eq=False)
class Condition:
    """A condition in words, where it holds, and what is known of where it does not.

    It `is_exact` where no value lies between those for which it holds and the others.
    """

    fact: Fact
    told: str
    holds: Array
    opposite: str = "everywhere else"

    @property
    def is_exact(self) -> bool:
        return self.opposite == "everywhere else"


#: makes a sentence of where it is so, and where not
Sentence = Callable[[str, str], str]


def where(
    facts: Sequence[Fact], rows: Sequence[Row], fresh: Callable[[], Sequence[Row]], told: Sentence
) -> str | None:
    """Return where rows are such ones, by one condition or two; None where none parts exactly.

    It must hold for the `fresh` rows, of another seed, too, and it must be the only one.
    """
    if not _parting(facts, rows, told):
        return None
    found = _parting(facts, [*rows, *fresh()], told)
    return found[0] if len(found) == 1 else None


def _parting(facts: Sequence[Fact], rows: Sequence[Row], told: Sentence) -> list[str]:
    """Return what parts these rows exactly, two at most; where one condition does, no pair."""
    wanted = np.array([row.is_one for row in rows], bool)
    least = min(int(wanted.sum()), int((~wanted).sum()))
    if least < _EACH_SIDE:
        return []
    known = [
        (fact, np.array(values, np.float64))
        for fact in facts
        if None not in (values := [fact.of(row.given) for row in rows])
    ]
    single = _single(known, wanted, told)
    found = list(itertools.islice(single, 2))
    if found or least < _EACH_SIDE_OF_TWO:
        return found
    return list(itertools.islice(_double(known, wanted, told), 2))


_Known = Sequence[tuple[Fact, Array]]


def _single(known: _Known, wanted: Array, told: Sentence) -> Iterator[str]:
    for condition in _distinct(known, wanted):
        if np.array_equal(condition.holds, wanted):
            yield told(f"wherever {condition.told}", condition.opposite)


def _distinct(known: _Known, wanted: Array) -> Iterator[Condition]:
    """Return the conditions; of several about one thing that hold in the same rows, the first."""
    seen: set[tuple[str, bytes]] = set()
    for fact, values in known:
        for condition in _conditions(fact, values, values[wanted]):
            key = fact.about, condition.holds.tobytes()
            if key not in seen:
                seen.add(key)
                yield condition


def _double(known: _Known, wanted: Array, told: Sentence) -> Iterator[str]:
    """Join two conditions: each holds for all such rows, or each for none of the others."""
    for word in ("and", "or"):
        able = [
            condition
            for condition in _distinct(known, wanted)
            if condition.is_exact
            and (
                condition.holds[wanted].all()
                if word == "and"
                else not condition.holds[~wanted].any()
            )
        ]
        join = np.logical_and if word == "and" else np.logical_or
        for first, second in itertools.combinations(able, 2):
            if first.fact.about != second.fact.about and np.array_equal(
                join(first.holds, second.holds), wanted
            ):
                yield told(f"wherever {first.told} {word} {second.told}", "everywhere else")


def _conditions(fact: Fact, values: Array, among: Array) -> Iterator[Condition]:
    """Return the conditions by one fact: its values, and the closest bounds of some of them."""
    if fact.otherwise:
        yield Condition(fact, fact.told, values == 1)
        yield Condition(fact, fact.otherwise, values == 0)
        return
    distinct = np.unique(values)
    few = len(distinct) <= _FEW_VALUES
    for value in distinct if few else distinct[:1]:
        yield Condition(fact, fact.told.format(f"{value:g}"), values == value)
        if few and len(distinct) > 2:
            yield Condition(fact, fact.told.format(f"not {value:g}"), values != value)
    low, high = among.min(), among.max()
    if distinct[0] < low < distinct[-1]:
        before = distinct[distinct < low][-1]
        yield _bound(fact, values >= low, before, low, above=True)
    if distinct[0] < high < distinct[-1]:
        after = distinct[distinct > high][0]
        yield _bound(fact, values <= high, high, after, above=False)


def _bound(fact: Fact, holds: Array, low: float, high: float, above: bool) -> Condition:
    """Return the condition that a value is `high` or more, or that it is `low` or less."""
    digits = next((few for few in range(3, 9) if f"{low:.{few}g}" != f"{high:.{few}g}"), 9)
    sides = f"{low:.{digits}g} or less", f"{high:.{digits}g} or more"
    inside, outside = (fact.told.format(side) for side in (sides[::-1] if above else sides))
    if low.is_integer() and high == low + 1:  # of numbers that count something
        return Condition(fact, inside, holds)
    return Condition(fact, inside, holds, f"wherever {outside}")
