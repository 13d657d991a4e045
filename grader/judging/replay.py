"""Runs the bodies of checks over their drawn cases, many calls to an exchange."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence

from grader.host.lost import WorkerLost
from grader.host.values import PreparedCall
from grader.judging.cases import Attempt, DrawnCase, run_until_next_call
from grader.judging.draw import DrawnCheck
from grader.judging.session import Session
from grader.limits import MAX_ENDLESS_RECURSIONS, MAX_LOST_WORKERS
from grader.results import Verdict
from grader.wire.messages import Raised


def replay_checks(
    checks: Sequence[DrawnCheck], session: Session, probed: int | None = None
) -> list[list[Attempt]]:
    """Run every case of several checks, and return the attempts check by check.

    The first `probed` cases of each check come first, if given; where one of a public check fails,
    the others stay unsettled.
    """
    first = _together([drawn.cases[:probed] for drawn in checks], session)
    rest = [drawn.cases[len(probe) :] for drawn, probe in zip(checks, first, strict=True)]
    public = [
        attempt
        for drawn, probe in zip(checks, first, strict=True)
        for attempt in probe
        if not drawn.check.hidden
    ]
    if all(attempt.passed for attempt in public):
        others = _together(rest, session)
    else:
        others = [[Attempt(case) for case in cases] for cases in rest]
    return [probe + other for probe, other in zip(first, others, strict=True)]


def _together(groups: Sequence[Sequence[DrawnCase]], session: Session) -> list[list[Attempt]]:
    """Run the cases of all groups in the same exchanges."""
    attempts = iter(replay([case for cases in groups for case in cases], session))
    return [[next(attempts) for _ in cases] for cases in groups]


def replay(cases: Sequence[DrawnCase], session: Session) -> list[Attempt]:
    """Run every case; the attempts that are unanswered when it ends early stay unsettled.

    Where a worker is lost or runs out of memory, or a check meets one recursion without end after
    the other, the rest of that check is given up, and the other checks go on in a new one. It ends
    where a second worker is lost, or where the time that one exercise may take beside its trainings
    is used up: what it does to one exercise must leave enough for the others.
    """
    run = _Replay(session)
    attempts = [Attempt(drawn) for drawn in cases]
    pending = [(attempt, call) for attempt in attempts if (call := _first_call(attempt))]
    while pending:
        pending = run.round(pending)
    return attempts


def _first_call(attempt: Attempt) -> PreparedCall | None:
    # a body that settles without a call must settle this attempt as well
    return attempt.drawn.first_call or run_until_next_call(attempt)


_Pending = list[tuple[Attempt, PreparedCall]]


class _Replay:
    """Sends rounds of calls, and counts what they cost."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._clock = session.cpu_seconds_so_far
        self._spent = 0.0
        self._losses = 0
        self._endless: Counter[str] = Counter()

    def round(self, pending: _Pending) -> _Pending:
        """Make every pending call once, and return those that the attempts need next.

        Calls of one attempt in a row are all made before its body goes on, unless one of them
        settles it.
        """
        session = self._session
        following: _Pending = []
        dropped: set[Attempt] = set()  # their other calls of this round were made for nothing
        clock = time.perf_counter()
        records = session.call_all([call for _, call in pending])
        for number, (attempt, call) in enumerate(pending):
            rest = pending[number + 1 :]
            try:
                record = next(records)
            except WorkerLost as lost:
                attempt.last_call, attempt.lost = call, lost
                attempt.settled = True
                return self._after_loss(attempt, following + rest)
            if attempt in dropped:
                continue
            attempt.last_call = call
            attempt.records.append(record)
            raised = record.raised
            last = not rest or rest[0][0] is not attempt
            if not last and (raised is not None or record.modified):
                dropped.add(attempt)
                last = True
            needed = run_until_next_call(attempt) if last else None
            if raised is not None and (raised.out_of_memory or self._is_hopeless(attempt, raised)):
                session.close()
                return self._after_loss(attempt, following + rest)
            allowed = session.limits.exercise_seconds
            if self._count(call) > allowed:
                session.close()
                attempt.lost = _too_slow(call.function, allowed)
                attempt.settled = True
                return []
            if needed is not None:
                following += [(attempt, call) for call in (needed, *attempt.ahead)]
            now = time.perf_counter()
            attempt.seconds += now - clock
            clock = now
        return following

    def _count(self, call: PreparedCall) -> float:
        """Return the CPU seconds of all calls until now but trainings: each has its own time."""
        clock = self._session.cpu_seconds_so_far
        if not call.takes_long:
            self._spent += clock - self._clock
        self._clock = clock
        return self._spent

    def _is_hopeless(self, attempt: Attempt, raised: Raised) -> bool:
        """Whether a check has met so many recursions without end that others would tell no more."""
        check = attempt.drawn.check.id
        self._endless[check] += raised.endless
        return self._endless[check] >= MAX_ENDLESS_RECURSIONS

    def _after_loss(self, lost: Attempt, rest: _Pending) -> _Pending:
        """Return what goes on in a new worker: the attempts of other checks.

        One whose generator was in use begins anew, since that generator went with the worker.
        """
        self._losses += 1
        if self._losses >= MAX_LOST_WORKERS:
            return []
        others: _Pending = []
        anew: set[Attempt] = set()
        for attempt, call in rest:
            if attempt.drawn.check is lost.drawn.check or attempt in anew:
                continue
            if call.continues and attempt.drawn.first_call is not None:
                anew.add(attempt)
                attempt.records.clear()
                others = [other for other in others if other[0] is not attempt]
                call = attempt.drawn.first_call
            others.append((attempt, call))
        return others


def _too_slow(function: str, seconds: float) -> WorkerLost:
    text = f"{function} did not finish all its calls within {seconds:g} seconds of CPU time"
    return WorkerLost(Verdict.TIMEOUT, text)
