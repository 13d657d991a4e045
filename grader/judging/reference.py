"""The course's solution of one assignment, which hidden checks ask the same as a submission."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from weakref import WeakKeyDictionary

from grader.host.lost import WorkerLost
from grader.host.proxy import RecordedCall, Student
from grader.host.values import PreparedCall
from grader.host.workers import Workers
from grader.judging.cases import BrokenCheck, DrawnCase
from grader.judging.session import Session
from grader.model import Assignment
from grader.results import Verdict
from grader.submission import read_submission


class Reference:
    """A session of the solution in `folder`, opened at first use; its answers are kept by case."""

    def __init__(self, workers: Workers, assignment: Assignment, folder: Path) -> None:
        self._workers = workers
        self._assignment = assignment
        self._folder = folder
        self.source = folder / f"{assignment.module}.py"
        self._session: Session | None = None
        self._answers: WeakKeyDictionary[DrawnCase, list[RecordedCall]] = WeakKeyDictionary()

    def open(self) -> Session:
        """Load the solution, unless it is loaded.

        Raises:
            BrokenCheck: loading it ended its worker.
        """
        if self._session is None:
            submission = read_submission(self._folder, [self._assignment], True)
            limits = self._workers.limits
            try:
                self._session = Session(self._workers, self._assignment, submission, limits)
            except WorkerLost as lost:
                what = f"the solution of {self._assignment.id}: {lost.message}"
                raise BrokenCheck(what) from None
        return self._session

    def student(self, drawn: DrawnCase) -> Student:
        """Return what the body of a check calls: the solution answers each question once."""
        known = self._answers.setdefault(drawn, [])
        return Student(known, drawn.key, drawn.check.functions, partial(_answer, self.open()))

    def close(self) -> None:
        """End the solution's worker; it is opened anew where it is asked again."""
        if self._session is not None:
            self._session.close()
            self._session = None


def solution_of(assignment: Assignment, workers: Workers, solutions: Path) -> Reference | None:
    """Return the solution that hidden checks ask, where there is one."""
    folder = solutions / assignment.id
    there = (folder / f"{assignment.module}.py").is_file()
    return Reference(workers, assignment, folder) if there else None


def _answer(session: Session, call: PreparedCall) -> RecordedCall:
    try:
        record = _called(session, call)
    except WorkerLost as lost:
        raise BrokenCheck(f"the reference solution was lost: {lost.message}") from None
    if record.raised is not None:
        raise BrokenCheck(f"the reference solution raised: {record.raised.message}")
    return record


def _called(session: Session, call: PreparedCall) -> RecordedCall:
    """Call the solution, in a new worker where the one that waited since was killed meanwhile."""
    try:
        return session.call(call)
    except WorkerLost as lost:
        if lost.verdict in (Verdict.TIMEOUT, Verdict.MEMORY):
            raise
        return session.call(call)
