"""What the cases of one exercise's checks came to, before anything is judged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from grader.engine.replay import Attempt
from grader.engine.session import Session
from grader.model import Check, Exercise
from grader.student.proxy import RecordedCall, WrongValue
from grader.wire.messages import Raised


@dataclass(frozen=True)
class Replayed:
    """An exercise's checks, with the attempts at the cases of each."""

    exercise: Exercise
    checks: Sequence[Check]
    groups: Sequence[list[Attempt]]
    reference: Session | None
    cpu_seconds: float

    @property
    def failing(self) -> list[RecordedCall]:
        """The records of all failing checks: more telling than those of one check."""
        groups = [each for each in self.groups if not all(attempt.passed for attempt in each)]
        return [record for attempts in groups for record in records_of(attempts)]

    @property
    def attempted(self) -> list[RecordedCall]:
        """The records of the first check, none where the function is a stub."""
        records = records_of(self.groups[0]) if self.groups else []
        return [] if any(is_placeholder(record.raised) for record in records) else records


def records_of(attempts: Iterable[Attempt]) -> list[RecordedCall]:
    """Return every recorded call of these attempts, in order."""
    return [record for attempt in attempts for record in attempt.records]


def only_values_differ(attempts: Iterable[Attempt]) -> bool:
    """Whether all was answered and only numbers are wrong: no shape, dtype or side effect."""
    return all(each.passed or isinstance(each.problem, WrongValue) for each in attempts)


def is_placeholder(raised: Raised | None) -> bool:
    """Whether a function is still a stub."""
    return raised is not None and raised.types[0] == "NotImplementedError"
