"""Gives the verdict on each check of an exercise, by rules that hold for every assignment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from grader.errors import show_traceback
from grader.host.proxy import StudentError
from grader.judging.account import Accounts
from grader.judging.attempts import CheckAttempts, ExerciseAttempts
from grader.judging.cases import Attempt, BrokenCheck
from grader.judging.ungraded import unanswered, ungraded
from grader.model import Assignment, Exercise
from grader.results import CheckResult, Verdict


class Judge:
    """Judges the attempts at one exercise after another; `accounts` explain what is lost."""

    def __init__(self, assignment: Assignment, accounts: Accounts) -> None:
        self._exercises = {exercise.id for exercise in assignment.exercises}
        self._accounts = accounts

    def results(self, asked: ExerciseAttempts) -> Sequence[CheckResult]:
        """Return the results of an exercise's checks, in their order."""
        try:
            results = self._results(asked)
        except BrokenCheck as error:
            show_traceback(error)
            checks = [answered.check for answered in asked.checks]
            return ungraded(checks, Verdict.GRADER_ERROR, str(error))
        # only what came back and was wrong: a hidden check that was lost proves nothing
        if not any(result.hidden and result.verdict.is_wrong for result in results):
            return results
        text = "does not count, since the answers differ from the course's solution"
        return [
            replace(result, verdict=Verdict.BLOCKED, score=0, message=text)
            if result.verdict is Verdict.PASSED and result.max_score
            else result
            for result in results
        ]

    def _results(self, asked: ExerciseAttempts) -> list[CheckResult]:
        results: dict[str, CheckResult] = {}
        # where a verdict is all that is wanted, a failing check leaves others without one
        undecided = {
            answered.check.id
            for answered in asked.checks
            if any(not attempt.settled for attempt in answered.attempts)
            and all(attempt.passed or not attempt.settled for attempt in answered.attempts)
        }
        for answered in asked.checks:
            required = [name for name in answered.check.requires if name not in undecided]
            blocked = any(results[name].verdict is not Verdict.PASSED for name in required)
            results[answered.check.id] = self._result(asked, answered, blocked)
        return list(results.values())

    def _result(
        self, asked: ExerciseAttempts, answered: CheckAttempts, blocked: bool
    ) -> CheckResult:
        check, attempts, exercise = answered.check, answered.attempts, asked.exercise
        base = unanswered(check)
        if answered.broken is not None:
            return replace(base, verdict=Verdict.GRADER_ERROR, message=answered.broken)
        seconds = sum(attempt.seconds for attempt in attempts)
        base = replace(base, seconds=seconds, test_cases=len(attempts))
        first = next((case for case in attempts if case.settled and not case.passed), None)
        if first is None and attempts and all(attempt.settled for attempt in attempts):
            if blocked:
                return replace(base, message=f"counts once the rest of {exercise.id} holds")
            return replace(base, verdict=Verdict.PASSED, score=check.points)
        if first is None or (blocked and first.lost is None) or (check.hidden and first.lost):
            text = "not judged, since something above it does not hold"
            return replace(base, message=text, test_cases=0)
        base = replace(base, test_cases=attempts.index(first) + 1)
        if first.broken is not None:
            raise first.broken
        if first.lost is not None:
            return self._accounts.of_a_loss(base, exercise, first, first.lost)
        stub = _stub_that_raised(first)
        if stub in self._exercises:  # a worker may say anything
            return _unwritten(base, exercise, stub)
        return self._accounts.of_a_failure(base, asked, answered)


def _stub_that_raised(attempt: Attempt) -> str | None:
    """Return the exercise whose placeholder was met, as far as the worker tells."""
    problem = attempt.problem
    return problem.raised.placeholder if isinstance(problem, StudentError) else None


def _unwritten(base: CheckResult, exercise: Exercise, stub: str | None) -> CheckResult:
    if stub != exercise.id:
        return replace(base, message=f"uses your {stub}, which is not written yet")
    return replace(base, verdict=Verdict.NOT_ATTEMPTED, message="not written yet")
