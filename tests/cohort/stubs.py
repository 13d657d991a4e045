"""Graders that cost nothing, and drivers that end where a test says: no torch, no worker."""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from pathlib import Path

from grader.catalogue import load_catalogue
from grader.cohort.chunks import Sink, Work
from grader.cohort.core import HandBack, digest_here, without_grades
from grader.cohort.lock import locked
from grader.cohort.reading import Handed
from grader.cohort.records import Graded, Node, Record, Setting, Unnamed, stored
from grader.cohort.running import ClassRun
from grader.cohort.store import Store
from grader.results import Verdict

ASSIGNMENT = "02"
SETTING = Setting(ASSIGNMENT, b"0123456789abcdef")


class StubGrader:
    """Says of each submission how long it is; does to its process what the submission says."""

    isolation = "full (a stub)"

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._assignments = load_catalogue(wanted=setting.assignment)
        self.node = Node(self.isolation, digest_here(self._assignments, setting.public))

    def grade(self, chunk: Sequence[Handed], hand_back: HandBack) -> Graded:
        records: list[Record] = []
        rest: tuple[bytes, ...] = ()
        for number, handed in enumerate(chunk):
            text = b"".join(data for _, data in handed.files)
            if b"POISON" in text:
                os._exit(9)
            records.append(self.record(handed))
            if b"SLOW" in text and number + 1 < len(chunk):
                rest = tuple(later.key for later in chunk[number + 1 :])
                hand_back(rest)
                break
        return Graded(tuple(records), rest)

    def record(self, handed: Handed) -> Record:
        why = handed.problem or f"has {handed.size} bytes"
        report = without_grades(
            handed, self._assignments, self._setting, self.node, Verdict.FAILED, why
        )
        unnamed = (Unnamed("x1_from_u", (float(handed.size), "raised E"), "def x1_from_u(): ..."),)
        return Record(handed.key, stored(report), 0.5, unnamed=unnamed)

    def __enter__(self) -> StubGrader:
        return self

    def __exit__(self, *_: object) -> None: ...


class OtherIsolation(StubGrader):
    """Half of the processes hold submissions otherwise."""

    @property
    def isolation(self) -> str:  # type: ignore[override]
        return f"full ({os.getpid()})"


class Inline:
    """Grades in this process, and kills it after so many chunks, if told to."""

    def __init__(self, setting: Setting, kill_after: int | None = None) -> None:
        self._setting = setting
        self._kill_after = kill_after
        self.chunks: list[int] = []

    def run(self, work: Work, sink: Sink) -> None:
        grader = StubGrader(self._setting)
        sink.joined(grader.node)
        while (chunk := work.take()) is not None:
            if self._kill_after == len(self.chunks):
                os.kill(os.getpid(), signal.SIGKILL)
            self.chunks.append(len(chunk.handed))
            graded = grader.grade(chunk.handed, lambda keys: None)
            work.put_back(chunk, graded.rest)
            sink.graded(graded)

    def __enter__(self) -> Inline:
        return self

    def __exit__(self, *_: object) -> None: ...


class Silent:
    """Watches a run, and keeps what it was told."""

    def __init__(self) -> None:
        self.total = self.known = self.done = self.unread = self.provisional = 0

    def begin(self, total: int, known: int) -> None:
        self.total, self.known = total, known

    def advance(self, graded: int, unread: int, provisional: int) -> None:
        self.done += graded
        self.unread += unread
        self.provisional += provisional

    def say(self, line: str) -> None: ...


def make_class(folder: Path, texts: dict[str, str]) -> Path:
    """Write a folder a student."""
    for name, text in texts.items():
        path = folder / name / "recovery.py"
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
    return folder


def run_stub(source: Path, out: Path, kill_after: int | None = None) -> ClassRun:
    """Grade a class by stubs in this process, as `class` does."""
    run = ClassRun(source, out, SETTING)
    with locked(out), Store(out) as store:
        run.into(store, lambda setting, missing: (Inline(setting, kill_after), 1), Silent())
    return run
