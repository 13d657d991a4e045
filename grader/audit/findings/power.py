"""How often wrong samplers are found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grader.audit.records import Family, Graded
from grader.model import Assignment, Kind
from grader.results import Verdict


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
        if check.kind is Kind.DISTRIBUTION
    }
    table: list[Detection] = []
    for graded in mutants:
        if graded.variant.family is not Family.MUTANT or len(graded.variant.exercises) != 1:
            continue
        check = laws.get((graded.variant.assignment, graded.variant.exercises[0]))
        if check is None:
            continue
        results = [
            result
            for outcome in graded.outcomes
            if (found := outcome.of(graded.variant.exercises[0]))
            for result in found.checks
            if result.id == check
        ]
        by_law = sum(result.kills for result in results)
        if not by_law:
            continue
        judged = sum(result.verdict is not Verdict.BLOCKED for result in results)
        by_any = sum(graded.killed_at(outcome) for outcome in graded.outcomes)
        table.append(
            Detection(graded.variant.id, check, len(graded.outcomes), by_law, judged, by_any)
        )
    return table
