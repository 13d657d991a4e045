"""Results of what was not judged: a check, an exercise or a whole assignment that has no answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from grader.model import Assignment, Check
from grader.results import AssignmentResult, CheckResult, ExerciseResult, HandedIn, Verdict


def unanswered(check: Check) -> CheckResult:
    """Return the result of a check of which nothing is known: no points."""
    return CheckResult(
        check.id, check.claim, check.kind, check.hidden, Verdict.BLOCKED, 0, check.points
    )


def ungraded(checks: Sequence[Check], verdict: Verdict, message: str) -> tuple[CheckResult, ...]:
    """Return the results of an exercise's checks where one thing keeps all from being judged."""
    return tuple(replace(unanswered(check), verdict=verdict, message=message) for check in checks)


def ungraded_assignment(
    assignment: Assignment,
    verdict: Verdict,
    message: str,
    unread: str | None,
    files: tuple[HandedIn, ...] = (),
) -> AssignmentResult:
    """Return the result of an assignment whose file could not be loaded, and why."""
    exercises = tuple(
        ExerciseResult(exercise.id, exercise.signature, ungraded(exercise.checks, verdict, message))
        for exercise in assignment.exercises
    )
    return AssignmentResult(assignment.id, assignment.title, exercises, (message,), files, unread)
