"""Grades a notebook from within: `grader.check("exercise")` in a cell.

What is graded is what the cells of this session have run, in the order they ran: the file may not
be saved yet. It is sent to a locked worker as every submission is; nothing of it is called here.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import re
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader.errors import GraderError, did_you_mean

if TYPE_CHECKING:
    from grader.host.workers import Workers
    from grader.judging.grading_run import GradingRun
    from grader.model import Assignment
    from grader.results import GradeReport

_NAME = "your notebook, as it was run"
#: nbgrader sets it where it runs a notebook: a cell's last text is then its points
_NBGRADER = "NBGRADER_EXECUTION"


class NotebookError(GraderError):
    """A cell asks for what cannot be graded; a notebook shows its one line, and no traceback."""

    def _render_traceback_(self) -> list[str]:
        return [f"grader: {self}"]


@dataclass(frozen=True)
class Checked:
    """What came of a check: a page where a notebook can show one, and text elsewhere."""

    report: GradeReport

    @property
    def score(self) -> float:
        return self.report.score

    @property
    def max_score(self) -> float:
        return self.report.max_score

    def __repr__(self) -> str:
        from grader.reports.console import render

        return render(self.report)

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        points = f"{self.score:g}" if _NBGRADER in os.environ else repr(self)
        printer.text("..." if cycle else points)

    def _repr_html_(self) -> str:
        from grader.reports.page import html_fragment

        return html_fragment(self.report)


def check(exercise: str | None = None) -> Checked:
    """Grade one exercise of the notebook that calls this, or by default all of its assignment.

    Raises:
        NotebookError: there is no such exercise, or no cell has defined it yet.
    """
    from grader.catalogue import load_catalogue

    shell = _shell()
    assignment = _assignment_of(exercise, load_catalogue(), shell.user_ns)
    cells = [str(cell) for cell in shell.history_manager.input_hist_raw[1:]]
    report = _graded(assignment, cells)
    if exercise is not None:
        report = _narrowed(report, exercise)
    checked = Checked(replace(report, submission_name=_NAME, files=()))
    if _NBGRADER in os.environ and not checked.score:
        raise NotebookError(f"no points\n{checked!r}")  # a printed 0 would not be read as one
    return checked


def _shell() -> Any:
    ipython: Any = sys.modules.get("IPython")  # where it is not loaded, there is no notebook
    shell = ipython and ipython.get_ipython()
    if shell is None or getattr(shell, "history_manager", None) is None:
        raise NotebookError(
            "grader.check grades the cells of the notebook that it stands in. Elsewhere it is "
            "`python -m grader grade PATH`, or `make grade`"
        )
    return shell


def _assignment_of(
    exercise: str | None, catalogue: Sequence[Assignment], names: dict[str, Any]
) -> Assignment:
    """Return the assignment that has the exercise, or of which the notebook defines most."""
    if exercise is None:
        defined = {
            assignment.id: sum(callable(names.get(found.id)) for found in assignment.exercises)
            for assignment in catalogue
        }
        best = max(catalogue, key=lambda assignment: defined[assignment.id])
        if not defined[best.id]:
            raise NotebookError("no exercise is defined yet: run the cells with your functions")
        return best
    known = [found.id for assignment in catalogue for found in assignment.exercises]
    if exercise not in known:
        hint = did_you_mean(exercise, known) if isinstance(exercise, str) else "."
        raise NotebookError(f"no exercise {exercise}{hint} There are: {', '.join(known)}")
    if exercise not in names:
        raise NotebookError(f"{exercise} is not defined yet: run the cell that defines it")
    return next(
        assignment
        for assignment in catalogue
        if any(found.id == exercise for found in assignment.exercises)
    )


def _narrowed(report: GradeReport, exercise: str) -> GradeReport:
    """Return what a report says of one exercise; the others were judged as well, and are used."""
    (assignment,) = report.assignments
    only = tuple(found for found in assignment.exercises if found.id == exercise)
    return replace(report, assignments=(replace(assignment, exercises=only),))


class _Session:
    """What grades this notebook, kept from one check to the next: torch takes long to import."""

    def __init__(self) -> None:
        from grader.host.workers import start

        self._kept = contextlib.ExitStack()
        self._workers: Workers = self._kept.enter_context(start())
        self._runs: dict[str, GradingRun] = {}

    def run(self, assignment: Assignment) -> GradingRun:
        from grader.judging.grading_run import GradingRun

        if assignment.id not in self._runs:
            run = GradingRun([assignment], self._workers)
            self._runs[assignment.id] = self._kept.enter_context(run)
        return self._runs[assignment.id]

    def close(self) -> None:
        self._kept.close()


_sessions: list[_Session] = []


def _graded(assignment: Assignment, cells: Sequence[str]) -> GradeReport:
    from grader.submission import read_submission

    if not _sessions:
        _sessions.append(_Session())
    try:
        run = _sessions[0].run(assignment)
        with tempfile.TemporaryDirectory(prefix="grader-") as folder:
            _write(Path(folder), assignment.module, cells)
            return run.grade(read_submission(Path(folder), [assignment], chosen=False))
    except GraderError as error:
        raise NotebookError(str(error)) from None
    except BaseException:  # an interrupt may have come in the middle of a word to a worker
        _close()
        raise


@atexit.register
def _close() -> None:
    while _sessions:
        _sessions.pop().close()


def _write(folder: Path, module: str, cells: Sequence[str]) -> None:
    """Write the cells as a notebook, numbered as in its `In [n]`, with the files they import."""
    book = {
        "cells": [
            {"cell_type": "code", "metadata": {}, "outputs": [], "source": cell} for cell in cells
        ],
        "metadata": {},
        "nbformat": 4,
        "nbformat_minor": 4,
    }
    (folder / f"{module}.ipynb").write_text(json.dumps(book), encoding="utf-8")
    imported = re.findall(r"^\s*(?:from|import)\s+(\w+)", "\n".join(cells), re.MULTILINE)
    for name in dict.fromkeys(imported):
        beside = Path(f"{name}.py")
        if beside.is_file():
            (folder / beside.name).write_bytes(beside.read_bytes())
