"""An idea is its own mutant: what it answers is graded, behind the refusals of the solution."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from grader.audit.corpus.ideas import read_ideas
from grader.audit.corpus.written import read_solution
from grader.audit.records import Family, Variant
from grader.audit.run.played import PlayedWorkers
from grader.audit.run.pool_worker import submission
from grader.catalogue import SOLUTIONS, load_assignment
from grader.errors import GraderError
from grader.host.proxy import RecordedCall
from grader.host.values import Generator, Model, prepare
from grader.host.workers import Workers
from grader.judging.session import Session
from grader.limits import Limits
from grader.model import Assignment
from grader.wire.messages import Raised
from tests.audit.folders import audited, write_example

F32 = np.float32


@pytest.fixture(scope="module")
def recovery(catalogue: list[Assignment]) -> Assignment:
    return next(assignment for assignment in catalogue if assignment.module == "recovery")


@pytest.fixture(scope="module")
def sampling(catalogue: list[Assignment]) -> Assignment:
    return next(assignment for assignment in catalogue if assignment.module == "sampling")


def variant(assignment: Assignment, exercise: str, identity: str) -> Variant:
    """Return the variant of an idea about one exercise."""
    ideas = read_ideas(assignment, read_solution(assignment, SOLUTIONS))
    return next(
        idea for idea in ideas if idea.misconception == identity and idea.exercises == (exercise,)
    )


def answer(
    workers: Workers, assignment: Assignment, idea: Variant, function: str, *values: object
) -> RecordedCall:
    played = PlayedWorkers(workers, assignment.misconceptions)
    with Session(played, assignment, submission(idea, assignment), Limits()) as session:
        return session.call(prepare(function, values, 0))


X, U, T = np.array([[3, 1]], F32), np.array([[2, 4]], F32), np.array([0.25], F32)


def test_it_answers_as_the_idea_does(workers: Workers, recovery: Assignment) -> None:
    idea = variant(recovery, "x1_from_u", "travels_for_t")
    record = answer(workers, recovery, idea, "x1_from_u", X, U, T)
    assert record.value.dtype == F32
    assert np.array_equal(record.value, X + 0.25 * U)


def test_other_exercises_answer_as_the_solution_does(
    workers: Workers, recovery: Assignment
) -> None:
    idea = variant(recovery, "x1_from_u", "travels_for_t")
    record = answer(workers, recovery, idea, "x1_error_gain", T, "u")
    assert np.array_equal(record.value, 1 - T)


def test_it_refuses_what_the_solution_refuses(workers: Workers, recovery: Assignment) -> None:
    idea = variant(recovery, "x1_from_eps", "slide_formula")
    record = answer(workers, recovery, idea, "x1_from_eps", X, U, np.zeros(1, F32))
    assert isinstance(record.raised, Raised)
    assert "ValueError" in record.raised.types


def test_shapes_that_do_not_fit_are_an_error_of_the_code(
    workers: Workers, recovery: Assignment
) -> None:
    idea = variant(recovery, "x1_from_u", "t_not_reshaped")
    x = np.ones((2, 3), F32)
    record = answer(workers, recovery, idea, "x1_from_u", x, x, np.full(2, 0.5, F32))
    assert record.raised is not None
    assert record.raised.types[0] == "RuntimeError"


def test_what_it_asks_its_model_is_recorded(workers: Workers, sampling: Assignment) -> None:
    from assignments.course.flows import WaveField

    idea = variant(sampling, "euler_step", "midpoint_step")
    model = Model("u_theta", WaveField(0.0, 1.0, 0.0, 0.0))
    record = answer(workers, sampling, idea, "euler_step", model, X, T, 0.5)
    assert [evaluation.t.tolist() for evaluation in record.evaluations] == [[0.25], [0.5]]
    assert np.array_equal(record.value, X + 0.25)


def test_it_draws_from_the_generator_as_it_goes_on(workers: Workers, sampling: Assignment) -> None:
    from assignments.course.flows import WaveField

    idea = variant(sampling, "generate", "minus_sign")
    model = Model("u_theta", WaveField(0.0, 0.0, 0.0, 0.0))
    played = PlayedWorkers(workers, sampling.misconceptions)
    with Session(played, sampling, submission(idea, sampling), Limits()) as session:
        generators = Generator(1, 7), Generator(2, 7), Generator(3, 8)
        first, same, other = (
            session.call(prepare("generate", (model, 5, 2, generator), 0)).value
            for generator in generators
        )
        again = session.call(prepare("generate", (model, 5, 2, generators[0]), 0)).value
    assert np.array_equal(first, same)
    assert not np.array_equal(first, other)
    assert not np.array_equal(first, again)


def test_a_tolerated_idea_is_a_right_form(catalogue: list[Assignment]) -> None:
    first = catalogue[0]
    ideas = read_ideas(first, read_solution(first, SOLUTIONS))
    families = {idea.misconception: idea.family for idea in ideas}
    assert families["sigma_min_path"] is Family.EQUIVALENT
    assert families["swapped_endpoints"] is Family.MUTANT


def test_ideas_that_are_symptoms_have_no_variant(recovery: Assignment) -> None:
    ideas = read_ideas(recovery, read_solution(recovery, SOLUTIONS))
    assert "any_prediction_accepted" not in {idea.misconception for idea in ideas}


def test_an_idea_that_no_check_sees_is_a_survivor(tmp_path: Path) -> None:
    write_example(tmp_path)
    path = tmp_path / "assignments" / "09_midpoint" / "misconceptions.py"
    right = '''

@known.formula("midpoint", hint="Is this not the same?")
def another_order(x1: Array, eps: Array) -> Array:
    """You add eps first."""
    return (eps + x1) / 2
'''
    path.write_text(path.read_text(encoding="utf-8") + right, encoding="utf-8")
    problems = {(problem.kind, problem.subject) for problem in audited(tmp_path).problems}
    assert ("survivor", "09/midpoint/idea_another_order") in problems


def test_ideas_are_found_for_every_assignment() -> None:
    for folder in ("01_interpolant", "02_recovery", "03_sampling"):
        assignment = load_assignment(SOLUTIONS.parent / "assignments" / folder)
        ideas = read_ideas(assignment, read_solution(assignment, SOLUTIONS))
        assert len({idea.id for idea in ideas}) == len(ideas) > 20


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("return x1 + epss", "NameError"),
        ("x1 + eps", "it returns nothing"),
        ("return 'a word'", "could not convert"),
    ],
)
def test_an_idea_that_cannot_answer_is_its_authors_slip(
    tmp_path: Path, body: str, told: str
) -> None:
    write_example(tmp_path)
    path = tmp_path / "assignments" / "09_midpoint" / "misconceptions.py"
    slip = (
        '\n\n@known.formula("midpoint", hint="Is it so?")\n'
        f'def slipped(x1: Array, eps: Array) -> Array:\n    """A slip."""\n    {body}\n'
    )
    path.write_text(path.read_text(encoding="utf-8") + slip, encoding="utf-8")
    with pytest.raises(GraderError, match=f"slipped: .*{told}"):
        audited(tmp_path)
