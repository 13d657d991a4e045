"""Grades the corpus: right keeps all points, wrong loses its exercise, every report as expected.

By default a part of them; GRADER_TESTS=all grades all, and `make goldens` too.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from grader.catalogue import SOLUTIONS
from grader.host.workers import start
from grader.judging.grading_run import GradingRun
from grader.model import Assignment
from grader.results import ExerciseResult, GradeReport, Verdict
from grader.submission import read_submission
from tests.corpus import EXPECTED, ODD_LIMITS, PASSED, Case, cases
from tests.expected import comparable, sections
from tests.home_and_course import differences
from tests.samples import one_in

RIGHT, WRONG, ODD = (cases(kind) for kind in ("right", "wrong", "odd"))


def _id(case: Case) -> str:
    return case.folder.name


def _exercises(report: GradeReport) -> list[ExerciseResult]:
    return [exercise for assignment in report.assignments for exercise in assignment.exercises]


def test_the_solutions_get_the_report_that_others_are_held_against(grader: GradingRun) -> None:
    report = grader.grade(read_submission(SOLUTIONS, grader.assignments, chosen=False))
    assert comparable(report)["assignments"] == json.loads(PASSED.read_text(encoding="utf-8"))


def test_every_expected_report_is_of_a_submission() -> None:
    wanted = {case.golden: set[str]() for case in (*RIGHT, *WRONG, *ODD)}
    for case in (*RIGHT, *WRONG, *ODD):
        wanted[case.golden].add(case.folder.name)
    assert {*EXPECTED.iterdir()} == {PASSED, *wanted}, "`make goldens` removes what is stale"
    for path, names in wanted.items():
        assert sections(path.read_text(encoding="utf-8")).keys() <= names


@pytest.mark.parametrize("case", one_in(6, RIGHT), ids=_id)
def test_right_submission_scores_full_marks(case: Case, grader: GradingRun) -> None:
    report = case.grade(grader)
    lost = [check for check in report.checks if check.verdict is not Verdict.PASSED]
    assert not lost
    assert report.score == report.max_score == sum(_points(case))
    assert case.written(report) == case.expected()


def _points(case: Case) -> list[float]:
    return [
        exercise.max_score for assignment in case.assignments for exercise in assignment.exercises
    ]


@pytest.mark.parametrize("case", one_in(24, WRONG), ids=_id)
def test_wrong_submission_loses_its_exercise_and_no_other(case: Case, grader: GradingRun) -> None:
    report = case.grade(grader)
    losing = [exercise for exercise in _exercises(report) if exercise.score < exercise.max_score]
    assert [exercise.id for exercise in losing] == [case.about]
    # public checks alone find it as well: a student sees the score that the course sees
    found = [check for check in losing[0].checks if not check.hidden and check.test_cases]
    assert any(check.verdict not in (Verdict.PASSED, Verdict.BLOCKED) for check in found)
    assert case.written(report) == case.expected()


@pytest.fixture(scope="module")
def odd_grader(catalogue: list[Assignment]) -> Iterator[GradingRun]:
    with start(ODD_LIMITS) as workers, GradingRun(catalogue, workers) as grader:
        yield grader


@pytest.mark.parametrize("case", one_in(4, ODD), ids=_id)
def test_odd_submission_gets_its_report(case: Case, odd_grader: GradingRun) -> None:
    account = case.account(odd_grader)
    assert Verdict.GRADER_ERROR.value not in account
    assert account == case.expected()


def test_the_corpus_is_large_enough() -> None:
    assert len(RIGHT) >= 40
    assert len(WRONG) >= 60
    every = {
        exercise.id
        for case in WRONG
        for assignment in case.assignments
        for exercise in assignment.exercises
    }
    assert {case.about for case in WRONG} == every


#: what ends or overloads a worker, where the checks that only a course has cost most
_HARD = ("endless", "exit", "memory", "recursion", "counts_its_calls", "for_ever")


def test_home_and_course_agree_on_what_ends_its_worker() -> None:
    """`python -m tests.home_and_course` compares the whole corpus."""
    hard = [case for case in ODD if any(word in case.folder.name for word in _HARD)]
    assert len(hard) > 8
    assert list(differences(one_in(4, hard), ODD_LIMITS)) == []
