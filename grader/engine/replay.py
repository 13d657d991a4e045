"""Runs the bodies of checks over their drawn cases, many calls to an exchange."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from grader.engine.draw import DrawnCase
from grader.engine.session import Session
from grader.model import Verdict
from grader.student.limits import WorkerLost
from grader.student.proxy import Failure, RecordedCall, Student, StudentError, Suspended
from grader.student.values import PreparedCall


class BrokenCheck(Exception):
    """A check's own body raised something that says nothing about the submission."""


@dataclass(eq=False)
class Attempt:
    """One case of one check for one submission, and how far it has got.

    `problem` is what did not hold, `lost` how the worker ended in it, `broken` what went wrong in
    the check itself; a settled attempt with none of them passed.
    """

    drawn: DrawnCase
    records: list[RecordedCall] = field(default_factory=list)
    settled: bool = False
    problem: Failure | StudentError | None = None
    lost: WorkerLost | None = None
    broken: BrokenCheck | None = None
    last_call: PreparedCall | None = None
    seconds: float = 0.0

    @property
    def passed(self) -> bool:
        return self.settled and not any((self.problem, self.lost, self.broken))


def advance(attempt: Attempt, reference: Session | None) -> PreparedCall | None:
    """Run the body as far as its known answers lead.

    Returns the call that it needs next, or None once it is settled.
    """
    drawn = attempt.drawn
    student = Student(attempt.records, drawn.key)
    arguments: list[object] = [student]
    if drawn.check.hidden:
        assert reference is not None
        arguments.append(Student(drawn.reference, drawn.key, _answers(reference)))
    try:
        drawn.check.body(*arguments, drawn.case)
    except Suspended as suspended:
        return suspended.call
    except (Failure, StudentError) as problem:
        attempt.problem = problem
    except BrokenCheck as broken:
        attempt.broken = broken
    except Exception as error:  # noqa: BLE001 - a body may rely on what a check that it requires found
        attempt.broken = BrokenCheck(f"{drawn.check.id}: {type(error).__name__}: {error}")
    attempt.settled = True
    return None


def _answers(reference: Session):  # type: ignore[no-untyped-def]
    def resolve(call: PreparedCall) -> RecordedCall:
        try:
            record = reference.call(call)
        except WorkerLost as lost:
            raise BrokenCheck(f"the reference solution was lost: {lost.message}") from None
        if record.raised is not None:
            raise BrokenCheck(f"the reference solution raised: {record.raised.message}")
        return record

    return resolve


def replay_checks(
    cases: Sequence[Sequence[DrawnCase]],
    session: Session,
    reference: Session | None,
    probed: int | None = None,
) -> list[list[Attempt]]:
    """Run every case of several checks, and return the attempts check by check.

    The first `probed` cases of each check come first, if given; where one of a public check fails,
    the others stay unsettled.
    """

    def together(groups: list[Sequence[DrawnCase]]) -> list[list[Attempt]]:
        attempts = iter(replay([one for many in groups for one in many], session, reference))
        return [[next(attempts) for _ in many] for many in groups]

    first = together([many[:probed] for many in cases])
    rest = [many[len(probe) :] for many, probe in zip(cases, first, strict=True)]
    if any(not (each.passed or each.drawn.check.hidden) for many in first for each in many):
        others = [[Attempt(one) for one in many] for many in rest]
    else:
        others = together(rest)
    return [probe + other for probe, other in zip(first, others, strict=True)]


def replay(
    cases: Sequence[DrawnCase], session: Session, reference: Session | None
) -> list[Attempt]:
    """Run every case; the attempts that are unanswered when it ends early stay unsettled.

    It ends early where the worker is lost, runs out of memory, or has taken the time that one
    exercise may take: what it does to one exercise must leave enough for the others.
    """
    started = session.cpu_seconds_so_far
    attempts = [Attempt(drawn) for drawn in cases]
    pending: list[tuple[Attempt, PreparedCall]] = []
    for attempt in attempts:
        drawn = attempt.drawn
        if drawn.first_call is None:
            drawn.first_call = advance(attempt, reference)
        if drawn.first_call is not None:
            pending.append((attempt, drawn.first_call))
    while pending:
        following: list[tuple[Attempt, PreparedCall]] = []
        clock = time.perf_counter()
        records = session.call_all([call for _, call in pending])
        for attempt, call in pending:
            attempt.last_call = call
            try:
                attempt.records.append(next(records))
            except WorkerLost as lost:
                attempt.lost = lost
                attempt.settled = True
                return attempts
            needed = advance(attempt, reference)
            raised = attempt.records[-1].raised
            if raised is not None and raised.out_of_memory:
                session.close()
                return attempts
            if session.cpu_seconds_so_far - started > session.limits.exercise_seconds:
                session.close()
                attempt.lost = _too_slow(call.function, session.limits.exercise_seconds)
                attempt.settled = True
                return attempts
            if needed is not None:
                following.append((attempt, needed))
            now = time.perf_counter()
            attempt.seconds += now - clock
            clock = now
        pending = following
    return attempts


def _too_slow(function: str, seconds: float) -> WorkerLost:
    text = f"{function} did not finish all its calls within {seconds:g} seconds of CPU time"
    return WorkerLost(Verdict.TIMEOUT, text)
