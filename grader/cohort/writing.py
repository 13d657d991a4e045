"""Writes all that comes out of a class, from its database alone: the same rows, the same bytes.

What holds times is apart from that: `times.csv`, and the slowest on the class page.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from grader.cohort import gradebooks
from grader.cohort.feedback import FeedbackZip
from grader.cohort.outcomes import Outcome, Part, named, outcome_of
from grader.cohort.people import Student
from grader.cohort.roster import matched
from grader.cohort.store import Store
from grader.errors import OutputError
from grader.reports.console import render
from grader.reports.json_report import to_json

REPORTS = "reports"
_BOOKS = {
    "grades.csv": gradebooks.plain,
    "nbgrader.csv": gradebooks.nbgrader,
    "canvas.csv": gradebooks.canvas,
    "moodle.csv": gradebooks.moodle,
}


@dataclass(frozen=True)
class Written:
    """What a class came to, for the last lines of a command."""

    outcomes: tuple[Outcome, ...]
    absent: tuple[Student, ...]
    files: tuple[str, ...]


def write_outputs(store: Store, out: Path) -> Written:
    """Write reports, gradebooks, feedback and the class page.

    Raises:
        OutputError: something cannot be written; what was graded is kept.
    """
    try:
        return _write(store, out)
    except OSError as error:
        where = error.filename or out
        raise OutputError(
            f"{where}: cannot be written ({error.strerror}). What was graded is kept: start again"
        ) from None


def _write(store: Store, out: Path) -> Written:
    folder = out / REPORTS
    folder.mkdir(exist_ok=True)
    outcomes: list[Outcome] = []
    kept: set[str] = set()
    zip_path = out / "feedback.zip"
    partial = out / ".feedback.zip"
    feedback = FeedbackZip(partial)
    try:
        for row, file, report in named(store.rows()):
            outcome = outcome_of(row, file, report)
            outcomes.append(outcome)
            texts = {".json": to_json(report), ".txt": render(report)}
            for suffix, text in texts.items():
                kept.add(f"{file}{suffix}")
                _replace(folder / f"{file}{suffix}", text)
            feedback.add(outcome, texts[".txt"], ".txt")
    finally:
        feedback.close()
    os.replace(partial, zip_path)
    _forget(folder, kept)
    _, absent = matched([outcome.entry for outcome in outcomes], store.roster())
    parts = _parts(outcomes)
    for name, book in _BOOKS.items():
        _replace(out / name, book(outcomes, absent, parts))
    times = [(outcome.entry.name, outcome.seconds) for outcome in outcomes]
    _replace(out / "times.csv", gradebooks.table([("submission", "seconds"), *times]))
    return Written(tuple(outcomes), tuple(absent), (*_BOOKS, "times.csv", "feedback.zip"))


def _parts(outcomes: Iterable[Outcome]) -> list[Part]:
    """Return the assignments of a class, each once: a lone file is a report on its own alone."""
    found = {part.id: part for outcome in outcomes for part in outcome.parts}
    return [found[identity] for identity in sorted(found)]


def _replace(path: Path, text: str) -> None:
    """Write a file whole or not at all, and only where it is another than before."""
    data = text.encode("utf-8", "replace")
    with contextlib.suppress(OSError):
        if path.stat().st_size == len(data) and path.read_bytes() == data:
            return
    partial = path.with_name(f".{path.name}.new")
    partial.write_bytes(data)
    os.replace(partial, path)


def _forget(folder: Path, kept: set[str]) -> None:
    """Remove the reports of who is no longer in the class."""
    for path in folder.iterdir():
        if path.suffix in (".json", ".txt", ".html", ".new") and path.name not in kept:
            path.unlink()
