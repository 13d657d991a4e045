"""Writes all that comes out of a class, from its database alone: the same rows, the same bytes.

What holds times is apart from that: `times.csv`, and the slowest on the class page.
"""

from __future__ import annotations

import contextlib
import os
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from grader.cohort import gradebooks
from grader.cohort.drafts import draft
from grader.cohort.feedback import FeedbackZip
from grader.cohort.outcomes import Outcome, named, outcome_of
from grader.cohort.overview import Overview
from grader.cohort.page import class_page
from grader.cohort.people import Student
from grader.cohort.roster import matched
from grader.cohort.store import Store
from grader.errors import OutputError
from grader.reports.console import render
from grader.reports.json_report import to_json
from grader.reports.page import html_report

REPORTS = "reports"
DRAFTS = "drafts"
PAGE = "class.html"
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
    most: float


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
    overview = Overview()
    outcomes = overview.outcomes
    kept: set[str] = set()
    zip_path = out / "feedback.zip"
    partial = out / ".feedback.zip"
    feedback = FeedbackZip(partial)
    try:
        for row, file, report in named(store.rows()):
            outcome = outcome_of(row, file, report)
            overview.add(row, outcome, report)
            texts = {".json": to_json(report), ".txt": render(report), ".html": html_report(report)}
            for suffix, text in texts.items():
                kept.add(f"{file}{suffix}")
                _replace(folder / f"{file}{suffix}", text)
            feedback.add(outcome, texts[".html"], ".html")
    finally:
        feedback.close()
    os.replace(partial, zip_path)
    _forget(folder, kept)
    _, absent = matched([outcome.entry for outcome in outcomes], store.roster())
    parts = overview.parts
    for name, book in _BOOKS.items():
        _replace(out / name, book(outcomes, absent, parts))
    drafts = _write_drafts(overview, out / DRAFTS)
    _replace(out / PAGE, class_page(overview, absent, drafts))
    times = [(outcome.entry.name, outcome.seconds) for outcome in outcomes]
    _replace(out / "times.csv", gradebooks.table([("submission", "seconds"), *times]))
    files = (PAGE, *_BOOKS, "feedback.zip")
    return Written(tuple(outcomes), tuple(absent), files, overview.most)


def _write_drafts(overview: Overview, folder: Path) -> dict[int, str]:
    """Write a draft for each mistake that is shared and has no name; return their files."""
    folder.mkdir(exist_ok=True)
    assignments = {line.id: line.assignment for line in overview.exercises}
    files: dict[int, str] = {}
    numbers: Counter[str] = Counter()
    for place, cluster in enumerate(overview.clusters):
        exercise = cluster.exercise
        numbers[exercise] += 1
        name = f"unknown_{exercise}_{numbers[exercise]}"
        text = draft(
            name,
            assignments[exercise],
            exercise,
            overview.signatures[exercise],
            len(cluster.members),
            cluster.said,
            cluster.code,
        )
        files[place] = f"{DRAFTS}/{name}.py"
        _replace(folder / f"{name}.py", text)
    _forget(folder, {Path(file).name for file in files.values()})
    return files


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
        if path.suffix in (".json", ".txt", ".html", ".py", ".new") and path.name not in kept:
            path.unlink()
