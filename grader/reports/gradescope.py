"""results.json for Gradescope: a test an exercise, all of them visible, with plain text.

Gradescope renders HTML where no format is named, so each is named. A hidden test would hide a
student's total, so what is for staff stands in `extra_data`, which students are not shown.
"""

from __future__ import annotations

import json
from typing import Any

from grader.reports.json_report import to_dict
from grader.reports.plain import Entry, entries, overview
from grader.reports.wording import number
from grader.results import GradeReport, Verdict

_FORMATS = {
    "output_format": "text",
    "test_output_format": "text",
    "test_name_format": "text",
    "stdout_visibility": "hidden",
}


def to_gradescope(report: GradeReport, visibility: str = "visible") -> str:
    """Return results.json; `visibility` says when students see it: also "after_due_date"..."""
    found = {
        "score": report.score,
        "execution_time": round(report.seconds, 2),
        "output": overview(report),
        **_FORMATS,
        "visibility": visibility,
        "tests": [_test(entry, visibility) for entry in _numbered(report)],
        "extra_data": {"report": to_dict(report)},
    }
    return _json(found)


def not_graded(reason: str) -> str:
    """Return a result of zero that says why: it stands until there is another."""
    return _json({"score": 0, "output": reason, **_FORMATS, "visibility": "visible", "tests": []})


def _json(found: dict[str, Any]) -> str:
    return json.dumps(found, indent=1, allow_nan=False, ensure_ascii=False) + "\n"


def _numbered(report: GradeReport) -> list[tuple[str, Entry]]:
    places: dict[str, int] = {}
    found = []
    for entry in entries(report):
        place = places[entry.assignment.id] = places.get(entry.assignment.id, 0) + 1
        found.append((f"{number(entry.assignment).lstrip('0')}.{place}", entry))
    return found


def _test(numbered: tuple[str, Entry], visibility: str) -> dict[str, Any]:
    place, (assignment, exercise, text) = numbered
    return {
        "number": place,
        "name": exercise.id,
        "name_format": "text",
        "score": exercise.score,
        "max_score": exercise.max_score,
        "status": "passed" if exercise.verdict is Verdict.PASSED else "failed",
        "output": text,
        "output_format": "text",
        "tags": [assignment.id, exercise.verdict.value],
        "visibility": visibility,
    }
