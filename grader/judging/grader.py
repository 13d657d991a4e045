"""Grades submissions: draws once, then replays, judges, searches and diagnoses for each of them."""

from __future__ import annotations

import copy
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from grader import __version__
from grader.catalogue import SOLUTIONS, grader_digest
from grader.host.lost import WorkerLost
from grader.host.text import clean
from grader.host.workers import Workers, start
from grader.judging.draw import DrawnCase, draw
from grader.judging.handed_in import files_of_all, handed_in, refuse_what_is_none, told_of_all
from grader.judging.judge import Judge, unanswered
from grader.judging.replay import BrokenCheck
from grader.judging.session import Session
from grader.limits import MAX_NAME_CHARACTERS, MAX_PROBLEM_CHARACTERS, MAX_REASON_CHARACTERS, Limits
from grader.model import Assignment, Check, Exercise, Submission
from grader.results import AssignmentResult, ExerciseResult, GradeReport, HandedIn, Verdict
from grader.submission import read_submission

#: called with the exercise that is about to be graded, its number and how many there are
Progress = Callable[[str, int, int], None]


def _silent(exercise: str, number: int, total: int) -> None: ...


class Grader:
    """Grades any number of submissions with the same assignments, seed and workers.

    `workers` may have been started earlier, so that torch is imported meanwhile; they are closed
    with the grader. Hidden checks run where `solutions` has the assignment and not `public`. With
    `explain` off the verdict on each exercise is all that is wanted: there is no counterexample,
    diagnosis or hint, and what cannot change it may be left unjudged.
    """

    def __init__(
        self,
        assignments: Sequence[Assignment],
        *,
        seed: int = 0,
        public: bool = False,
        limits: Limits = Limits(),  # noqa: B008 - frozen
        workers: Workers | None = None,
        solutions: Path = SOLUTIONS,
        explain: bool = True,
    ) -> None:
        self.assignments = tuple(assignments)
        self.seed = seed
        self._explain = explain
        self._limits = limits
        self._workers = workers or start(limits)
        self._solutions = {
            assignment.id: solutions / assignment.id
            for assignment in assignments
            if not public and (solutions / assignment.id / f"{assignment.module}.py").is_file()
        }
        self.public_only = not self._solutions
        compared = [
            self._solutions[each.id] / f"{each.module}.py"
            for each in assignments
            if each.id in self._solutions
        ]
        self._digest = grader_digest(assignments, compared)
        self._drawn: dict[str, list[DrawnCase]] = {}
        self._references: dict[str, Session] = {}

    def reseeded(self, seed: int) -> Grader:
        """Return a grader with other draws that shares this one's workers; close only this one."""
        other = copy.copy(self)
        other.seed = seed
        other._drawn = {}
        return other

    def draw(self) -> None:
        """Draw every check's cases now; worth doing while the workers import torch."""
        for assignment in self.assignments:
            for exercise in assignment.exercises:
                for check in self._checks(assignment, exercise):
                    self._cases(check, assignment)

    def _checks(self, assignment: Assignment, exercise: Exercise) -> list[Check]:
        staffed = assignment.id in self._solutions
        return [check for check in exercise.checks if staffed or not check.hidden]

    def _cases(self, check: Check, assignment: Assignment) -> list[DrawnCase]:
        key = f"{assignment.id}:{check.id}"
        if key not in self._drawn:
            self._drawn[key] = draw(check, self.seed)
        return self._drawn[key]

    def grade(
        self,
        submission: Submission,
        progress: Progress = _silent,
        chosen: Collection[str] | None = None,
    ) -> GradeReport:
        """Grade one submission, for the assignments whose ids are `chosen`, by default for all.

        Raises:
            SetupProblem: no worker can be started on this machine.
            SubmissionError: it is no submission: several, or nothing of it can be read.
        """
        started = time.perf_counter()
        graded = [
            each
            for each in self.assignments
            if submission.only in (None, each.id) and (chosen is None or each.id in chosen)
        ]
        total = sum(len(each.exercises) for each in graded)
        results: list[AssignmentResult] = []
        number = 0
        for assignment in graded:

            def report(exercise: str, first: int = number) -> None:
                position = [each.id for each in assignment.exercises].index(exercise)  # noqa: B023
                progress(exercise, first + position + 1, total)

            results.append(self._grade_assignment(assignment, submission, report))
            number += len(assignment.exercises)
        refuse_what_is_none(submission, results)
        if submission.unnamed:  # a file of any name is about what it defines
            results = [each for each in results if each.unread != "missing"]
        return GradeReport(
            submission_name=clean(submission.name, MAX_NAME_CHARACTERS),
            submission_sha256=submission.sha256,
            grader_version=__version__,
            grader_digest=self._digest,
            seed=self.seed,
            isolation=self._workers.isolation,
            public_only=self.public_only,
            seconds=time.perf_counter() - started,
            assignments=tuple(results),
            notices=told_of_all(submission, results),
            files=files_of_all(submission, results),
        )

    def _grade_assignment(
        self, assignment: Assignment, submission: Submission, report: Callable[[str], None]
    ) -> AssignmentResult:
        checks = {each.id: self._checks(assignment, each) for each in assignment.exercises}
        try:
            session = Session(self._workers, assignment, submission, self._limits)
        except WorkerLost as lost:
            reason = clean(lost.message, MAX_REASON_CHARACTERS)
            message = f"{assignment.module}.py could not be loaded: {reason}"
            return _ungraded(assignment, checks, lost.verdict, message, "lost")
        with session:
            loaded = session.loaded
            files = handed_in(loaded)
            if loaded.problem is not None:
                verdict = Verdict.NOT_ATTEMPTED if loaded.kind == "missing" else Verdict.ERROR
                message = clean(loaded.problem, MAX_PROBLEM_CHARACTERS)
                return _ungraded(assignment, checks, verdict, message, loaded.kind, files)
            judge = Judge(
                assignment,
                session,
                lambda: self._reference(assignment),
                self.seed,
                self._explain,
            )
            for exercise in assignment.exercises:
                report(exercise.id)
                cases = [self._cases(check, assignment) for check in checks[exercise.id]]
                judge.replay(exercise, checks[exercise.id], cases)
            judge.replay_hidden()
            notices = tuple(clean(notice, MAX_PROBLEM_CHARACTERS) for notice in loaded.notices)
            return AssignmentResult(
                assignment.id, assignment.title, judge.results(), notices, files
            )

    def _reference(self, assignment: Assignment) -> Session:
        if assignment.id not in self._references:
            submission = read_submission(self._solutions[assignment.id], [assignment], True)
            try:
                session = Session(self._workers, assignment, submission, self._limits)
            except WorkerLost as lost:
                raise BrokenCheck(f"the solution of {assignment.id}: {lost.message}") from None
            self._references[assignment.id] = session
        return self._references[assignment.id]

    @property
    def worker_cpu_seconds(self) -> float:
        """CPU seconds of all workers that have ended, for benchmarks."""
        return self._workers.cpu_seconds

    def close(self) -> None:
        """End all workers."""
        for session in self._references.values():
            session.close()
        self._workers.close()

    def __enter__(self) -> Grader:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


def _ungraded(
    assignment: Assignment,
    checks: dict[str, list[Check]],
    verdict: Verdict,
    message: str,
    unread: str | None,
    files: tuple[HandedIn, ...] = (),
) -> AssignmentResult:
    exercises = tuple(
        ExerciseResult(
            exercise.id,
            exercise.signature,
            tuple(
                replace(unanswered(check), verdict=verdict, message=message)
                for check in checks[exercise.id]
            ),
        )
        for exercise in assignment.exercises
    )
    return AssignmentResult(assignment.id, assignment.title, exercises, (message,), files, unread)
