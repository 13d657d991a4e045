"""One case of a check, drawn once for all submissions, and an attempt at it by one of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol

import numpy as np

from grader.authoring.slips import slip_of
from grader.host.lost import WorkerLost
from grader.host.proxy import Failure, RecordedCall, Student, StudentError, Suspended
from grader.host.values import PreparedCall
from grader.model import Check


class BrokenCheck(Exception):
    """A check's own body raised something that says nothing about the submission."""


class Solution(Protocol):
    """What a hidden check compares a submission with."""

    def student(self, drawn: DrawnCase) -> Student:
        """Return what the body of a check calls in this case."""


@dataclass(eq=False, frozen=True)
class DrawnCase:
    """One case of a check; `solution` is what a hidden check asks as well.

    `key` is unique among the cases drawn in this process's life.
    """

    check: Check
    case: Any
    key: int
    solution: Solution | None = None

    @cached_property
    def first_call(self) -> PreparedCall | None:
        """How the body begins, whatever the submission: None where it settles without a call."""
        return run_until_next_call(Attempt(self))


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
    ahead: tuple[PreparedCall, ...] = ()  # to be made after the next call, whatever its answer
    seconds: float = 0.0

    @property
    def passed(self) -> bool:
        return self.settled and not any((self.problem, self.lost, self.broken))

    @property
    def asked(self) -> PreparedCall | None:
        """The call that was made last, if one was."""
        return self.last_call or self.drawn.first_call

    @property
    def failed(self) -> bool:
        """Whether it speaks against the submission."""
        return self.problem is not None or self.lost is not None


def run_until_next_call(attempt: Attempt) -> PreparedCall | None:
    """Run the body as far as its known answers lead.

    Returns the call that it needs next, or None once it is settled.
    """
    drawn = attempt.drawn
    students = [Student(attempt.records, drawn.key, drawn.check.functions)]
    if drawn.solution is not None:
        students.append(drawn.solution.student(drawn))
    try:
        with np.errstate(all="ignore"):  # an answer may be any number: what overflows is no news
            body: Callable[..., object] = drawn.check.body
            returned = body(*students, drawn.case)
        if returned is not None:
            kind = type(returned).__name__
            told = f"{drawn.check.id}: its body returns {kind}, which is never looked at"
            raise BrokenCheck(f"{told}: use an expect_... or raise Failure")
    except Suspended as suspended:
        attempt.ahead = suspended.ahead
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
