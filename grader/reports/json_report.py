"""The JSON report. `schema.json` beside this file is its contract."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from grader.results import AssignmentResult, CheckResult, ExerciseResult, GradeReport

SCHEMA_VERSION = 2

#: what is told of a check, in the order of the contract
_OF_A_CHECK = (
    "id",
    "claim",
    "kind",
    "verdict",
    "score",
    "max_score",
    "hidden",
    "counterexample",
    "diagnosis",
    "reading",
    "hint",
    "message",
    "test_cases",
    "seconds",
)


def to_json(report: GradeReport) -> str:
    """Return the report as JSON text."""
    return json_text(to_dict(report))


def json_text(found: dict[str, Any]) -> str:
    """Return JSON in the one form that all reports have; NaN is refused, since it is no JSON."""
    return json.dumps(found, indent=1, allow_nan=False, ensure_ascii=False) + "\n"


def to_dict(report: GradeReport) -> dict[str, Any]:
    """Return the report as plain dictionaries and lists, in the order of the contract."""
    return {
        "schema_version": SCHEMA_VERSION,
        "submission": {
            "name": report.submission_name,
            "sha256": report.submission_sha256,
            "files": [{"path": file.path, "role": file.role} for file in report.files],
        },
        "notices": list(report.notices),
        "grader": {
            "version": report.grader_version,
            "digest": report.grader_digest,
            "seed": report.seed,
            "isolation": report.isolation,
            **({} if report.commitment is None else {"commitment": report.commitment}),
        },
        "score": report.score,
        "max_score": report.max_score,
        "seconds": round(report.seconds, 4),
        "assignments": [_assignment(assignment) for assignment in report.assignments],
    }


def _assignment(result: AssignmentResult) -> dict[str, Any]:
    return {
        "id": result.id,
        "title": result.title,
        "score": result.score,
        "max_score": result.max_score,
        "notices": list(result.notices),
        "exercises": [_exercise(exercise) for exercise in result.exercises],
    }


def _exercise(result: ExerciseResult) -> dict[str, Any]:
    return {
        "id": result.id,
        "score": result.score,
        "max_score": result.max_score,
        "verdict": result.verdict.value,
        "checks": [_check(check) for check in result.checks],
    }


def _check(result: CheckResult) -> dict[str, Any]:
    fields = msgspec.to_builtins(result) | {"seconds": round(result.seconds, 4)}
    return {name: fields[name] for name in _OF_A_CHECK}
