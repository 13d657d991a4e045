"""One of the processes that grade: it does job after job, with a grader and workers of its own."""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path

import msgspec

from grader.audit.corpus.sabotage import candidates
from grader.audit.corpus.written import comparable
from grader.audit.records import (
    CheckOutcome,
    ExerciseOutcome,
    Outcome,
    Place,
    Proof,
    Sabotage,
    Variant,
)
from grader.audit.run.comparison import Comparer
from grader.audit.run.holder import Sought, find
from grader.audit.run.played import IDEA, PlayedWorkers
from grader.audit.run.unnamed import Doubter
from grader.catalogue import load_assignment
from grader.errors import GraderError, show_traceback
from grader.host.workers import start
from grader.judging.grading_run import GradingRun
from grader.model import Assignment, Submission
from grader.results import GradeReport


@dataclass(frozen=True)
class Setting:
    """How variants are graded: those with the same setting share a grader and its drawn cases.

    Only `exercises` are graded, all if empty; `without` is a check that is left out, as if it had
    been deleted; with `compare` nothing is graded but the variant compared with the solution, and
    with `unnamed` it is asked why the variant is not told its misconception.
    """

    assignment: str
    seed: int
    exercises: tuple[str, ...] = ()
    explain: bool = True
    without: str = ""
    compare: bool = False
    unnamed: bool = False


@dataclass(frozen=True)
class Job:
    """One variant to grade or to compare, or sabotages to look for."""

    number: int
    setting: Setting
    variant: Variant | None = None
    sought: Sought | None = None


@dataclass(frozen=True)
class Answer:
    """What came of a job, and the CPU seconds that this process and its workers have used."""

    number: int
    cpu_seconds: float
    outcome: Outcome | None = None
    proof: Proof | None = None
    error: str = ""
    reason: str = ""
    found: tuple[Sabotage, ...] = ()


def without_check(assignment: Assignment, identity: str) -> Assignment:
    """Return the assignment as it would be if one of its checks were deleted."""
    exercises = tuple(
        replace(
            exercise,
            checks=tuple(
                replace(
                    check,
                    requires=tuple(required for required in check.requires if required != identity),
                )
                for check in exercise.checks
                if check.id != identity
            ),
        )
        for exercise in assignment.exercises
    )
    return replace(assignment, exercises=exercises)


class _Worker:
    """What runs in a worker's process: one task at a time, for as long as the setting stays."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._workers = start()
        self._loaded: dict[str, Assignment] = {}
        self._setting: Setting | None = None
        self._task: GradingRun | Comparer | Doubter | None = None

    def answer(self, job: Job) -> Answer:
        try:
            if job.sought is not None:
                return Answer(job.number, self._cpu_seconds(), found=self._found(job))
            assert job.variant is not None
            task = self._task_for(job.setting)
            if isinstance(task, Comparer):
                proof = task.prove(job.variant)
                return Answer(job.number, self._cpu_seconds(), proof=proof)
            if isinstance(task, Doubter):
                reason = task.why(job.variant, submission(job.variant, task.assignment))
                return Answer(job.number, self._cpu_seconds(), reason=reason)
            report = task.grade(submission(job.variant, task.assignments[0]))
            raised, task.raised = tuple(task.raised.values()), {}
            return Answer(job.number, self._cpu_seconds(), outcome(report, raised))
        except GraderError as error:
            show_traceback(error)
            return Answer(job.number, 0.0, error=str(error))

    def _found(self, job: Job) -> tuple[Sabotage, ...]:
        assert job.sought is not None
        assignment = self._assignment(job.setting.assignment)
        possible = candidates(assignment, job.sought.exercise, Path(self._place.solutions))
        return find(self._workers, assignment, possible, job.sought)

    def _cpu_seconds(self) -> float:
        return time.process_time() + self._workers.cpu_seconds

    def _task_for(self, setting: Setting) -> GradingRun | Comparer | Doubter:
        if self._task is None or setting != self._setting:
            self._end_task()
            self._task, self._setting = self._begun(setting), setting
        return self._task

    def _begun(self, setting: Setting) -> GradingRun | Comparer | Doubter:
        assignment = self._assignment(setting.assignment)
        solutions = Path(self._place.solutions)
        if setting.compare:
            return Comparer(self._workers, assignment, comparable(assignment, solutions))
        workers = PlayedWorkers(self._workers, assignment.misconceptions)
        if setting.unnamed:
            return Doubter(workers, assignment, setting.seed)
        return GradingRun(
            [_chosen(assignment, setting)],
            workers,
            seed=setting.seed,
            solutions=solutions,
            explain=setting.explain,
        )

    def _assignment(self, name: str) -> Assignment:
        if name not in self._loaded:
            self._loaded[name] = load_assignment(Path(self._place.assignments) / name)
        return self._loaded[name]

    def _end_task(self) -> None:
        if self._task is not None:
            self._task.close()
            self._task = None

    def close(self) -> None:
        self._end_task()
        self._workers.close()


def _chosen(assignment: Assignment, setting: Setting) -> Assignment:
    if setting.without:
        assignment = without_check(assignment, setting.without)
    if not setting.exercises:
        return assignment
    exercises = tuple(
        exercise for exercise in assignment.exercises if exercise.id in setting.exercises
    )
    return replace(assignment, exercises=exercises)


def submission(variant: Variant, assignment: Assignment) -> Submission:
    """Return what is graded: one file, as a student would hand it in, or the name of an idea."""
    name = f"{assignment.module}.py"
    files = [(name, variant.text.encode())]
    if variant.idea is not None:
        files.append((IDEA, str(variant.idea).encode()))
    return Submission(name, Path(name), tuple(files), variant.sha256, assignment.id)


def outcome(report: GradeReport, raised: tuple[str, ...] = ()) -> Outcome:
    """Return what an audit keeps of a report on one assignment."""
    (result,) = report.assignments
    exercises = tuple(
        ExerciseOutcome(
            exercise.id,
            exercise.score,
            exercise.max_score,
            tuple(
                CheckOutcome(
                    check.id,
                    check.verdict,
                    check.diagnosis.id if check.diagnosis else None,
                    check.message,
                )
                for check in exercise.checks
            ),
        )
        for exercise in result.exercises
    )
    return Outcome(report.seed, exercises, raised)


def run_worker(connection: Connection, place: Place) -> None:
    """Answer jobs until the connection closes."""
    worker = _Worker(place)
    try:
        with contextlib.suppress(EOFError, BrokenPipeError, KeyboardInterrupt):
            while True:
                job = msgspec.json.decode(connection.recv_bytes(), type=Job)
                connection.send_bytes(msgspec.json.encode(worker.answer(job)))
    finally:
        worker.close()
