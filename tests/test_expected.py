"""The expected reports hold all of a report, and nothing that the reader could tell himself."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest

from grader.judging.grading_run import GradingRun
from tests.corpus import Case, cases, passed_assignments
from tests.expected import comparable, sections, written

#: a diagnosis, a model and what was printed, a tolerated idea, files that were not handed in
TELLING = [
    "x1_from_eps__plus_sign_of_the_slide",
    "euler_step__two_evaluations",
    "interpolant__sigma_min_path",
    "missing_function",
]


def _case(name: str) -> Case:
    every = (case for kind in ("right", "wrong", "odd") for case in cases(kind))
    return next(case for case in every if case.folder.name == name)


def _text(case: Case, data: dict[str, Any]) -> str:
    passed = passed_assignments()
    parts = [passed[assignment.id] for assignment in case.assignments]
    modules = [assignment.module for assignment in case.assignments]
    return written(case.folder.name, data, parts, modules)


def _changes(data: Any) -> Iterator[None]:
    """Change one value after the other, and the length of one list after the other."""
    if isinstance(data, list):
        kept = list(data)
        data.append(copy.deepcopy(data[0]) if data else "more")
        yield
        data[:] = kept
    for key, value in data.items() if isinstance(data, dict) else enumerate(data):
        if isinstance(value, dict | list):
            yield from _changes(value)
        else:
            data[key] = _another(value)
            yield
            data[key] = value


def _another(value: Any) -> Any:
    if value is None or isinstance(value, str):
        return f"{value or ''}x"
    return not value if isinstance(value, bool) else value + 1


@pytest.mark.parametrize("name", TELLING)
def test_whatever_changes_in_a_report_changes_its_text(name: str, grader: GradingRun) -> None:
    case = _case(name)
    data = comparable(case.grade(grader))
    before, count = _text(case, data), 0
    for _ in _changes(data):
        count += 1
        try:
            after = _text(case, data)
        except (AssertionError, TypeError, AttributeError):  # it is no report any more
            continue
        assert after != before, json.dumps(data, indent=1)
    assert count > 100
    assert _text(case, data) == before


def test_a_report_that_says_all_passed_is_written_as_nothing(grader: GradingRun) -> None:
    case = _case("recovery__loop_over_the_batch")
    assert _text(case, comparable(case.grade(grader))) == ""


def test_a_text_falls_into_its_reports() -> None:
    text = "a: 1 of 2\n  note:\n    one\n\n    two\n\nb: refused\n  no\n"
    assert sections(text) == {
        "a": "a: 1 of 2\n  note:\n    one\n\n    two\n",
        "b": "b: refused\n  no\n",
    }
