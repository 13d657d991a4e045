"""What the cases of one exercise's checks came to, before anything is judged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from grader.host.proxy import RecordedCall, StudentError, WrongValue
from grader.judging.cases import Attempt
from grader.judging.draw import DrawnCheck
from grader.model import Check, Exercise


@dataclass(frozen=True)
class CheckAttempts:
    """A check, and the attempts at its cases: none where it was not asked.

    `broken` says why it could not be asked, where that is the grader's own fault.
    """

    drawn: DrawnCheck
    attempts: Sequence[Attempt] = ()
    broken: str | None = None

    @property
    def check(self) -> Check:
        return self.drawn.check

    @property
    def is_wrong(self) -> bool:
        """Whether a case was settled, and did not pass."""
        return any(attempt.settled and not attempt.passed for attempt in self.attempts)

    @property
    def never_ends(self) -> bool:
        """Whether all that was answered met a recursion without end."""
        problems = [attempt.problem for attempt in self.attempts if attempt.settled]
        return all(
            isinstance(problem, StudentError) and problem.raised.endless for problem in problems
        )


@dataclass(frozen=True)
class ExerciseAttempts:
    """An exercise, the attempts at its checks in their order, and what the public ones cost."""

    exercise: Exercise
    checks: Sequence[CheckAttempts]
    cpu_seconds: float

    @property
    def lost_a_worker(self) -> bool:
        return any(attempt.lost for asked in self.checks for attempt in asked.attempts)

    @property
    def failing(self) -> list[RecordedCall]:
        """The records of all failing checks: more telling than those of one check."""
        wrong = [asked for asked in self.checks if asked.is_wrong]
        return [record for asked in wrong for record in records_of(asked.attempts)]

    def required(self, check: Check) -> list[RecordedCall]:
        """Return the records of the checks that a check requires, of those that hold."""
        held = [asked for asked in self.checks if asked.check.id in check.requires]
        return [
            record for asked in held if not asked.is_wrong for record in records_of(asked.attempts)
        ]

    @property
    def attempted(self) -> list[RecordedCall]:
        """The records of the first check, none where the function is a stub."""
        records = records_of(self.checks[0].attempts) if self.checks else []
        is_stub = any(_raised_by_stub(record, self.exercise.id) for record in records)
        return [] if is_stub else records


def records_of(attempts: Iterable[Attempt]) -> list[RecordedCall]:
    """Return the recorded calls of these attempts, in order.

    What was refused where that is right tells nothing of how the rest is answered.
    """
    return [
        record
        for attempt in attempts
        for record in attempt.records
        if record.raised is None or not attempt.passed
    ]


def only_values_differ(attempts: Iterable[Attempt]) -> bool:
    """Whether all was answered and only numbers are wrong: no shape, dtype or side effect."""
    return all(attempt.passed or isinstance(attempt.problem, WrongValue) for attempt in attempts)


def _raised_by_stub(record: RecordedCall, exercise: str) -> bool:
    """Whether the exercise's own placeholder raised, and no library did."""
    return record.raised is not None and record.raised.placeholder == exercise
