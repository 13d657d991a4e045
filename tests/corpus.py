"""The submissions that the grader is held against, and their expected reports.

    submissions/right/<module>__<slug>/     scores full marks
    submissions/wrong/<exercise>__<slug>/   loses points in this exercise, and in no other
    submissions/odd/<slug>/                 broken in some way, or right in part

What differs from "all passed" in their reports stands in submissions/expected/, written as
`tests.expected` says: right.txt, odd.txt, and a file for each exercise that is wrong.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from grader.catalogue import load_catalogue
from grader.errors import GraderError
from grader.judging.grading_run import GradingRun
from grader.limits import Limits
from grader.model import Assignment
from grader.results import GradeReport
from grader.submission import read_submission
from tests.expected import comparable, refused, sections, written

ROOT = Path(__file__).parent / "submissions"
EXPECTED = ROOT / "expected"
#: the assignments in the report of the solutions, in full
PASSED = EXPECTED / "passed.json"


@dataclass(frozen=True)
class Case:
    """One submission: `about` is the exercise that is wrong, or the module that is right."""

    kind: str
    folder: Path
    about: str
    assignments: tuple[Assignment, ...]

    @property
    def golden(self) -> Path:
        """The file that holds what is expected of it, among others."""
        return EXPECTED / f"{self.about if self.kind == 'wrong' else self.kind}.txt"

    def expected(self) -> str:
        """Return what is expected of its report."""
        return _read(self.golden).get(self.folder.name, "")

    def grade(self, grader: GradingRun) -> GradeReport:
        """Grade it.

        Raises:
            GraderError: it cannot be read as a submission at all.
        """
        submission = read_submission(self.folder, self.assignments, chosen=False)
        return grader.grade(submission, chosen=[assignment.id for assignment in self.assignments])

    def account(self, grader: GradingRun) -> str:
        """Grade it, and return its report as it is expected, or what its error says."""
        try:
            return self.written(self.grade(grader))
        except GraderError as error:
            text = str(error).replace(str(ROOT), "submissions")
            return refused(self.folder.name, text)

    def written(self, report: GradeReport) -> str:
        """Return a report on it as it is expected."""
        passed = passed_assignments()
        return written(
            self.folder.name,
            comparable(report),
            [passed[assignment.id] for assignment in self.assignments],
            [assignment.module for assignment in self.assignments],
        )


#: odd submissions wait for these limits to end them, where right ones need a small part of them
ODD_LIMITS = Limits(load_seconds=2, call_seconds=1.5, call_wall_seconds=10)


def cases(kind: str) -> list[Case]:
    """Return the corpus of one kind, by name."""
    catalogue = load_catalogue()
    found = []
    for folder in sorted(path for path in (ROOT / kind).iterdir() if path.is_dir()):
        about = folder.name.partition("__")[0]
        chosen = tuple(
            assignment
            for assignment in catalogue
            if kind == "odd"
            or about == assignment.module
            or about in [exercise.id for exercise in assignment.exercises]
        )
        found.append(Case(kind, folder, about, chosen))
    return found


@cache
def passed_assignments() -> dict[str, dict[str, Any]]:
    """Return what each assignment's part of a report is like where all is passed."""
    data = json.loads(PASSED.read_text(encoding="utf-8"))
    return {assignment["id"]: assignment for assignment in data}


@cache
def _read(golden: Path) -> dict[str, str]:
    return sections(golden.read_text(encoding="utf-8")) if golden.is_file() else {}
