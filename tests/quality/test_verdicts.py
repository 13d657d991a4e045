"""What is blocked, what was not attempted, and what keeps its credit."""

from __future__ import annotations

from dataclasses import replace
from textwrap import dedent
from typing import Any

from grader.host.workers import Workers
from grader.judging.grading_run import GradingRun
from grader.model import Assignment
from grader.results import Verdict
from tests.unit.support import Grade, exercise, first_lost, losing, wrong


def test_what_calls_a_failing_exercise_is_blocked_by_it(grade: Grade) -> None:
    code = """
    def u_from_eps(x_t, eps, t):
        if (t == 0).any():
            raise ValueError("t is 0")
        return (x_t + eps) / t.reshape(-1, *[1] * (x_t.ndim - 1))
    """
    report = grade(wrong("sampling", dedent(code)), "03")
    assert exercise(report, "u_from_eps").verdict is Verdict.FAILED
    blocked = exercise(report, "euler_step_eps")
    assert blocked.verdict is Verdict.BLOCKED
    assert {check.message for check in blocked.checks if check.verdict is Verdict.BLOCKED} == {
        "uses your u_from_eps, which does not hold yet: fix that first"
    }
    assert all(check.counterexample is None for check in blocked.checks)
    assert all(check.hint is None for check in blocked.checks)
    for name in ("euler_step", "euler_sample", "generate"):
        assert exercise(report, name).verdict is Verdict.PASSED


def test_two_exercises_below_are_named_with_a_plural_verb(grade: Grade) -> None:
    code = """
    def u_from_eps(x_t, eps, t):
        return x_t

    def euler_step_eps(eps_theta, x_t, t, dt):
        return x_t + u_from_eps(x_t, eps_theta(x_t, t), t)
    """
    report = grade(wrong("sampling", dedent(code)), "03")
    lost = first_lost(report, "euler_sample_eps")
    assert lost.verdict is Verdict.BLOCKED
    assert lost.message is not None
    assert lost.message.startswith("uses your euler_step_eps and u_from_eps, which do not hold")


def test_a_helper_does_not_hide_what_is_called(grade: Grade) -> None:
    code = """
    def euler_step(u_theta, x_t, t, dt):
        return x_t - dt * u_theta(x_t, t)

    def go(u_theta, x, n):
        for k in range(n):
            x = euler_step(u_theta, x, torch.full(x.shape[:1], k / n), 1 / n)
        return x

    def euler_sample(u_theta, x0, num_steps):
        return go(u_theta, x0, num_steps)
    """
    report = grade(wrong("sampling", dedent(code)), "03")
    assert exercise(report, "euler_sample").verdict is Verdict.BLOCKED


def test_an_exercise_with_code_of_its_own_is_judged_beside_a_failing_one(grade: Grade) -> None:
    code = """
    def euler_step(u_theta, x_t, t, dt):
        return x_t - dt * u_theta(x_t, t)

    def euler_sample(u_theta, x0, num_steps):
        x = x0
        for k in range(num_steps):
            x = x + u_theta(x, torch.full(x.shape[:1], k / num_steps)) / num_steps
        return x
    """
    assert losing(grade(wrong("sampling", dedent(code)), "03")) == ["euler_step"]


def test_a_stub_that_another_calls_says_so(grade: Grade) -> None:
    code = "def u_from_eps(x_t, eps, t):\n    raise NotImplementedError()"
    report = grade(wrong("sampling", code), "03")
    assert exercise(report, "u_from_eps").verdict is Verdict.NOT_ATTEMPTED
    calling = first_lost(report, "euler_step_eps")
    assert calling.verdict is Verdict.BLOCKED
    assert calling.message == "uses your u_from_eps, which is not written yet"


def test_a_stub_scores_nothing_even_where_an_error_is_due(grade: Grade) -> None:
    code = "def x1_from_eps(x_t, eps, t):\n    raise NotImplementedError()"
    report = grade(wrong("recovery", code))
    stub = exercise(report, "x1_from_eps")
    assert stub.verdict is Verdict.NOT_ATTEMPTED
    assert stub.score == 0
    assert losing(report) == ["x1_from_eps"]


def test_refusing_everything_earns_no_point_for_refusals(grade: Grade) -> None:
    code = "def x1_from_eps(x_t, eps, t):\n    raise ValueError('always')"
    stub = exercise(grade(wrong("recovery", code)), "x1_from_eps")
    assert stub.score == 0
    assert stub.verdict is Verdict.ERROR


def test_part_of_an_exercise_keeps_its_credit(grade: Grade) -> None:
    code = """
    def x1_from_eps(x_t, eps, t):
        t = over_trailing(t, x_t)
        return (x_t - (1 - t) * eps) / t
    """
    part = exercise(grade(wrong("recovery", dedent(code))), "x1_from_eps")
    assert part.score == 6
    assert part.verdict is Verdict.FAILED
    assert [check.verdict.value for check in part.checks] == ["passed", "failed", "passed"]


def test_a_failed_reference_check_takes_the_whole_exercise(
    grade: Grade, catalogue: list[Assignment], workers: Workers
) -> None:
    """Otherwise code that knows the public cases would keep its points."""

    def lets_all_pass(student: Any, case: Any) -> None:
        student.x1_from_u(case.x_t, case.u, case.t)

    recovery = next(assignment for assignment in catalogue if assignment.number == "02")
    first = recovery.exercises[0]
    checks = tuple(
        check if check.hidden else replace(check, body=lets_all_pass) for check in first.checks
    )
    changed = replace(recovery, exercises=(replace(first, checks=checks),))
    text = wrong("recovery", "def x1_from_u(x_t, u, t):\n    return x_t * 0")
    with GradingRun([changed], workers) as strict:
        lost = exercise(grade(text, "02", strict), "x1_from_u")
    assert [check.verdict.value for check in lost.checks] == ["blocked", "failed"]
    assert lost.score == 0
    assert lost.verdict is Verdict.FAILED


def test_a_hidden_check_shows_no_input_and_no_message_of_the_submission(grade: Grade) -> None:
    code = "def x1_from_u(x_t, u, t):\n    raise RuntimeError(str(x_t))"
    hidden = [
        check
        for check in exercise(grade(wrong("recovery", code)), "x1_from_u").checks
        if check.hidden
    ]
    assert hidden
    for check in hidden:
        assert check.verdict is Verdict.ERROR
        assert check.counterexample is None
        assert check.message is None


def test_missing_functions_and_wrong_signatures_are_told_one_by_one(grade: Grade) -> None:
    text = "def x1_from_u(x_t, u):\n    return x_t\n\n\nx1_error_gain = 3\n"
    report = grade(text)
    assert report.score == 0
    messages = {
        name: first_lost(report, name).message
        for name in ("x1_from_u", "x1_from_eps", "x1_error_gain")
    }
    assert messages == {
        "x1_from_u": "it is defined as x1_from_u(x_t, u), but is called with 3 values: "
        "x1_from_u(x_t, u, t)",
        "x1_from_eps": "x1_from_eps is not defined in recovery.py",
        "x1_error_gain": "x1_error_gain is a int in recovery.py, line 5; it must be a function",
    }


def test_a_missing_file_scores_nothing_and_names_the_nearest(grade: Grade) -> None:
    report = grade({"recovry.py": "x = 1"})
    assert report.score == 0
    assert report.assignments[0].notices == (
        "recovery.py was not handed in; recovry.py was: rename it to recovery.py",
    )
    assert {check.verdict for check in report.checks} == {Verdict.NOT_ATTEMPTED}
