"""What the cases of one exercise's checks came to, before anything is judged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from grader.host.proxy import RecordedCall, WrongValue
from grader.judging.replay import Attempt
from grader.judging.session import Session
from grader.model import Check, Exercise
from grader.wire.messages import Raised


@dataclass(frozen=True)
class ExerciseAttempts:
    """An exercise's checks, and the attempts at the cases of each that was asked, by its id."""

    exercise: Exercise
    checks: Sequence[Check]
    answered: Mapping[str, list[Attempt]]
    reference: Session | None
    cpu_seconds: float

    @property
    def attempts(self) -> list[Attempt]:
        return [attempt for group in self.answered.values() for attempt in group]

    @property
    def failing(self) -> list[RecordedCall]:
        """The records of all failing checks: more telling than those of one check."""
        groups = [
            each
            for each in self.answered.values()
            if any(attempt.settled and not attempt.passed for attempt in each)
        ]
        return [record for attempts in groups for record in records_of(attempts)]

    @property
    def attempted(self) -> list[RecordedCall]:
        """The records of the first check, none where the function is a stub."""
        first = self.answered.get(self.checks[0].id, []) if self.checks else []
        records, name = records_of(first), self.exercise.id
        return [] if any(is_placeholder(each.raised, name) for each in records) else records


def records_of(attempts: Iterable[Attempt]) -> list[RecordedCall]:
    """Return every recorded call of these attempts, in order."""
    return [record for attempt in attempts for record in attempt.records]


def only_values_differ(attempts: Iterable[Attempt]) -> bool:
    """Whether all was answered and only numbers are wrong: no shape, dtype or side effect."""
    return all(each.passed or isinstance(each.problem, WrongValue) for each in attempts)


def is_placeholder(raised: Raised | None, exercise: str) -> bool:
    """Whether a function is still a stub: its own placeholder raised, and no library did."""
    return raised is not None and raised.placeholder == exercise
