"""Where is it so? The simplest condition that parts some cases, or samples, from the others."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Context

import numpy as np

from grader.authoring.vocabulary import Fact, Given
from grader.host.values import Array

#: so many must be on each side: of one condition, and of two
_EACH_SIDE = 3
_EACH_SIDE_OF_TWO = 6
#: of the rows with a condition, so many must be such ones, where no condition parts exactly
_GOOD_PART = 0.15
#: and so many of all rows may have it at most
_FEW = 0.5
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

    It `is_exact` where no value lies between those for which it holds and the others, and `counts`
    where it is a bound of a number that counts something.
    """

    fact: Fact
    told: str
    holds: Array
    opposite: str = "everywhere else"
    counts: bool = False

    @property
    def is_exact(self) -> bool:
        return self.opposite == "everywhere else"


#: facts with their values in each row
Known = Sequence[tuple[Fact, Array]]
#: makes a sentence of where it is so, and where not
Sentence = Callable[[str, str], str]


def where(
    facts: Sequence[Fact], rows: Sequence[Row], fresh: Callable[[], Sequence[Row]], told: Sentence
) -> str | None:
    """Return where rows are such ones, by one condition or two; None where none parts exactly.

    It must hold for the `fresh` rows, of another seed, too, and it must be the only one.
    """
    if not parting(*_columns(facts, rows), told):
        return None
    found = parting(*_columns(facts, [*rows, *fresh()]), told)
    return found[0] if len(found) == 1 else None


def only_where(
    facts: Sequence[Fact], rows: Sequence[Row], fresh: Callable[[], Sequence[Row]]
) -> str | None:
    """Return the one condition without which no row is such a one, though not all with it are.

    A good part must be, and of conditions about anything else not half as many, or it says little.
    """
    if _closest(*_columns(facts, rows)) is None:
        return None
    return _closest(*_columns(facts, [*rows, *fresh()]))


def _closest(known: Known, wanted: Array) -> str | None:
    if wanted.sum() < _EACH_SIDE:
        return None
    shares = sorted(
        (
            (float(wanted.sum() / condition.holds.sum()), condition)
            for condition in _distinct(known, wanted)
            if condition.holds[wanted].all() and condition.holds.mean() <= _FEW
        ),
        key=lambda pair: -pair[0],
    )
    if not shares or shares[0][0] < _GOOD_PART:
        return None
    share, best = shares[0]
    others = (other for other, condition in shares if condition.fact.about != best.fact.about)
    return best.told if next(others, 0.0) <= share / 2 else None


def _columns(facts: Sequence[Fact], rows: Sequence[Row]) -> tuple[Known, Array]:
    """Return the facts that are known of all rows, with their values; and which are such ones."""
    known = [
        (fact, np.array(values, np.float64))
        for fact in facts
        if None not in (values := [fact.of(row.given) for row in rows])
    ]
    return known, np.array([row.is_one for row in rows], bool)


def parting(known: Known, wanted: Array, told: Sentence) -> list[str]:
    """Return what parts these rows exactly, two at most; where one condition does, no pair."""
    least = min(int(wanted.sum()), int((~wanted).sum()))
    if least < _EACH_SIDE:
        return []
    single = _single(known, wanted, told)
    found = list(itertools.islice(single, 2))
    if found or least < _EACH_SIDE_OF_TWO:
        return found
    return list(itertools.islice(_double(known, wanted, told), 2))


def _single(known: Known, wanted: Array, told: Sentence) -> Iterator[str]:
    for condition in _distinct(known, wanted):
        if np.array_equal(condition.holds, wanted):
            yield told(f"wherever {condition.told}", condition.opposite)


def _distinct(known: Known, wanted: Array) -> Iterator[Condition]:
    """Return the conditions; of several about one thing that hold in the same rows, the first."""
    seen: set[tuple[str, bytes]] = set()
    for fact, values in known:
        for condition in _conditions(fact, values, values[wanted]):
            key = fact.about, condition.holds.tobytes()
            if key not in seen:
                seen.add(key)
                yield condition


