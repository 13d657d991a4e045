"""Grades a chunk of submissions: what every driver runs, wherever its processes are."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import Protocol

from grader import __version__
from grader.catalogue import SOLUTIONS, grader_digest, load_catalogue
from grader.cohort.drafts import function_text
from grader.cohort.reading import Handed
from grader.cohort.records import Chunk, Graded, Node, Record, Setting, Unnamed, stored
from grader.errors import SubmissionError, show_traceback
from grader.host.spawn import SetupProblem
from grader.host.text import clean
from grader.host.workers import start
from grader.judging.border import cleaned
from grader.judging.grading_run import GradingRun
from grader.judging.secret import Secret
from grader.judging.ungraded import ungraded_assignment
from grader.limits import MAX_PROBLEM_CHARACTERS, SLOW_SECONDS
from grader.model import Assignment
from grader.results import GradeReport, Verdict

#: is told the keys of what was not begun, as soon as it is known that it waits
HandBack = Callable[[tuple[bytes, ...]], None]


class Grader(Protocol):
    """Grades chunks: what a process holds."""

    node: Node

    def grade(self, chunk: Sequence[Handed], hand_back: HandBack) -> Graded: ...

    def __enter__(self) -> Grader: ...

    def __exit__(self, *_: object) -> None: ...


def _keep(rest: tuple[bytes, ...]) -> None: ...


class ChunkGrader:
    """Grades chunks with a zygote of its own. A context manager; making it takes seconds."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._workers = start(required=setting.required)  # imports torch while we load the rest
        self._secret = Secret(setting.secret) if setting.secret is not None else None
        self._run = GradingRun(
            load_catalogue(wanted=setting.assignment),
            self._workers,
            secret=self._secret,
            public=setting.public,
            compare=True,
            follow_through=setting.follow_through,
        )
        self.node = Node(
            self._workers.isolation, digest_here(self._run.assignments, setting.public)
        )

    def grade(self, chunk: Sequence[Handed], hand_back: HandBack = _keep) -> Graded:
        """Grade one submission after the other; where one is slow, the rest is handed back.

        That is told at once by a clock, to whom can be told; the answer names it as well.
        """
        waiting = deque(chunk)
        rest: list[bytes] = []
        records = []
        lock = threading.Lock()

        def give_back() -> None:
            with lock:
                given = tuple(handed.key for handed in waiting)
                waiting.clear()
                rest.extend(given)
            if given:
                hand_back(given)

        while True:
            with lock:
                handed = waiting.popleft() if waiting else None
            if handed is None:
                break
            clock = threading.Timer(SLOW_SECONDS, give_back)
            clock.daemon = True
            clock.start()
            try:
                records.append(self._grade(handed))
            finally:
                clock.cancel()
        told = (*self._run.raised.values(), *self._run.doubted.values())
        self._run.raised.clear()
        self._run.doubted.clear()
        return Graded(tuple(records), tuple(rest), told)

    def _grade(self, handed: Handed) -> Record:
        began = time.perf_counter()
        lost = False
        unnamed: tuple[Unnamed, ...] = ()
        try:
            if handed.problem is not None:
                report = self._without(handed, Verdict.ERROR, handed.problem)
            else:
                report = self._run.grade(handed.submission)
                unnamed = tuple(
                    Unnamed(exercise, answers, function_text(handed.files, exercise))
                    for exercise, answers in self._run.answers.items()
                )
        except SubmissionError as error:
            text = str(error).removeprefix(f"{handed.submission.path}: ")
            report = self._without(handed, Verdict.ERROR, text)
        except SetupProblem:
            raise
        except Exception as error:  # noqa: BLE001 - ours, and one submission's alone
            show_traceback(error)
            what = f"the grader itself failed ({type(error).__name__}: {error})"
            report = self._without(handed, Verdict.GRADER_ERROR, what)
            lost = True
        return Record(handed.key, stored(report), time.perf_counter() - began, lost, unnamed)

    def _without(self, handed: Handed, verdict: Verdict, why: str) -> GradeReport:
        return without_grades(handed, self._run.assignments, self._setting, self.node, verdict, why)

    def close(self) -> None:
        """End all that was started."""
        self._run.close()
        self._workers.close()

    def __enter__(self) -> ChunkGrader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def digest_here(assignments: Sequence[Assignment], public: bool) -> str:
    """Return the digest of the grader in this checkout, as a run of it would tell."""
    compared = [SOLUTIONS / assignment.id / f"{assignment.module}.py" for assignment in assignments]
    return grader_digest(assignments, [] if public else compared)


def without_grades(
    handed: Handed,
    assignments: Sequence[Assignment],
    setting: Setting,
    node: Node,
    verdict: Verdict,
    why: str,
) -> GradeReport:
    """Return the report on a submission of which nothing could be graded, and why."""
    told = clean(why, MAX_PROBLEM_CHARACTERS)
    chosen = [assignment for assignment in assignments if handed.only in (None, assignment.id)]
    secret = Secret(setting.secret) if setting.secret is not None else None
    return cleaned(
        GradeReport(
            submission_name="",
            submission_sha256=handed.sha256,
            grader_version=__version__,
            grader_digest=node.grader,
            seed=0 if secret is None else None,
            isolation=node.isolation,
            public_only=setting.public,
            seconds=0,
            assignments=tuple(
                ungraded_assignment(assignment, verdict, told, "lost") for assignment in chosen
            ),
            commitment=None if secret is None else secret.commitment,
        )
    )


def given_up(
    chunk: Chunk, assignments: Sequence[Assignment], setting: Setting, node: Node
) -> Record:
    """Return the record of a submission whose grading ends every process that tries."""
    (handed,) = chunk.handed
    why = (
        "each process that graded it was ended, by the system or a fault of the grader: staff must "
        "look at it. It is graded again at the next run"
    )
    report = without_grades(handed, assignments, setting, node, Verdict.GRADER_ERROR, why)
    return Record(handed.key, stored(report), 0.0, lost=True)
