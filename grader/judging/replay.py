"""Runs the bodies of checks over their drawn cases, many calls to an exchange."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from grader.authoring.slips import slip_of
from grader.host.lost import WorkerLost
from grader.host.proxy import Failure, RecordedCall, Student, StudentError, Suspended
from grader.host.values import PreparedCall
from grader.judging.draw import DrawnCase
from grader.judging.session import Session
from grader.results import Verdict


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


def run_until_next_call(attempt: Attempt, reference: Session | None) -> PreparedCall | None:
    """Run the body as far as its known answers lead.

    Returns the call that it needs next, or None once it is settled.
    """
    drawn = attempt.drawn
    functions = drawn.check.functions
    student = Student(attempt.records, drawn.key, functions)
    arguments: list[object] = [student]
    if drawn.check.hidden:
        assert reference is not None
        arguments.append(Student(drawn.reference, drawn.key, functions, _answers(reference)))
    try:
        drawn.check.body(*arguments, drawn.case)
    except Suspended as suspended:
        return suspended.call
    except (Failure, StudentError) as problem:
        attempt.problem = problem
    except BrokenCheck as broken:
        attempt.broken = broken
    except Exception as error:  # noqa: BLE001 - a body may rely on what a check that it requires found
        attempt.broken = BrokenCheck(f"{drawn.check.id}: {slip_of(error)}")
        attempt.broken.__cause__ = error
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


#: workers that one exercise may cost, so that a hang in one check leaves the others their points
_MAX_LOSSES = 2


def replay(
    cases: Sequence[DrawnCase], session: Session, reference: Session | None
) -> list[Attempt]:
    """Run every case; the attempts that are unanswered when it ends early stay unsettled.

    Where a worker is lost or runs out of memory, the rest of that check is given up, and the other
    checks go on in a new one. It ends where a second worker is lost, or where the time that one
    exercise may take is used up: what it does to one exercise must leave enough for the others.
    """
    run = _Replay(session, reference)
    attempts = [Attempt(drawn) for drawn in cases]
    pending = [(attempt, call) for attempt in attempts if (call := _first_call(attempt, reference))]
    while pending:
        pending = run.round(pending)
    return attempts


def _first_call(attempt: Attempt, reference: Session | None) -> PreparedCall | None:
    drawn = attempt.drawn
    if drawn.first_call is None:
        drawn.first_call = run_until_next_call(attempt, reference)
    return drawn.first_call


_Pending = list[tuple[Attempt, PreparedCall]]


class _Replay:
    """Sends rounds of calls, and counts what they cost."""

    def __init__(self, session: Session, reference: Session | None) -> None:
        self._session = session
        self._reference = reference
        self._started = session.cpu_seconds_so_far
        self._losses = 0

    def round(self, pending: _Pending) -> _Pending:
        """Make every pending call once, and return those that the attempts need next."""
        session = self._session
        following: _Pending = []
        clock = time.perf_counter()
        records = session.call_all([call for _, call in pending])
        for number, (attempt, call) in enumerate(pending):
            attempt.last_call = call
            rest = pending[number + 1 :]
            try:
                attempt.records.append(next(records))
            except WorkerLost as lost:
                attempt.lost = lost
                attempt.settled = True
                return self._after_loss(attempt, following + rest)
            needed = run_until_next_call(attempt, self._reference)
            raised = attempt.records[-1].raised
            if raised is not None and raised.out_of_memory:
                session.close()
                return self._after_loss(attempt, following + rest)
            allowed = session.limits.exercise_seconds
            if session.cpu_seconds_so_far - self._started > allowed:
                session.close()
                attempt.lost = _too_slow(call.function, allowed)
                attempt.settled = True
                return []
            if needed is not None:
                following.append((attempt, needed))
            now = time.perf_counter()
            attempt.seconds += now - clock
            clock = now
        return following

    def _after_loss(self, lost: Attempt, rest: _Pending) -> _Pending:
        """Return what goes on in a new worker: the attempts of other checks.

        One whose generator was in use begins anew, since that generator went with the worker.
        """
        self._losses += 1
        if self._losses >= _MAX_LOSSES:
            return []
        others: _Pending = []
        for attempt, call in rest:
            if attempt.drawn.check is lost.drawn.check:
                continue
            if call.continues and attempt.drawn.first_call is not None:
                attempt.records.clear()
                call = attempt.drawn.first_call
            others.append((attempt, call))
        return others


def _too_slow(function: str, seconds: float) -> WorkerLost:
    text = f"{function} did not finish all its calls within {seconds:g} seconds of CPU time"
    return WorkerLost(Verdict.TIMEOUT, text)
