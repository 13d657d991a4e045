"""What the gradings mean: which check kills what, alone or not, and which diagnosis was given."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from grader.audit.records import Family, Graded, Outcome, Variant
from grader.model import Assignment, Verdict


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
        found = [each.verdict for each in outcome.checks if each.id == check] if outcome else []
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
                each
                for each in mutants
                if each.variant.assignment == assignment.id
                and exercise.id in each.variant.exercises
            )
            rows = tuple(
                CheckRow(
                    assignment.id,
                    exercise.id,
                    check.id,
                    check.points,
                    check.hidden,
                    tuple(
                        each.variant.id for each in own if check.id in _killers(each, exercise.id)
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
    wanted = [(each.variant, key[1]) for key, several in unsure.items() for each in several]
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
    from grader.audit.campaign import EXPLAINED

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


@dataclass(frozen=True)
class Detection:
    """How often a wrong sampler was found over seeds: by the check of its law, and by any."""

    variant: str
    check: str
    seeds: int
    by_law: int
    judged: int  # gradings in which the check of the law was not blocked by another
    by_any: int


def detections(assignments: Sequence[Assignment], mutants: Sequence[Graded]) -> list[Detection]:
    """Return the power of every distribution check against the hand-written mutants it finds."""
    laws = {
        (assignment.id, exercise.id): check.id
        for assignment in assignments
        for exercise in assignment.exercises
        for check in exercise.checks
        if check.kind.value == "distribution"
    }
    table: list[Detection] = []
    for graded in mutants:
        if graded.variant.family is not Family.MUTANT or len(graded.variant.exercises) != 1:
            continue
        check = laws.get((graded.variant.assignment, graded.variant.exercises[0]))
        if check is None:
            continue
        results = [
            each
            for outcome in graded.outcomes
            if (found := outcome.of(graded.variant.exercises[0]))
            for each in found.checks
            if each.id == check
        ]
        by_law = sum(each.kills for each in results)
        if not by_law:
            continue
        judged = sum(each.verdict is not Verdict.BLOCKED for each in results)
        by_any = sum(graded.killed_at(outcome) for outcome in graded.outcomes)
        table.append(
            Detection(graded.variant.id, check, len(graded.outcomes), by_law, judged, by_any)
        )
    return table
