"""The JSON report keeps its schema, whatever came of a submission."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

from grader.catalogue import ROOT
from grader.judging.grading_run import GradingRun
from grader.reports.json_report import to_dict, to_json
from grader.results import Verdict
from tests.unit.reports import FAILED, PASSED, lost, report_of
from tests.unit.support import Grade, solution, wrong

SCHEMA = json.loads((ROOT / "grader/reports/schema.json").read_text(encoding="utf-8"))


def valid(data: Any) -> None:
    jsonschema.Draft202012Validator(SCHEMA).validate(data)


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("verdict", Verdict)
def test_every_verdict_is_in_the_schema(verdict: Verdict) -> None:
    valid(json.loads(to_json(report_of(PASSED, lost(verdict=verdict)))))


GRADED: dict[str, tuple[str, str | dict[str, str | bytes]]] = {
    "right": ("02", solution("recovery")),
    "stub": ("02", "def x1_from_u(x_t, u, t):\n    raise NotImplementedError()\n"),
    "wrong": ("02", wrong("recovery", "def x1_from_u(x_t, u, t):\n    return x_t + t * u")),
    "raising": ("02", wrong("recovery", "def x1_from_u(x_t, u, t):\n    return 1 / 0")),
    "wrong times": ("03", wrong("sampling", "def euler_sample(m, x, n):\n    return m(x, x)")),
    "broken": ("02", "def f(:"),
    "missing": ("02", {"other.py": "x = 1"}),
    "ends itself": ("02", wrong("recovery", "import os\ndef x1_from_u(a, b, c): os._exit(0)")),
}


@pytest.mark.parametrize("name", GRADED)
def test_reports_of_submissions_fit_the_schema(name: str, grade: Grade) -> None:
    number, written = GRADED[name]
    valid(to_dict(grade(written, number)))


def test_a_report_without_hidden_checks_fits_the_schema(
    grade: Grade, public_grader: GradingRun
) -> None:
    data = to_dict(grade(solution("recovery"), "02", public_grader))
    valid(data)
    checks = [c for a in data["assignments"] for e in a["exercises"] for c in e["checks"]]
    assert not any(check["hidden"] for check in checks)


def test_the_schema_refuses_what_is_not_in_the_contract() -> None:
    good = to_dict(report_of(PASSED, FAILED))
    valid(good)
    for change in (
        {"score": -1},
        {"score": "5"},
        {"schema_version": 1},
        {"more": 1},
        {"seconds": None},
    ):
        with pytest.raises(jsonschema.ValidationError):
            valid(good | change)
    for key in good:
        with pytest.raises(jsonschema.ValidationError):
            valid({name: value for name, value in good.items() if name != key})


def test_every_field_arrives() -> None:
    data = json.loads(to_json(report_of(PASSED, FAILED)))
    assert (data["score"], data["max_score"]) == (2, 5)
    assert data["seconds"] == 1.25
    exercise = data["assignments"][0]["exercises"][1]
    assert (exercise["id"], exercise["verdict"], exercise["score"]) == ("g", "failed", 0)
    assert exercise["checks"][0] == {
        "id": "g.holds",
        "claim": "g holds for every x",
        "kind": "property",
        "verdict": "failed",
        "score": 0,
        "max_score": 3,
        "hidden": False,
        "counterexample": {
            "inputs": {"x": "[1.5]"},
            "actual": "[2.]",
            "expected": "[3.]",
            "note": "a sample is off",
            "code": "import torch\nprint(1)",
            "printed": None,
        },
        "diagnosis": {"id": "idea", "message": "You add where you must subtract."},
        "reading": None,
        "hint": "Subtract.",
        "message": None,
        "test_cases": 7,
        "seconds": 0.25,
    }


def test_nan_is_refused_since_it_is_no_json() -> None:
    with pytest.raises(ValueError):
        to_json(report_of(PASSED, seconds=float("nan")))


def test_other_scripts_stay_readable() -> None:
    assert "Jörg 🎓" in to_json(report_of(PASSED, submission_name="Jörg 🎓"))


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        (["passed", "passed"], "passed"),
        (["passed", "failed"], "failed"),
        (["blocked", "error"], "error"),
        (["failed", "blocked"], "failed"),
        (["blocked", "blocked"], "blocked"),
        (["passed", "blocked"], "blocked"),
        (["not_attempted", "blocked"], "not_attempted"),
        ([], "passed"),
    ],
)
def test_an_exercises_verdict_is_its_first_own_loss(verdicts: list[str], expected: str) -> None:
    from grader.results import ExerciseResult

    checks = tuple(lost(verdict=Verdict(verdict)) for verdict in verdicts)
    assert ExerciseResult("f", "f(x)", checks).verdict.value == expected
