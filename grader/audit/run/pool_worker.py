"""One of the processes that grade: it does job after job, with a grader and workers of its own."""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path

import msgspec

from grader.audit.corpus.written import comparable
from grader.audit.records import (
    CheckOutcome,
    ExerciseOutcome,
    Outcome,
    Place,
    Proof,
    Variant,
)
from grader.audit.run.comparison import Comparer
from grader.audit.run.unnamed import why_unnamed
from grader.catalogue import load_assignment
from grader.errors import GraderError, show_traceback
from grader.host.workers import Workers, start
from grader.judging.grader import Grader
from grader.model import Assignment, Submission
from grader.results import GradeReport
from grader.wire.control import Layer


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
    """One variant to grade or to compare."""

    number: int
    setting: Setting
    variant: Variant


@dataclass(frozen=True)
class Answer:
    """What came of a job, and the CPU seconds that this process and its workers have used."""

    number: int
    outcome: Outcome | None
    proof: Proof | None
    cpu_seconds: float
    error: str = ""
    reason: str = ""


class Kept:
    """Workers that stay when the grader that uses them closes."""

    def __init__(self, workers: Workers) -> None:
        self._workers = workers

    @property
    def cpu_seconds(self) -> float:
        return self._workers.cpu_seconds

    @cpu_seconds.setter
    def cpu_seconds(self, value: float) -> None:
        self._workers.cpu_seconds = value

    @property
    def layers(self) -> tuple[Layer, ...]:
        return self._workers.layers

    @property
    def isolation(self) -> str:
        return self._workers.isolation

    def open(self):  # type: ignore[no-untyped-def]
        return self._workers.open()

    def close(self) -> None:
        """Leave them open: the process closes them."""


def without_check(assignment: Assignment, identity: str) -> Assignment:
    """Return the assignment as it would be if one of its checks were deleted."""
    exercises = tuple(
        replace(
            exercise,
            checks=tuple(
                replace(check, requires=tuple(each for each in check.requires if each != identity))
                for check in exercise.checks
                if check.id != identity
            ),
        )
        for exercise in assignment.exercises
    )
    return replace(assignment, exercises=exercises)


class _Worker:
    """What runs in a worker's process."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._workers = start()
        self._setting: Setting | None = None
        self._grader: Grader | None = None
        self._comparer: Comparer | None = None
        self._loaded: dict[str, Assignment] = {}

    def answer(self, job: Job) -> Answer:
        try:
            self._prepare(job.setting)
            if self._comparer is not None:
                proof: Proof | None = self._comparer.prove(job.variant)
                return Answer(job.number, None, proof, self._cpu_seconds())
            if job.setting.unnamed:
                return Answer(job.number, None, None, self._cpu_seconds(), reason=self._why(job))
            assert self._grader is not None
            report = self._grader.grade(submission(job.variant, self._grader.assignments[0]))
            return Answer(job.number, outcome(report), None, self._cpu_seconds())
        except GraderError as error:
            show_traceback(error)
            return Answer(job.number, None, None, 0.0, str(error))

    def _why(self, job: Job) -> str:
        assignment = self._loaded[job.setting.assignment]
        handed_in = submission(job.variant, assignment)
        return why_unnamed(self._workers, assignment, handed_in, job.variant, job.setting.seed)

    def _cpu_seconds(self) -> float:
        return time.process_time() + self._workers.cpu_seconds

    def _prepare(self, setting: Setting) -> None:
        if setting == self._setting:
            return
        self._close()
        assignment = self._loaded.get(setting.assignment)
        if assignment is None:
            assignment = load_assignment(Path(self._place.assignments) / setting.assignment)
            self._loaded[setting.assignment] = assignment
        solutions = Path(self._place.solutions)
        if setting.compare:
            solution = comparable(assignment, solutions)
            self._comparer = Comparer(self._workers, assignment, solution)
        elif not setting.unnamed:
            self._grader = Grader(
                [_chosen(assignment, setting)],
                seed=setting.seed,
                workers=Kept(self._workers),
                solutions=solutions,
                explain=setting.explain,
            )
        self._setting = setting

    def _close(self) -> None:
        for each in (self._grader, self._comparer):
            if each is not None:
                each.close()
        self._setting = self._grader = self._comparer = None

    def close(self) -> None:
        self._close()
        self._workers.close()


def _chosen(assignment: Assignment, setting: Setting) -> Assignment:
    if setting.without:
        assignment = without_check(assignment, setting.without)
    if not setting.exercises:
        return assignment
    exercises = tuple(each for each in assignment.exercises if each.id in setting.exercises)
    return replace(assignment, exercises=exercises)


def submission(variant: Variant, assignment: Assignment) -> Submission:
    """Return what is graded: one file, as a student would hand it in."""
    name = f"{assignment.module}.py"
    return Submission(
        name, Path(name), ((name, variant.text.encode()),), variant.sha256, assignment.id
    )


def outcome(report: GradeReport) -> Outcome:
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
    return Outcome(report.seed, exercises)


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
