"""results.json for Gradescope: a test an exercise, all of them visible, with plain text.

Gradescope renders HTML where no format is named, so each is named. A hidden test would hide a
student's total, so what is for staff stands in `extra_data`, which students are not shown.
"""

from __future__ import annotations

from typing import Any

from grader.reports.json_report import json_text, to_dict
from grader.reports.plain import Entry, entries, overview
from grader.reports.wording import number
from grader.results import GradeReport, Verdict


def to_gradescope(report: GradeReport) -> str:
    """Return results.json, which students see at once."""
    found = {
        "score": report.score,
        "execution_time": round(report.seconds, 2),
        "output": overview(report),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "stdout_visibility": "hidden",
        "visibility": "visible",
        "tests": [_test(place, entry) for place, entry in _numbered(report)],
        "extra_data": {"report": to_dict(report)},
    }
    return json_text(found)


def _numbered(report: GradeReport) -> list[tuple[str, Entry]]:
    places: dict[str, int] = {}
    found = []
    for entry in entries(report):
        place = places[entry.assignment.id] = places.get(entry.assignment.id, 0) + 1
        found.append((f"{number(entry.assignment).lstrip('0')}.{place}", entry))
    return found


def _test(place: str, entry: Entry) -> dict[str, Any]:
    assignment, exercise, text = entry
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
        "visibility": "visible",
    }
