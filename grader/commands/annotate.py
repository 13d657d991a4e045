"""Marks lost points on the student's own lines, where GitHub Actions reads what is printed."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath

from grader.catalogue import ASSIGNMENTS
from grader.limits import MAX_CODE_BYTES
from grader.reports.annotations import workflow_commands
from grader.results import GradeReport


def annotate(report: GradeReport, path: Path | None) -> None:
    """Print the annotations for what was graded; elsewhere than on GitHub Actions, nothing."""
    if os.environ.get("GITHUB_ACTIONS") != "true":
        return
    top = Path(os.environ.get("GITHUB_WORKSPACE") or Path.cwd())
    folder = _folder(path or ASSIGNMENTS, top)
    modules = {} if folder is None else _modules(report, top / folder)
    for line in workflow_commands(report, folder, modules):
        print(line)


def _modules(report: GradeReport, folder: Path) -> dict[str, str]:
    """Return the texts of the modules that were graded or used; they lie there as they were."""
    found = {}
    for file in report.files:
        place = folder / file.path
        if file.role != "left_aside" and place.suffix == ".py" and place.is_file():
            with place.open("rb") as stream:
                found[file.path] = stream.read(MAX_CODE_BYTES).decode("utf-8", "replace")
    return found


def _folder(path: Path, top: Path) -> PurePosixPath | None:
    """Return where the files that were graded lie in the checkout, or None if not in it."""
    path = path.resolve()
    if path.is_file():
        if path.suffix not in (".py", ".ipynb"):  # an archive: its files lie nowhere
            return None
        path = path.parent
    try:
        return PurePosixPath(path.relative_to(top.resolve()))
    except ValueError:
        return None
