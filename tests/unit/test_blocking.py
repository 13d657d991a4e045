"""What builds on a failing exercise is blocked, unless both build on each other."""

from __future__ import annotations

import pytest

from grader.judging.blocking import block
from grader.model import Kind
from grader.results import CheckResult, Verdict


def result(exercise: str, verdict: Verdict) -> CheckResult:
    return CheckResult(f"{exercise}.check", "It holds.", Kind.PROPERTY, False, verdict, 0, 1)


def verdicts(wrong: str, uses: dict[str, tuple[str, ...]]) -> str:
    """Return, for a, b and c in turn, F where it is told wrong, B where blocked, or a dot."""
    judged = {
        name: [result(name, Verdict.FAILED if name in wrong else Verdict.PASSED)] for name in "abc"
    }
    signs = {Verdict.FAILED: "F", Verdict.BLOCKED: "B", Verdict.PASSED: "."}
    return "".join(signs[results[0].verdict] for results in block(judged, uses).values())


@pytest.mark.parametrize(
    ("wrong", "uses", "expected"),
    [
        ("ab", {"b": ("a",)}, "FB."),
        ("b", {"b": ("a",)}, ".F."),
        ("ab", {}, "FF."),
        ("abc", {"b": ("a",), "c": ("b",)}, "FBB"),
        ("ab", {"a": ("b",), "b": ("a",)}, "FF."),
        ("abc", {"a": ("b",), "b": ("a",), "c": ("b",)}, "FFB"),
        ("abc", {"a": ("b",), "b": ("c",), "c": ("a",)}, "FFF"),
    ],
    ids=["uses", "uses what holds", "alone", "a chain", "each other", "beside a circle", "circle"],
)
def test_one_mistake_is_told_once_and_never_less(
    wrong: str, uses: dict[str, tuple[str, ...]], expected: str
) -> None:
    assert verdicts(wrong, uses) == expected