def _double(known: Known, wanted: Array, told: Sentence) -> Iterator[str]:
    """Join two conditions: each holds for all such rows, or each for none of the others.

    Bounds between which nothing is known are tried last, and of what is counted alone.
    """
    conditions = list(_distinct(known, wanted))
    exact = [condition for condition in conditions if condition.is_exact]
    counted = [condition for condition in conditions if condition.is_exact or condition.counts]
    for able, opposite in ((exact, "everywhere else"), (counted, "in all else")):
        found = list(itertools.islice(_pairs(able, wanted), 2))
        if found:
            yield from (told(f"wherever {pair}", opposite) for pair in found)
            return


def _pairs(able: Sequence[Condition], wanted: Array) -> Iterator[str]:
    wide = [condition for condition in able if condition.holds[wanted].all()]
    narrow = [condition for condition in able if not condition.holds[~wanted].any()]
    for word, join, those in (("and", np.logical_and, wide), ("or", np.logical_or, narrow)):
        for first, second in itertools.combinations(those, 2):
            apart = first.fact.about != second.fact.about
            if apart and np.array_equal(join(first.holds, second.holds), wanted):
                yield f"{first.told} {word} {second.told}"


def _conditions(fact: Fact, values: Array, among: Array) -> Iterator[Condition]:
    """Return the conditions by one fact: its values, and the closest bounds of some of them."""
    if fact.otherwise:
        yield Condition(fact, fact.told, values == 1)
        yield Condition(fact, fact.otherwise, values == 0)
        return
    distinct = np.unique(values)
    few = len(distinct) <= _FEW_VALUES
    ends = [value for value in distinct[[0, -1]] if float(f"{value:g}") == value]
    for value in distinct if few else ends:
        yield Condition(fact, fact.told.format(f"{value:g}"), values == value)
        if few and len(distinct) > 2:
            yield Condition(fact, fact.told.format(f"not {value:g}"), values != value)
    chosen = np.unique(among)
    if len(chosen) == 1 and not few and chosen[0] not in ends and chosen[0].is_integer():
        yield Condition(fact, fact.told.format(f"{chosen[0]:g}"), values == chosen[0])
    if few and 1 < len(chosen) < len(distinct) - 1:
        listed = ", ".join(f"{value:g}" for value in chosen[:-1]) + f" or {chosen[-1]:g}"
        yield Condition(fact, fact.told.format(listed), np.isin(values, chosen))
    low, high = among.min(), among.max()
    if distinct[0] < low < distinct[-1]:
        before = distinct[distinct < low][-1]
        yield _bound(fact, values >= low, distinct, before, low, above=True)
    if distinct[0] < high < distinct[-1]:
        after = distinct[distinct > high][0]
        yield _bound(fact, values <= high, distinct, high, after, above=False)


def _rounded(low: float, high: float, digits: int) -> tuple[str, str]:
    """Round the lower up and the higher down, so that what is said of either side holds there."""
    ends = ((low, ROUND_CEILING), (high, ROUND_FLOOR))
    upwards, downwards = (
        f"{float(Context(digits, rounding).create_decimal(_shortest(value))):.{digits}g}"
        for value, rounding in ends
    )
    return upwards, downwards


def _shortest(value: float) -> str:
    """Return a number as short as it can be read back, from float32 where it is one."""
    narrow = np.float32(value)
    return str(narrow if narrow == value else float(value))


def _bound(
    fact: Fact, holds: Array, distinct: Array, low: float, high: float, above: bool
) -> Condition:
    """Return the condition that a value is `high` or more, or that it is `low` or less.

    A side on which one of the `distinct` values lies alone is told by that value.
    """
    upwards, downwards = next(
        (
            rounded
            for digits in range(3, 9)
            if float((rounded := _rounded(low, high, digits))[0]) < float(rounded[1])
        ),
        (f"{low:.9g}", f"{high:.9g}"),
    )
    sides = (
        upwards + " or less" if low > distinct[0] else f"{low:.3g}",
        downwards + " or more" if high < distinct[-1] else f"{high:.3g}",
    )
    inside, outside = (fact.told.format(side) for side in (sides[::-1] if above else sides))
    counts = low.is_integer() and high.is_integer()
    if counts and high == low + 1:
        return Condition(fact, inside, holds)
    return Condition(fact, inside, holds, f"wherever {outside}", counts)
