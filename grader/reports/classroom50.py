"""result.json for Classroom 50; the body of the release is the summary.

Its runner tells by the environment what is graded, and stamps the owner and the time itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from fractions import Fraction
from math import lcm
from typing import Any

from grader.reports.json_report import json_text
from grader.reports.plain import Entry, entries
from grader.results import GradeReport

#: a field, and the variables that may tell it, the first one that does
_FIELDS = {
    "classroom": ("CLASSROOM",),
    "assignment": ("ASSIGNMENT",),
    "submission": ("SUBMISSION_TAG",),
    "commit": ("COMMIT_URL",),
    "release": ("RELEASE_URL",),
    "review": ("REVIEW_URL", "COMMIT_URL"),
}
#: stands where nothing tells a field, which must not be empty: it was no runner that graded
_ELSEWHERE = "local"


def to_classroom50(report: GradeReport, told: Mapping[str, str], now: datetime) -> str:
    """Return result.json; `told` is the environment that the runner gives.

    Points are whole there, so all are multiplied where one of them is split.
    """
    everything = entries(report)
    scale = _scale(everything)
    found = {
        "schema": "classroom50/result/v1",
        **{
            field: next(filter(None, map(told.get, names)), _ELSEWHERE)
            for field, names in _FIELDS.items()
        },
        "datetime": now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "score": round(report.score * scale),
        "max-score": round(report.max_score * scale),
        "tests": [_test(entry, scale) for entry in everything],
    }
    return json_text(found)


def _test(entry: Entry, scale: int) -> dict[str, Any]:
    exercise = entry.exercise
    return {
        "test-name": f"{entry.assignment.id}/{exercise.id}",
        "passed": exercise.score == exercise.max_score,
        "score": round(exercise.score * scale),
        "max-score": round(exercise.max_score * scale),
        "verdict": exercise.verdict.value,
        "output": entry.text,
    }


def _scale(everything: list[Entry]) -> int:
    """Return the least number that makes all points whole, of those with two digits at most."""
    found = [entry.exercise for entry in everything]
    points = [points for exercise in found for points in (exercise.score, exercise.max_score)]
    return lcm(*(Fraction(value).limit_denominator(100).denominator for value in points))
