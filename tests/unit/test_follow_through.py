"""What only fails by another function is judged with the solution's in its place."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from grader.host.workers import Workers
from grader.judging.grading_run import GradingRun
from grader.judging.session import Session
from grader.model import Assignment
from grader.results import Verdict
from tests.unit.support import Grade, exercise, solution

_WRONG = "\n\ndef interpolate(x1, eps, t):\n    return over_trailing(t, x1) * eps\n"
_OWN = """

def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator)
    eps = helper(torch.randn(x1.shape, generator=generator))
    return interpolate(x1, eps, t), t, eps


def helper(eps):
    return {}
"""

_OUT_OF_ANOTHER = """

def noising_batch(x1, generator):
    return x1, x1, x1


def velocity(x1, eps):
    held = zip(noising_batch.__code__.co_freevars, noising_batch.__closure__ or ())
    path = {name: cell.cell_contents for name, cell in held}.get("interpolate")
    if path is None:
        return x1 * 0
    one = torch.ones(len(x1))
    return path(x1, eps, one) - path(x1, eps, 0 * one)
"""


@pytest.fixture(scope="module")
def first(catalogue: list[Assignment]) -> list[Assignment]:
    return [found for found in catalogue if found.number == "01"]


@pytest.fixture(scope="module")
def following(first: list[Assignment], workers: Workers) -> Iterator[GradingRun]:
    """Without accounts of what is wrong, which nothing here looks at."""
    with GradingRun(first, workers, follow_through=0.25, explain=False) as run:
        yield run


def test_what_is_right_by_itself_gets_its_share(following: GradingRun, grade: Grade) -> None:
    text = solution("interpolant") + _WRONG + _OWN.format("eps")
    report = grade(text, "01", by=following)
    batch = exercise(report, "noising_batch")
    assert exercise(report, "interpolate").verdict is Verdict.FAILED
    assert batch.verdict is Verdict.BLOCKED
    assert batch.given == ("interpolate",)
    passed = sum(check.score for check in batch.checks if check.verdict is Verdict.PASSED)
    blocked = sum(c.max_score for c in batch.checks if c.verdict is Verdict.BLOCKED)
    assert blocked > 0
    assert batch.score == passed + blocked / 4
    told = [check.message for check in batch.checks if check.score and check.message]
    assert told[0].endswith("It is right, given a right interpolate: 25% of its points")


@pytest.mark.parametrize("helper", ["0.9 * eps", "eps.double()"])
def test_what_is_wrong_by_itself_gets_nothing(
    following: GradingRun, grade: Grade, helper: str
) -> None:
    text = solution("interpolant") + _WRONG + _OWN.format(helper)
    assert exercise(grade(text, "01", by=following), "noising_batch").given == ()


def test_a_helper_of_the_students_keeps_its_name(following: GradingRun, grade: Grade) -> None:
    """The solution has a helper of this name, which must not take the place of the student's."""
    own = _OWN.format("eps * over_trailing(torch.ones(len(eps)), eps)")
    text = solution("interpolant") + _WRONG + own
    assert exercise(grade(text, "01", by=following), "noising_batch").given == ("interpolate",)
    text += "\n\ndef over_trailing(t, x):\n    return 0.9 * t.reshape(-1, *[1] * (x.ndim - 1))\n"
    assert exercise(grade(text, "01", by=following), "noising_batch").given == ()


def test_no_other_of_the_solutions_is_in_what_is_given(following: GradingRun, grade: Grade) -> None:
    """A function can be asked for all that it holds: what it calls is the student's own."""
    report = grade(solution("interpolant") + _OUT_OF_ANOTHER, "01", by=following)
    assert exercise(report, "noising_batch").verdict is Verdict.FAILED
    assert exercise(report, "velocity").given == ()


def test_nothing_is_followed_unless_it_is_wanted(
    first: list[Assignment], workers: Workers, grade: Grade
) -> None:
    text = solution("interpolant") + _WRONG + _OWN.format("eps")
    with GradingRun(first, workers, public=True, explain=False) as run:
        batch = exercise(grade(text, "01", by=run), "noising_batch")
    assert batch.verdict is Verdict.BLOCKED
    assert batch.given == ()


def test_it_gets_what_is_left_of_the_time(
    following: GradingRun, grade: Grade, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Code can see that it is followed through: who sleeps only then sleeps no longer in all."""
    close = Session.close

    def late(session: Session) -> None:
        close(session)
        session.spent.wall_seconds += 1000

    monkeypatch.setattr(Session, "close", late)
    text = solution("interpolant") + _WRONG + _OWN.format("eps")
    assert exercise(grade(text, "01", by=following), "noising_batch").given == ()
