"""Where is it wrong? The simplest condition on the cases that parts the wrong from the right."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grader.authoring.vocabulary import Fact
from grader.readback.acceptance import Fresh
from grader.readback.evidence import Seen

#: so many cases must be right, and so many wrong: by one condition, and by two
_EACH_SIDE = 3
_EACH_SIDE_OF_TWO = 6
#: a fact with so many values or fewer is told by any one of them
_FEW_VALUES = 6


@dataclass(frozen=True)
class Condition:
    """A fact and the values for which it holds: a truth value, one, all but one, many or few.

    What is known of a bound is that it lies between `low` and `high`, the next values that were
    seen; it holds above where it is `above`, else below.
    """

    fact: Fact
    value: float | bool | None = None
    unlike: float | None = None
    low: float = 0.0
    high: float = 0.0
    above: bool = False

    def holds(self, seen: Seen) -> bool | None:
        """Whether it holds for a case; None where it makes no sense."""
        found = self.fact.of(seen.given)
        if found is None:
            return None
        if self.value is not None:
            return bool(found == self.value)
        if self.unlike is not None:
            return bool(found != self.unlike)
        return bool(found >= self.high) if self.above else bool(found <= self.low)

    @property
    def is_exact(self) -> bool:
        """Whether no value lies between those where it holds and those where it does not."""
        counted = self.low.is_integer() and self.high == self.low + 1
        return self.value is not None or self.unlike is not None or counted

    @property
    def told(self) -> str:
        if isinstance(self.value, bool):
            return self.fact.told if self.value else self.fact.otherwise
        if self.value is not None:
            return self.fact.told.format(f"{self.value:g}")
        if self.unlike is not None:
            return self.fact.told.format(f"not {self.unlike:g}")
        return self._many if self.above else self._few

    @property
    def opposite(self) -> str:
        """Where it is known not to hold."""
        if self.is_exact:
            return "everywhere else"
        return f"wherever {self._few if self.above else self._many}"

    @property
    def _few(self) -> str:
        return self.fact.told.format(f"{self.low:.3g} or less")

    @property
    def _many(self) -> str:
        return self.fact.told.format(f"{self.high:.3g} or more")


def where(facts: Sequence[Fact], cases: Sequence[Seen], fresh: Fresh) -> str | None:
    """Return where it is wrong, in words, by one condition or two; None where none parts exactly.

    It must hold for the `fresh` cases, of another seed, too, and it must be the only one.
    """
    if not _parting(facts, cases):
        return None
    found = _parting(facts, [*cases, *fresh()])
    return found[0] if len(found) == 1 else None


def _parting(facts: Sequence[Fact], cases: Sequence[Seen]) -> list[str]:
    """Return what parts these cases exactly, two at most; where one condition does, no pair."""
    wrong = [not seen.passed for seen in cases]
    least = min(sum(wrong), len(cases) - sum(wrong))
    if least < _EACH_SIDE:
        return []
    known = [
        (condition, holding)
        for condition in _conditions(facts, cases)
        if None not in (holding := [condition.holds(seen) for seen in cases])
    ]
    found = list(itertools.islice(_single(known, wrong), 2))
    if found or least < _EACH_SIDE_OF_TWO:
        return found
    return list(itertools.islice(_double(known, wrong), 2))


_Known = Sequence[tuple[Condition, list[bool | None]]]


def _single(known: _Known, wrong: Sequence[bool]) -> Iterator[str]:
    for condition, holding in known:
        if holding == wrong:
            yield f"wherever {condition.told}, and right {condition.opposite}"


def _double(known: _Known, wrong: Sequence[bool]) -> Iterator[str]:
    for word, fits in (("and", _both), ("or", _either)):
        able = [pair for pair in known if pair[0].is_exact and _may(word, pair[1], wrong)]
        for (first, one), (second, two) in itertools.combinations(able, 2):
            if first.fact is not second.fact and fits(one, two) == wrong:
                yield f"wherever {first.told} {word} {second.told}, and right everywhere else"


def _may(word: str, holding: Sequence[bool | None], wrong: Sequence[bool]) -> bool:
    """Whether a condition can be one of two: it holds where all is wrong, or only there."""
    pairs = list(zip(holding, wrong, strict=True))
    if word == "and":
        return all(held for held, is_wrong in pairs if is_wrong)
    return all(is_wrong for held, is_wrong in pairs if held)


def _both(one: Sequence[bool | None], two: Sequence[bool | None]) -> list[bool]:
    return [bool(first and second) for first, second in zip(one, two, strict=True)]


def _either(one: Sequence[bool | None], two: Sequence[bool | None]) -> list[bool]:
    return [bool(first or second) for first, second in zip(one, two, strict=True)]


def _conditions(facts: Sequence[Fact], cases: Sequence[Seen]) -> Iterator[Condition]:
    for fact in facts:
        found = {fact.of(seen.given) for seen in cases} - {None}
        if found <= {True, False} and fact.otherwise:
            yield Condition(fact, True)
            yield Condition(fact, False)
            continue
        values = sorted(float(value) for value in found if value is not None)
        if len(values) <= _FEW_VALUES:
            for value in values:
                yield Condition(fact, value)
                yield Condition(fact, unlike=value)
        else:
            yield Condition(fact, values[0])
        for low, high in itertools.pairwise(values):
            bound = {"low": low, "high": high}
            if low != values[0]:
                yield Condition(fact, **bound)
            if high != values[-1]:
                yield Condition(fact, above=True, **bound)
