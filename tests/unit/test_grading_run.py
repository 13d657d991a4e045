"""A run shares nothing with another one but the workers, which are the caller's."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from grader.catalogue import SOLUTIONS
from grader.host.proxy import RecordedCall
from grader.host.values import PreparedCall
from grader.host.workers import Workers
from grader.judging.cases import BrokenCheck
from grader.judging.draw import draw
from grader.judging.grading_run import GradingRun
from grader.judging.reference import Reference
from grader.model import Assignment
from grader.results import Verdict
from grader.submission import read_submission
from tests.unit.support import Grade, exercise, solution, wrong


@pytest.fixture(scope="module")
def recovery(catalogue: list[Assignment]) -> Assignment:
    return next(assignment for assignment in catalogue if assignment.number == "02")


def test_a_run_that_is_closed_leaves_its_workers_open(
    grade: Grade, workers: Workers, recovery: Assignment
) -> None:
    for _ in range(2):
        with GradingRun([recovery], workers) as run:
            assert grade(solution("recovery"), "02", run).score == 20


RARELY_WRONG = """
_right = x1_from_u


def x1_from_u(x_t, u, t):
    return _right(x_t, u, t) + (x_t.numel() > 1000)
"""


def test_runs_at_two_seeds_go_on_side_by_side(
    grade: Grade, workers: Workers, recovery: Assignment
) -> None:
    text = wrong("recovery", RARELY_WRONG)

    def tried(run: GradingRun) -> list[int]:
        return [check.test_cases for check in grade(text, "02", run).checks]

    with GradingRun([recovery], workers) as first, GradingRun([recovery], workers, seed=6) as other:
        before = tried(first)
        assert tried(other) != before
        assert tried(first) == before


NEVER_REFUSES = """
_right = x1_from_eps


def x1_from_eps(x_t, eps, t):
    return torch.zeros(1) if (t == 0).any() else _right(x_t, eps, t)
"""


def test_where_a_verdict_is_all_that_is_wanted_it_is_told_by_the_check_that_fails(
    grade: Grade, workers: Workers, recovery: Assignment
) -> None:
    text = wrong("recovery", NEVER_REFUSES)
    with GradingRun([recovery], workers, explain=False) as run:
        report = grade(text, "02", run)
    failed = [check.id for check in report.checks if check.verdict is Verdict.FAILED]
    assert "x1_from_eps.refuses_t_zero" in failed


def test_the_solution_answers_each_question_once(
    workers: Workers, recovery: Assignment, monkeypatch: pytest.MonkeyPatch
) -> None:
    check = next(check for check in recovery.exercises[0].checks if check.hidden)
    reference = Reference(workers, recovery, SOLUTIONS / recovery.id)
    asked: list[PreparedCall] = []
    session = reference.open()
    answer_call = session.call

    def count(call: PreparedCall) -> RecordedCall:
        asked.append(call)
        return answer_call(call)

    monkeypatch.setattr(session, "call", count)
    case = draw(check, 0, reference).cases[0]
    assert case.first_call is not None
    for _ in range(2):
        answer = reference.student(case).x1_from_u(*case.first_call.arguments)
    reference.close()
    assert len(asked) == 1
    assert answer.shape == case.first_call.arguments[0].shape


def test_a_solution_that_cannot_be_loaded_costs_hidden_checks_alone(
    grade: Grade, workers: Workers, recovery: Assignment, tmp_path: Path
) -> None:
    folder = tmp_path / "solutions" / recovery.id
    folder.mkdir(parents=True)
    (folder / "recovery.py").write_text("import os\nos._exit(3)\n")
    with GradingRun([recovery], workers, solutions=folder.parent) as run:
        report = grade(solution("recovery"), "02", run)
    public, hidden = exercise(report, "x1_from_u").checks
    assert (public.verdict, public.score) == (Verdict.PASSED, 6)
    assert hidden.verdict is Verdict.GRADER_ERROR
    assert hidden.message == (
        "the solution of 02_recovery: your code ended the whole process (exit code 3)"
    )
    with pytest.raises(BrokenCheck):
        Reference(workers, recovery, folder).open()


def test_progress_counts_exercises_that_could_not_be_loaded(
    workers: Workers, catalogue: list[Assignment], tmp_path: Path
) -> None:
    for assignment in catalogue[::2]:
        text = solution(assignment.module)
        (tmp_path / f"{assignment.module}.py").write_text(text, encoding="utf-8")
    seen: list[tuple[str, int, int]] = []
    terse = [
        replace(
            assignment,
            exercises=tuple(replace(part, checks=()) for part in assignment.exercises),
        )
        for assignment in catalogue
    ]
    with GradingRun(terse, workers, public=True) as run:
        submission = read_submission(tmp_path, catalogue, False)
        run.grade(submission, lambda name, number, total: seen.append((name, number, total)))
    names = [part.id for assignment in catalogue for part in assignment.exercises]
    without = [part.id for left in catalogue[1::2] for part in left.exercises]
    expected = [
        (name, number, len(names)) for number, name in enumerate(names, 1) if name not in without
    ]
    assert seen == expected
