"""Full marks without a formula, by a table of the checks' answers: not under a secret."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.host.workers import Workers
from grader.judging.grading_run import GradingRun
from grader.judging.secret import Secret
from grader.model import Assignment
from grader.results import GradeReport, Verdict
from tests.attacks.table import harvest
from tests.unit.support import Grade

#: what a table does where it knows nothing: say so, or refuse as some checks want
OTHERWISE = ("raise KeyError(name)", "raise ValueError(name)")
#: 05 is left out: its table would have to make derivatives, and to hold weights
NUMBERS = ("01", "02", "03")


@pytest.fixture(scope="module")
def tables(catalogue: list[Assignment], workers: Workers) -> dict[str, str]:
    """The harvest of seed 0, by assignment."""
    return {
        found.number: harvest(found, workers, (0,), "@OTHERWISE@")
        for found in catalogue
        if found.number in NUMBERS
    }


def _won(report: GradeReport) -> list[str]:
    """Return the checks with points that passed."""
    return [
        check.id for check in report.checks if check.verdict is Verdict.PASSED and check.max_score
    ]


@pytest.mark.parametrize("number", NUMBERS)
def test_a_table_knows_answers_at_the_public_seed(
    number: str, tables: dict[str, str], grade: Grade, grader: GradingRun
) -> None:
    """What makes the next test one: at home the table is worth points.

    All of them in 02 and most in 01: the samples of the laws are too many for a file of code. Few
    in 03: the same state is asked about with two models, which no key of a table tells apart, and
    the states at which a model is asked in the worker are told to nobody.
    """
    report = grade(tables[number].replace("@OTHERWISE@", OTHERWISE[0]), number, grader)
    assert report.score >= report.max_score * {"01": 1 / 2, "02": 1, "03": 1 / 6}[number]


@pytest.mark.parametrize("otherwise", OTHERWISE)
@pytest.mark.parametrize("number", NUMBERS)
def test_a_table_wins_no_check_under_a_secret(
    number: str, otherwise: str, tables: dict[str, str], grade: Grade, workers: Workers,
    catalogue: list[Assignment],
) -> None:  # fmt: skip
    secret = Secret(bytes(range(16)))
    with GradingRun(catalogue, workers, secret=secret, public=True) as course:
        report = grade(tables[number].replace("@OTHERWISE@", otherwise), number, course)
    assert _won(report) == []
    assert report.score == 0


def test_what_a_submission_was_asked_is_of_no_use_for_the_next(
    grade: Grade, workers: Workers, catalogue: list[Assignment]
) -> None:
    """Even a table of all that one file was asked wins nothing, since it lies in another file."""
    secret = Secret(bytes(range(16)))
    (recovery,) = (found for found in catalogue if found.number == "02")
    with GradingRun([recovery], workers, secret=secret, public=True) as course:
        leaking = grade("def x1_from_u(x_t, u, t):\n    print(x_t)", "02", course)
        known = secret.seed(leaking.submission_sha256)
        with GradingRun([recovery], workers, seed=known, public=True) as same:
            text = harvest(recovery, workers, (known,), OTHERWISE[0])
            assert grade(text, "02", same).score == 20
        assert _won(grade(text, "02", course)) == []


@pytest.mark.parametrize("number", NUMBERS)
def test_every_check_with_points_asks_what_no_other_seed_does(
    number: str, catalogue: list[Assignment], workers: Workers, tables: dict[str, str],
    grade: Grade,
) -> None:  # fmt: skip
    """Alone as well, without the checks that it requires: each finds the table wrong itself."""
    (assignment,) = (found for found in catalogue if found.number == number)
    exercises = tuple(
        replace(
            exercise,
            checks=tuple(
                replace(check, requires=())
                for check in exercise.checks
                if "refuse" not in check.id  # to refuse all is not a table
            ),
        )
        for exercise in assignment.exercises
    )
    alone = replace(assignment, exercises=exercises)
    with GradingRun([alone], workers, secret=Secret(bytes(range(16))), public=True) as course:
        report = grade(tables[number].replace("@OTHERWISE@", OTHERWISE[0]), number, course)
    assert _won(report) == []
