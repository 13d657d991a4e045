"""Lets Hypothesis search and shrink, once a replayed case has failed."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from grader.host.lost import WorkerLost
from grader.judging.cases import Attempt, DrawnCase, run_until_next_call
from grader.judging.draw import DrawnCheck, next_key, run_hypothesis
from grader.judging.fields import field_names
from grader.judging.session import Session
from grader.limits import MAX_SHRINKING_CASES, MAX_SMALL_CASES


class _DoesNotHold(Exception):
    """Raised from one line only, so that Hypothesis sees one bug whatever fails."""


class _Search:
    """Answers Hypothesis: from the replayed attempts where it can, else from the submission."""

    def __init__(
        self,
        drawn: DrawnCase,
        known: Sequence[Attempt],
        session: Session,
        most: int,
    ) -> None:
        self._drawn = drawn
        self._known = {
            fingerprint(attempt.drawn.case): attempt for attempt in known if attempt.settled
        }
        self._session = session
        self._left = most
        self.smallest: Attempt | None = None

    @property
    def tried(self) -> Sequence[Attempt]:
        return list(self._known.values())

    def try_example(self, example: tuple[Any, ...]) -> None:
        for case in example:
            attempt = self._attempt(case)
            if attempt is not None and not attempt.passed:
                self.smallest = attempt
                break
        else:
            return
        raise _DoesNotHold

    def try_small(self, case: Any) -> None:
        self.try_example((case,))

    def _attempt(self, case: Any) -> Attempt | None:
        key = fingerprint(case)
        if key not in self._known:
            if self._left <= 0:
                return None  # as if it passed: what has been found so far is small enough
            self._left -= 1
            self._known[key] = self._run(replace(self._drawn, case=case, key=next_key()))
        attempt = self._known[key]
        return None if attempt.broken else attempt

    def _run(self, drawn: DrawnCase) -> Attempt:
        attempt = Attempt(drawn)
        while (call := run_until_next_call(attempt)) is not None:
            attempt.last_call = call
            attempt.records.append(self._session.call(call))
        return attempt


def search(
    drawn: DrawnCheck,
    known: Sequence[Attempt],
    session: Session,
    most: int = MAX_SHRINKING_CASES,
) -> tuple[Attempt, Sequence[Attempt]]:
    """Return the attempt at the smallest failing case that Hypothesis finds, and all attempts.

    It has `most` cases answered; the first that it tries is the simplest of all.

    That is among the check's small cases if one of them fails, else among all that can be drawn,
    else among those with no level that is less simple than in the row of its covering which failed.
    `known` are the replayed attempts, one of which failed: of these, that with the least key is the
    simplest. Where the submission is lost on the way, the best found by then is returned.
    """
    check = drawn.check
    failures = (attempt for attempt in known if attempt.failed)
    failed = min(failures, key=lambda attempt: attempt.drawn.key)
    seeker = _Search(failed.drawn, known, session, most)
    with contextlib.suppress(_DoesNotHold, WorkerLost):  # the attempt is kept in seeker.smallest
        if check.small is not None:
            run_hypothesis(
                check.id, check.small, drawn.seed, MAX_SMALL_CASES, seeker.try_small, True
            )
        run_hypothesis(check.id, check.given, drawn.seed, check.examples, seeker.try_example, True)
        row = drawn.rows.get(failed.drawn.key)
        simpler = None if row is None else check.covering.simpler(row)
        if simpler is not None:
            run_hypothesis(check.id, simpler, drawn.seed, MAX_SMALL_CASES, seeker.try_small, True)
    return seeker.smallest or failed, seeker.tried


def fingerprint(case: Any) -> Any:
    """Return a hashable value that two cases share exactly when they are equal."""
    if isinstance(case, np.ndarray):
        return case.shape, case.dtype.str, case.tobytes()
    if dataclasses.is_dataclass(case) and not isinstance(case, type):
        kind: Any = type(case)
        return kind, tuple([fingerprint(getattr(case, name)) for name in field_names(kind)])
    if isinstance(case, dict):
        return "dict", tuple((fingerprint(key), fingerprint(case[key])) for key in case)
    if isinstance(case, tuple | list):
        return type(case), tuple(map(fingerprint, case))
    try:
        hash(case)
    except TypeError:
        return type(case), repr(case)
    return type(case), case  # 1, 1.0 and True are equal, and different cases
