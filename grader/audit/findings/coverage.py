"""How much of its domain each exercise's checks see, and what they are blind to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grader.audit.corpus.blind_spots import BlindSpot
from grader.audit.records import Problem, Sabotage
from grader.audit.run.sabotaging import Tried
from grader.model import Assignment, Exercise

#: undeclared blind spots of an exercise that its problem quotes
_QUOTED = 2


@dataclass(frozen=True)
class Blind:
    """A sabotage that no public check finds wrong, and the reason why none must.

    `hidden` says that a hidden check finds it, which students do not have.
    """

    sabotage: Sabotage
    hidden: bool
    reason: str | None


@dataclass(frozen=True)
class Coverage:
    """The sabotages of one exercise: so many single conditions killed of all, so many pairs."""

    assignment: str
    exercise: str
    singles_killed: int
    singles: int
    pairs_killed: int
    pairs: int
    blind: tuple[Blind, ...]

    @property
    def undeclared(self) -> tuple[Blind, ...]:
        return tuple(blind for blind in self.blind if blind.reason is None)

    @property
    def told(self) -> dict[str, int]:
        """The reasons that are declared, with the number of blind spots that each is about."""
        reasons = [blind.reason for blind in self.blind if blind.reason is not None]
        return {reason: reasons.count(reason) for reason in dict.fromkeys(reasons)}

    @property
    def name(self) -> str:
        return f"{self.assignment.split('_')[0]} {self.exercise}"


def coverage(
    assignments: Sequence[Assignment], tried: Sequence[Tried], declared: Sequence[BlindSpot]
) -> list[Coverage]:
    """Return the coverage of every exercise, or nothing where no sabotage was wanted."""
    of_each: dict[tuple[str, str], list[Tried]] = {}
    for result in tried:
        of_each.setdefault((result.sabotage.assignment, result.sabotage.exercise), []).append(
            result
        )
    return [
        _coverage(assignment.id, exercise, of_each.get((assignment.id, exercise.id), []), declared)
        for assignment in assignments
        for exercise in assignment.exercises
        if tried
    ]


def _coverage(
    assignment: str, exercise: Exercise, tried: Sequence[Tried], declared: Sequence[BlindSpot]
) -> Coverage:
    public = {check.id for check in exercise.checks if not check.hidden}
    killed = [public.intersection(result.killers) for result in tried]
    seen = [result.sabotage for result, killers in zip(tried, killed, strict=True) if killers]
    blind = tuple(
        Blind(result.sabotage, not result.full, _reason(result.sabotage, declared))
        for result, killers in zip(tried, killed, strict=True)
        if not killers
    )
    return Coverage(
        assignment,
        exercise.id,
        singles_killed=sum(sabotage.single for sabotage in seen),
        singles=sum(result.sabotage.single for result in tried),
        pairs_killed=sum(not sabotage.single for sabotage in seen),
        pairs=sum(not result.sabotage.single for result in tried),
        blind=blind,
    )


def _reason(sabotage: Sabotage, declared: Sequence[BlindSpot]) -> str | None:
    return next((spot.reason for spot in declared if spot.covers(sabotage)), None)


def coverage_problems(table: Sequence[Coverage], declared: Sequence[BlindSpot]) -> list[Problem]:
    """Return the blind spots that are not declared, by exercise, and the declared that are none."""
    idle = {(covered.assignment, covered.exercise) for covered in table if not covered.singles}
    excused = {spot.of for spot in declared if spot.excuses}
    problems = []
    for covered in table:
        if (covered.assignment, covered.exercise) in idle - excused:
            text = "no condition shows on any input that the course's draw_arguments draws for it"
            problems.append(Problem("not sabotaged", covered.name, text))
        if covered.undeclared:
            quoted = "; ".join(blind.sabotage.words for blind in covered.undeclared[:_QUOTED])
            more = ", ..." if len(covered.undeclared) > _QUOTED else ""
            problems.append(
                Problem(
                    "blind spots",
                    covered.name,
                    f"{len(covered.undeclared)} of {covered.singles + covered.pairs} sabotages "
                    f"keep full marks, and are not declared: {quoted}{more}",
                )
            )
    seen = [blind.sabotage for covered in table for blind in covered.blind]
    problems += [
        Problem(
            "a blind spot that is none",
            f"{spot.assignment.split('_')[0]} {spot.exercise}",
            f"no sabotage survives of this kind, {spot.words}: take it out",
        )
        for spot in declared
        if not any(map(spot.covers, seen)) and not (spot.excuses and spot.of in idle)
    ]
    return problems
