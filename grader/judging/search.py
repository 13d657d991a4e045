"""Lets Hypothesis search and shrink, once a replayed case has failed."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Sequence
from typing import Any

import numpy as np

from grader.host.lost import WorkerLost
from grader.judging.draw import DrawnCase, derived_seed, next_key, run_hypothesis
from grader.judging.replay import Attempt, run_until_next_call
from grader.judging.session import Session
from grader.model import Check

#: cases that shrinking may try on the live submission: a count, so that a result is reproducible
BUDGET = 400
#: small cases that are tried where only a sweep has failed
SMALL_EXAMPLES = 150


class _DoesNotHold(Exception):
    """Raised from one line only, so that Hypothesis sees one bug whatever fails."""


class _Search:
    """Answers Hypothesis: from the replayed attempts where it can, else from the submission."""

    def __init__(
        self,
        check: Check,
        known: Sequence[Attempt],
        session: Session,
        reference: Session | None,
    ) -> None:
        self._check = check
        self._known = {
            fingerprint(attempt.drawn.case): attempt for attempt in known if attempt.settled
        }
        self._session = session
        self._reference = reference
        self._left = BUDGET
        self.smallest: Attempt | None = None

    def try_example(self, example: tuple[Any, ...]) -> None:
        for case in example:
            attempt = self._attempt(case)
            if attempt is not None and not attempt.passed:
                self.smallest = attempt
                break
        else:
            return
        raise _DoesNotHold

    def _attempt(self, case: Any) -> Attempt | None:
        key = fingerprint(case)
        if key not in self._known:
            if self._left <= 0:
                return None  # as if it passed: what has been found so far is small enough
            self._left -= 1
            self._known[key] = self._run(DrawnCase(self._check, case, next_key()))
        attempt = self._known[key]
        return None if attempt.broken else attempt

    def _run(self, drawn: DrawnCase) -> Attempt:
        attempt = Attempt(drawn)
        while (call := run_until_next_call(attempt, self._reference)) is not None:
            attempt.last_call = call
            attempt.records.append(self._session.call(call))
        return attempt


def search(
    check: Check,
    seed: int,
    known: Sequence[Attempt],
    session: Session,
    reference: Session | None,
) -> Attempt:
    """Return the attempt at the smallest failing case that Hypothesis finds.

    That is among the check's small cases if one of them fails, else among all that can be drawn.
    `known` are the replayed attempts, one of which failed. Where the submission is lost on the way,
    the best found by then is returned.
    """
    seeker = _Search(check, known, session, reference)
    seed = derived_seed(seed, check.id)
    with contextlib.suppress(_DoesNotHold, WorkerLost):  # the attempt is kept in seeker.smallest
        if check.small is not None:
            run_hypothesis(
                check.id,
                check.small,
                seed,
                SMALL_EXAMPLES,
                lambda case: seeker.try_example((case,)),
                True,
            )
        run_hypothesis(check.id, check.given, seed, check.examples, seeker.try_example, True)
    failed = next(each for each in known if each.problem is not None or each.lost is not None)
    return seeker.smallest or failed


def fingerprint(case: Any) -> Any:
    """Return a hashable value that two cases share exactly when they are equal."""
    if isinstance(case, np.ndarray):
        return case.shape, case.dtype.str, case.tobytes()
    if dataclasses.is_dataclass(case) and not isinstance(case, type):
        fields = (getattr(case, each.name) for each in dataclasses.fields(case))
        return type(case), tuple(map(fingerprint, fields))
    if isinstance(case, dict):
        return "dict", tuple((fingerprint(key), fingerprint(case[key])) for key in case)
    if isinstance(case, tuple | list):
        return type(case), tuple(map(fingerprint, case))
    try:
        hash(case)
    except TypeError:
        return type(case), repr(case)
    return type(case), case  # 1, 1.0 and True are equal, and different cases
