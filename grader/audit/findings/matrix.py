"""The kill matrix: which check finds which mutant wrong, alone or as others do."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from grader.audit.records import Graded, Outcome, Variant
from grader.model import Assignment
from grader.results import Verdict


@dataclass(frozen=True)
class CheckRow:
    """One check of the matrix: `kills` mutants of its exercise, `alone` as no other does.

    `alone` is what would survive if the check were deleted. A hidden check is redundant by design:
    it repeats where solutions are at hand what the public ones find without.
    """

    assignment: str
    exercise: str
    id: str
    points: float
    hidden: bool
    kills: tuple[str, ...]
    alone: tuple[str, ...]

    @property
    def redundant(self) -> bool:
        """Whether deleting it lets nothing through that is in the corpus."""
        return not self.alone


@dataclass(frozen=True)
class ExerciseMatrix:
    """The mutants of one exercise, by the checks that judge them."""

    assignment: str
    exercise: str
    checks: tuple[CheckRow, ...]
    mutants: tuple[Graded, ...]

    def cell(self, graded: Graded, check: str) -> Verdict | None:
        """What a check said of a mutant, at the first seed."""
        outcome = graded.first.of(self.exercise)
        found = (
            [result.verdict for result in outcome.checks if result.id == check] if outcome else []
        )
        return found[0] if found else None


#: grades (variant, check) pairs as if the check were deleted
Regrade = Callable[[Sequence[tuple[Variant, str]]], Mapping[tuple[str, str], Outcome]]


def build(
    assignments: Sequence[Assignment],
    mutants: Sequence[Graded],
    regrade: Regrade,
) -> list[ExerciseMatrix]:
    """Return the matrix of every exercise: `mutants` are those that are not proved equivalent."""
    public = {
        check.id
        for assignment in assignments
        for exercise in assignment.exercises
        for check in exercise.checks
        if not check.hidden
    }
    alone = _alone(assignments, mutants, public, regrade)
    matrices: list[ExerciseMatrix] = []
    for assignment in assignments:
        for exercise in assignment.exercises:
            own = tuple(
                mutant
                for mutant in mutants
                if mutant.variant.assignment == assignment.id
                and exercise.id in mutant.variant.exercises
            )
            rows = tuple(
                CheckRow(
                    assignment.id,
                    exercise.id,
                    check.id,
                    check.points,
                    check.hidden,
                    tuple(
                        mutant.variant.id
                        for mutant in own
                        if check.id in _killers(mutant, exercise.id)
                    ),
                    alone.get((assignment.id, check.id), ()),
                )
                for check in exercise.checks
            )
            matrices.append(ExerciseMatrix(assignment.id, exercise.id, rows, own))
    return matrices


def _killers(graded: Graded, exercise: str) -> tuple[str, ...]:
    outcome = graded.first.of(exercise)
    return outcome.killers if outcome else ()


def public_killers(graded: Graded, public: set[str]) -> list[str]:
    """Return the checks that students have and that find the variant wrong."""
    return [check for check in graded.killers if check in public]


def _alone(
    assignments: Sequence[Assignment],
    mutants: Sequence[Graded],
    public: set[str],
    regrade: Regrade,
) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return, for each public check, the mutants that no other public check would kill.

    A check that is blocked by the one in question was not judged: such mutants are graded again
    without that one. Where a mutant needs no second look, none is taken.
    """
    dependents = _dependents(assignments)
    alone: dict[tuple[str, str], list[str]] = {}
    unsure: dict[tuple[str, str], list[Graded]] = {}
    for graded in mutants:
        killers = public_killers(graded, public)
        if len(killers) != 1:
            continue
        key = graded.variant.assignment, killers[0]
        if dependents.get(killers[0], set()) & _blocked(graded):
            unsure.setdefault(key, []).append(graded)
        else:
            alone.setdefault(key, []).append(graded.variant.id)
    wanted = [(graded.variant, key[1]) for key, several in unsure.items() for graded in several]
    outcomes = regrade(wanted) if wanted else {}
    for key, several in unsure.items():
        for graded in several:
            again = Graded(graded.variant, (outcomes[graded.variant.id, key[1]],))
            if not public_killers(again, public):
                alone.setdefault(key, []).append(graded.variant.id)
    return {key: tuple(found) for key, found in alone.items()}


def _dependents(assignments: Sequence[Assignment]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for assignment in assignments:
        for exercise in assignment.exercises:
            for check in exercise.checks:
                for required in check.requires:
                    found.setdefault(required, set()).add(check.id)
    return found


def _blocked(graded: Graded) -> set[str]:
    return {
        check.id
        for exercise in graded.first.exercises
        for check in exercise.checks
        if check.verdict is Verdict.BLOCKED
    }
