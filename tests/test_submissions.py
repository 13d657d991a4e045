"""Grades the corpus: right keeps all points, wrong loses its exercise, every report as expected."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from grader.host.workers import start
from grader.judging.grading_run import GradingRun
from grader.model import Assignment
from grader.results import ExerciseResult, GradeReport, Verdict
from tests.corpus import ODD_LIMITS, Case, cases, expected
from tests.home_and_course import differences

RIGHT, WRONG, ODD = (cases(kind) for kind in ("right", "wrong", "odd"))


def _id(case: Case) -> str:
    return case.folder.name


def _exercises(report: GradeReport) -> list[ExerciseResult]:
    return [exercise for each in report.assignments for exercise in each.exercises]


def _golden(case: Case) -> object:
    assert case.golden.is_file(), "no expected report: `make goldens` writes it"
    return json.loads(case.golden.read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", RIGHT, ids=_id)
def test_right_submission_scores_full_marks(case: Case, grader: GradingRun) -> None:
    report = case.grade(grader)
    lost = [check for check in report.checks if check.verdict is not Verdict.PASSED]
    assert not lost
    assert report.score == report.max_score == sum(_points(case))
    assert expected(report) == _golden(case)


def _points(case: Case) -> list[float]:
    return [exercise.max_score for each in case.assignments for exercise in each.exercises]


@pytest.mark.parametrize("case", WRONG, ids=_id)
def test_wrong_submission_loses_its_exercise_and_no_other(case: Case, grader: GradingRun) -> None:
    report = case.grade(grader)
    losing = [each for each in _exercises(report) if each.score < each.max_score]
    assert [each.id for each in losing] == [case.about]
    # public checks alone find it as well: a student sees the score that the course sees
    found = [check for check in losing[0].checks if not check.hidden and check.test_cases]
    assert any(check.verdict not in (Verdict.PASSED, Verdict.BLOCKED) for check in found)
    assert expected(report) == _golden(case)


@pytest.fixture(scope="module")
def odd_grader(catalogue: list[Assignment]) -> Iterator[GradingRun]:
    with start(ODD_LIMITS) as workers, GradingRun(catalogue, workers) as grader:
        yield grader


@pytest.mark.parametrize("case", ODD, ids=_id)
def test_odd_submission_gets_its_report(case: Case, odd_grader: GradingRun) -> None:
    outcome = case.outcome(odd_grader)
    assert Verdict.GRADER_ERROR.value not in json.dumps(outcome)
    assert outcome == _golden(case)


def test_the_corpus_is_large_enough() -> None:
    assert len(RIGHT) >= 40
    assert len(WRONG) >= 60
    every = {
        exercise.id for case in WRONG for each in case.assignments for exercise in each.exercises
    }
    assert {case.about for case in WRONG} == every


#: what ends or overloads a worker, where the checks that only a course has cost most
_HARD = ("endless", "sleeps", "exit", "memory", "recursion", "counts_its_calls", "for_ever")


def test_home_and_course_agree_on_what_ends_its_worker() -> None:
    """`python -m tests.home_and_course` compares the whole corpus."""
    hard = [case for case in ODD if any(word in case.folder.name for word in _HARD)]
    assert len(hard) > 8
    assert list(differences(hard, ODD_LIMITS)) == []
