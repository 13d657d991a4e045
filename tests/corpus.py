"""The submissions that the grader is held against, and their expected reports.

    submissions/right/<module>__<slug>/     scores full marks
    submissions/wrong/<exercise>__<slug>/   loses points in this exercise, and in no other
    submissions/odd/<slug>/                 broken in some way, or right in part

Beside each lies `<slug>.json`, the report that it gets: `make goldens` writes them anew.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.catalogue import load_catalogue
from grader.errors import GraderError
from grader.judging.grading_run import GradingRun
from grader.limits import Limits
from grader.model import Assignment
from grader.reports.json_report import to_dict
from grader.results import GradeReport
from grader.submission import read_submission

ROOT = Path(__file__).parent / "submissions"


@dataclass(frozen=True)
class Case:
    """One submission: `about` is the exercise that is wrong, or the module that is right."""

    kind: str
    folder: Path
    about: str
    assignments: tuple[Assignment, ...]

    @property
    def golden(self) -> Path:
        return self.folder.with_name(f"{self.folder.name}.json")

    def grade(self, grader: GradingRun) -> GradeReport:
        """Grade it.

        Raises:
            GraderError: it cannot be read as a submission at all.
        """
        submission = read_submission(self.folder, self.assignments, chosen=False)
        return grader.grade(submission, chosen=[each.id for each in self.assignments])

    def outcome(self, grader: GradingRun) -> dict[str, Any]:
        """Return what must be the same on every machine: the report's data, or the error's text."""
        try:
            return expected(self.grade(grader))
        except GraderError as error:
            return {"error": str(error).replace(str(ROOT), "submissions")}


#: odd submissions wait for these limits to end them, where right ones need a small part of them
ODD_LIMITS = Limits(load_seconds=2, call_seconds=1.5, call_wall_seconds=20)


def cases(kind: str) -> list[Case]:
    """Return the corpus of one kind, by name."""
    catalogue = load_catalogue()
    found = []
    for folder in sorted(each for each in (ROOT / kind).iterdir() if each.is_dir()):
        about = folder.name.partition("__")[0]
        chosen = tuple(
            each
            for each in catalogue
            if kind == "odd"
            or about == each.module
            or about in [exercise.id for exercise in each.exercises]
        )
        found.append(Case(kind, folder, about, chosen))
    return found


def expected(report: GradeReport) -> dict[str, Any]:
    """Return what of a report must be the same on every machine and after every refactoring."""
    data = to_dict(report)
    del data["grader"]["version"], data["grader"]["digest"], data["grader"]["isolation"]
    _without_seconds(data)
    return data


def _without_seconds(data: Any) -> None:
    if isinstance(data, dict):
        data.pop("seconds", None)
    for value in data.values() if isinstance(data, dict) else data:
        if isinstance(value, dict | list):
            _without_seconds(value)


def golden_text(outcome: dict[str, Any]) -> str:
    return json.dumps(outcome, indent=1, ensure_ascii=False) + "\n"
