"""What several test files share: ways to write a submission, and to look into its report."""

from __future__ import annotations

import sys
import types
from pathlib import Path
from typing import Protocol

import pytest

from grader.catalogue import SOLUTIONS, load_catalogue
from grader.judging.grading_run import GradingRun
from grader.model import Check
from grader.results import CheckResult, ExerciseResult, GradeReport

#: a submission as a test writes it: the text of the assignment's module, or files by path
Written = str | dict[str, str | bytes]

_CATALOGUE = load_catalogue()
_FOLDERS = {assignment.module: assignment.id for assignment in _CATALOGUE}

#: by module, the number of its assignment
NUMBER_OF = {assignment.module: assignment.number for assignment in _CATALOGUE}

#: by exercise, the module that it belongs to
MODULE_OF = {
    exercise.id: assignment.module for assignment in _CATALOGUE for exercise in assignment.exercises
}

#: the points of all assignments together
TOTAL = sum(exercise.max_score for found in _CATALOGUE for exercise in found.exercises)


class Grade(Protocol):
    """Writes a submission into a folder of its own and grades it for one assignment."""

    def __call__(
        self, written: Written, assignment: str = "02", by: GradingRun | None = None
    ) -> GradeReport: ...


def solution(module: str) -> str:
    """Return the text of the course's solution."""
    path = SOLUTIONS / _FOLDERS[module] / f"{module}.py"
    return path.read_text(encoding="utf-8")


def module_of(assignment: str) -> str:
    return next(module for module, number in NUMBER_OF.items() if number == assignment)


def wrong(module: str, code: str) -> str:
    """Return the solution with functions of it defined anew, below."""
    return f"{solution(module)}\n\n{code}\n"


def write(folder: Path, written: Written, module: str) -> Path:
    """Write a submission's files and return the folder."""
    files = {f"{module}.py": written} if isinstance(written, str) else written
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def exercise(report: GradeReport, name: str) -> ExerciseResult:
    found = [
        result
        for assignment in report.assignments
        for result in assignment.exercises
        if result.id == name
    ]
    assert len(found) == 1, f"{name}: {len(found)} exercises of this name"
    return found[0]


def first_lost(report: GradeReport, name: str) -> CheckResult:
    """Return the first check of an exercise that did not pass."""
    lost = [check for check in exercise(report, name).checks if check.verdict.value != "passed"]
    assert lost, f"{name} lost nothing"
    return lost[0]


def losing(report: GradeReport) -> list[str]:
    """Return the exercises that lost a point."""
    return [
        exercise.id
        for assignment in report.assignments
        for exercise in assignment.exercises
        if exercise.score < exercise.max_score
    ]


def check_named(grader: GradingRun, assignment: str, identity: str) -> Check:
    """Return a check by its assignment's number and its id."""
    return next(
        check
        for candidate in grader.assignments
        if candidate.number == assignment
        for exercise in candidate.exercises
        for check in exercise.checks
        if check.id == identity
    )


def paste(code: str, module: str, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run what a report says to paste, beside a module with this text."""
    found = types.ModuleType(module)
    exec(text, vars(found))
    monkeypatch.setitem(sys.modules, module, found)
    exec(code, {})
