"""Which misconceptions the mutants were told: their own, none, or another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from grader.audit.records import Family, Graded, Outcome, Variant
from grader.audit.run.campaign import EXPLAINED


@dataclass(frozen=True)
class Diagnosed:
    """What the mutants of one misconception were told: at the explained gradings, each exercise."""

    assignment: str
    exercises: tuple[str, ...]
    misconception: str
    variants: tuple[str, ...]
    right: int
    silent: int
    wrong: tuple[str, ...]  # other misconceptions that were named
    reasons: tuple[str, ...] = ()  # why it was not: a mutant each

    @property
    def hit(self) -> bool:
        """Whether at least one mutant was written, and every one is told the right thing."""
        return bool(self.right) and not self.silent and not self.wrong


#: (assignment, exercises, misconception)
Labelled = tuple[str, tuple[str, ...], str]


def unnamed(labelled: Sequence[Labelled], mutants: Sequence[Graded]) -> list[tuple[Variant, int]]:
    """Return the mutants that were not told their misconception, each with the first such seed."""
    found: dict[str, tuple[Variant, int]] = {}
    for assignment, exercises, identity in labelled:
        for graded in _own(assignment, exercises, identity, mutants):
            for outcome in graded.outcomes[:: _explained(graded)]:
                if any(identity not in named_in(outcome, name) for name in exercises):
                    found.setdefault(graded.variant.id, (graded.variant, outcome.seed))
    return list(found.values())


def diagnoses(
    labelled: Sequence[Labelled],
    mutants: Sequence[Graded],
    reasons: Mapping[str, str] = MappingProxyType({}),
) -> list[Diagnosed]:
    """Return what became of each (assignment, exercises, misconception) of the catalogue.

    `reasons` says, by a mutant's id, why it was not told its own.
    """
    found: list[Diagnosed] = []
    for assignment, exercises, identity in labelled:
        own = _own(assignment, exercises, identity, mutants)
        right = silent = 0
        wrong: list[str] = []
        for graded in own:
            for outcome in graded.outcomes[:: _explained(graded)]:
                for name in graded.variant.exercises:
                    named = named_in(outcome, name)
                    wrong += [other for other in named if other != identity]
                    right += identity in named
                    silent += not named
        found.append(
            Diagnosed(
                assignment,
                exercises,
                identity,
                tuple(graded.variant.id for graded in own),
                right,
                silent,
                tuple(dict.fromkeys(wrong)),
                tuple(
                    f"{graded.variant.id}: {reasons[graded.variant.id]}"
                    for graded in own
                    if graded.variant.id in reasons
                ),
            )
        )
    return found


def _own(
    assignment: str, exercises: tuple[str, ...], identity: str, mutants: Sequence[Graded]
) -> list[Graded]:
    """Return the mutants that are the code of a misconception."""
    return [
        graded
        for graded in mutants
        if graded.variant.assignment == assignment
        and graded.variant.misconception == identity
        and {*graded.variant.exercises} == {*exercises}
    ]


def _explained(graded: Graded) -> int:
    return EXPLAINED if len(graded.outcomes) > 1 else 1


def named_in(outcome: Outcome, exercise: str) -> list[str]:
    """Return the misconceptions that one grading named for an exercise, in order, each once."""
    result = outcome.of(exercise)
    if result is None:
        return []
    if result.full:  # a tolerated one is named by its message: see `judgement.tolerance_problems`
        return []
    return list(dict.fromkeys(check.diagnosis for check in result.checks if check.diagnosis))


@dataclass(frozen=True)
class Unlabelled:
    """A mutant that is the code of no misconception, and the misconceptions it was told."""

    variant: str
    named: tuple[str, ...]


def unlabelled(mutants: Sequence[Graded]) -> list[Unlabelled]:
    """Return what mutants without a label were told: for people to read, since it may be right."""
    return [
        Unlabelled(graded.variant.id, tuple(named))
        for graded in mutants
        if graded.variant.misconception is None and graded.variant.family is not Family.EQUIVALENT
        for named in [
            dict.fromkeys(
                name
                for exercise in graded.variant.exercises
                for name in named_in(graded.first, exercise)
            )
        ]
        if named
    ]
