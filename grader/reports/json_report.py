"""The JSON report. `schema.json` beside this file is its contract."""

from __future__ import annotations

import json
from typing import Any

from grader.results import AssignmentResult, CheckResult, ExerciseResult, GradeReport

SCHEMA_VERSION = 2


def to_json(report: GradeReport) -> str:
    """Return the report as JSON text; NaN is refused, since it is no JSON."""
    return json.dumps(to_dict(report), indent=1, allow_nan=False, ensure_ascii=False) + "\n"


def to_dict(report: GradeReport) -> dict[str, Any]:
    """Return the report as plain dictionaries and lists, in the order of the contract."""
    return {
        "schema_version": SCHEMA_VERSION,
        "submission": {
            "name": report.submission_name,
            "sha256": report.submission_sha256,
            "files": [{"path": each.path, "role": each.role} for each in report.files],
        },
        "notices": list(report.notices),
        "grader": {
            "version": report.grader_version,
            "digest": report.grader_digest,
            "seed": report.seed,
            "isolation": report.isolation,
        },
        "score": report.score,
        "max_score": report.max_score,
        "seconds": round(report.seconds, 4),
        "assignments": [_assignment(each) for each in report.assignments],
    }


def _assignment(result: AssignmentResult) -> dict[str, Any]:
    return {
        "id": result.id,
        "title": result.title,
        "score": result.score,
        "max_score": result.max_score,
        "notices": list(result.notices),
        "exercises": [_exercise(each) for each in result.exercises],
    }


def _exercise(result: ExerciseResult) -> dict[str, Any]:
    return {
        "id": result.id,
        "score": result.score,
        "max_score": result.max_score,
        "verdict": result.verdict.value,
        "checks": [_check(each) for each in result.checks],
    }


def _check(result: CheckResult) -> dict[str, Any]:
    example, diagnosis = result.counterexample, result.diagnosis
    return {
        "id": result.id,
        "claim": result.claim,
        "kind": result.kind.value,
        "verdict": result.verdict.value,
        "score": result.score,
        "max_score": result.max_score,
        "hidden": result.hidden,
        "counterexample": None
        if example is None
        else {
            "inputs": example.inputs,
            "actual": example.actual,
            "expected": example.expected,
            "note": example.note,
            "code": example.code,
            "printed": example.printed,
        },
        "diagnosis": None
        if diagnosis is None
        else {"id": diagnosis.id, "message": diagnosis.message},
        "hint": result.hint,
        "message": result.message,
        "test_cases": result.test_cases,
        "seconds": round(result.seconds, 4),
    }
