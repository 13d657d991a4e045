"""A new assignment by the instructors' page alone: graded and audited, with grader/ untouched."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from grader.audit.auditing import Audit
from grader.audit.pages.as_json import to_json
from grader.audit.pages.console import render
from grader.audit.pages.page import to_html
from grader.audit.records import Family
from grader.catalogue import load_catalogue
from grader.host.workers import start
from grader.judging.grading_run import GradingRun
from grader.results import Verdict
from grader.submission import read_submission
from tests.audit.folders import audited, delete_check, write_example
from tests.samples import one_in

NAME = "09_midpoint"
CHECKS = ("lies_half_way", "refuses_other_shapes", "follows_the_model", "asks_once")


@pytest.fixture
def example(tmp_path: Path) -> Path:
    write_example(tmp_path)
    return tmp_path


def test_it_is_graded(example: Path) -> None:
    catalogue = load_catalogue(example / "assignments")
    wrong, solutions = example / "midpoint.py", example / "solutions"
    wrong.write_text("def midpoint(x1, eps):\n    return x1 + eps\n", encoding="utf-8")
    with start() as workers, GradingRun(catalogue, workers, solutions=solutions) as grader:
        right = grader.grade(read_submission(solutions / NAME, catalogue, True))
        report = grader.grade(read_submission(wrong, catalogue, True))
    assert (right.score, right.max_score) == (7, 7)
    first, second, *_ = report.checks
    assert first.diagnosis is not None
    assert (first.diagnosis.id, second.verdict) == ("sum_of_the_ends", Verdict.BLOCKED)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Audit:
    folder = tmp_path_factory.mktemp("example")
    write_example(folder)
    return audited(folder, made=30)


def test_it_is_audited(whole: Audit) -> None:
    found = whole
    assert found.problems == ()
    assert len(found.of(Family.MADE)) > 20
    rows = [row for matrix in found.matrices for row in matrix.checks]
    assert all(row.alone or row.hidden for row in rows)
    assert all(idea.hit and not idea.reasons for idea in found.diagnosed)
    _reports_say_so(found)


def _reports_say_so(found: Audit) -> None:
    document = json.loads(to_json(found))
    assert document["passed"] is True
    assert document["counts"]["right_forms"] == 3
    text = render(found)
    assert "The checks may ship." in text
    assert max(map(len, text.splitlines())) <= 96
    page = to_html(found)
    assert page.startswith("<!doctype html>")
    assert "The checks may ship" in page
    assert "http" not in page.split("</style>")[1]  # it asks for nothing from elsewhere


@pytest.mark.parametrize("check", one_in(2, CHECKS))
def test_deleting_a_check_fails_the_audit(example: Path, check: str) -> None:
    delete_check(example, NAME, check)
    found = audited(example)
    assert not found.passed
    assert {problem.kind for problem in found.problems} <= {"survivor", "diagnosis hit rate"}
    text = render(found)
    assert "may not ship" in text
    assert "survivor" in text


def test_a_redundant_check_is_reported(example: Path) -> None:
    path = example / "assignments" / NAME / "checks.py"
    text = path.read_text(encoding="utf-8")
    start = text.index("@midpoint.gives")
    end = text.index("midpoint.refuses(")
    again = text[start:end].replace("lies_half_way", "lies_half_way_again")
    path.write_text(text[:end] + again + text[end:], encoding="utf-8")
    found = audited(example)
    assert found.passed
    rows = [row for matrix in found.matrices for row in matrix.checks if not row.hidden]
    redundant = [row.id for row in rows if row.redundant]
    assert redundant == ["midpoint.lies_half_way", "midpoint.lies_half_way_again"]
    assert "midpoint.lies_half_way_again" in render(found)


def test_an_audit_is_the_same_each_time(example: Path, whole: Audit) -> None:
    first, second = (json.loads(to_json(found)) for found in (whole, audited(example, made=30)))
    for document in (first, second):
        del document["seconds"], document["cpu_seconds"], document["sabotage_seconds"]
    assert first == second


def test_a_rejected_right_form_fails_the_audit(example: Path) -> None:
    path = example / "solutions" / NAME / "equivalents.py"
    wrong = "\n\n# %% not_halved : midpoint\ndef midpoint(x1, eps):\n    return x1 + eps\n"
    path.write_text(path.read_text(encoding="utf-8") + wrong, encoding="utf-8")
    found = audited(example)
    assert [problem.kind for problem in found.problems] == ["right form rejected"]
