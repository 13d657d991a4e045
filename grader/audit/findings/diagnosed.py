"""Which misconceptions the mutants were told: their own, none, or another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grader.audit.records import Family, Graded, Outcome
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

    @property
    def hit(self) -> bool:
        """Whether at least one mutant was written, and every one is told the right thing."""
        return bool(self.right) and not self.silent and not self.wrong


def diagnoses(
    labelled: Sequence[tuple[str, tuple[str, ...], str]], mutants: Sequence[Graded]
) -> list[Diagnosed]:
    """Return what became of each (assignment, exercises, misconception) of the catalogue."""
    found: list[Diagnosed] = []
    for assignment, exercises, identity in labelled:
        own = [
            each
            for each in mutants
            if each.variant.assignment == assignment
            and each.variant.misconception == identity
            and set(each.variant.exercises) == set(exercises)
        ]
        right = silent = 0
        wrong: list[str] = []
        for graded in own:
            for outcome in graded.outcomes[:: _explained(graded)]:
                for name in graded.variant.exercises:
                    named = named_in(outcome, name)
                    wrong += [each for each in named if each != identity]
                    right += identity in named
                    silent += not named
        found.append(
            Diagnosed(
                assignment,
                exercises,
                identity,
                tuple(each.variant.id for each in own),
                right,
                silent,
                tuple(dict.fromkeys(wrong)),
            )
        )
    return found


def _explained(graded: Graded) -> int:
    return EXPLAINED if len(graded.outcomes) > 1 else 1


def named_in(outcome: Outcome, exercise: str) -> list[str]:
    """Return the misconceptions that one grading named for an exercise, in order, each once."""
    result = outcome.of(exercise)
    if result is None:
        return []
    if result.full:  # a tolerated one is named by its message: see `judgement.tolerance_problems`
        return []
    return list(dict.fromkeys(each.diagnosis for each in result.checks if each.diagnosis))


@dataclass(frozen=True)
class Unlabelled:
    """A mutant that is the code of no misconception, and the misconceptions it was told."""

    variant: str
    named: tuple[str, ...]


def unlabelled(mutants: Sequence[Graded]) -> list[Unlabelled]:
    """Return what mutants without a label were told: for people to read, since it may be right."""
    return [
        Unlabelled(each.variant.id, tuple(named))
        for each in mutants
        if each.variant.misconception is None and each.variant.family is not Family.EQUIVALENT
        for named in [
            dict.fromkeys(
                name
                for exercise in each.variant.exercises
                for name in named_in(each.first, exercise)
            )
        ]
        if named
    ]
