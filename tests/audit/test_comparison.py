"""The proof that a mutant is the solution itself: it must not be fooled."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.audit.corpus.written import appended, comparable, read_corpus
from grader.audit.records import Family, Variant
from grader.audit.run.comparison import Comparer
from grader.catalogue import SOLUTIONS, load_catalogue
from grader.host.workers import Workers
from grader.model import Assignment
from tests.samples import one_in


def assignment_of(number: str) -> Assignment:
    (assignment,) = load_catalogue(wanted=number)
    return assignment


def comparer(workers: Workers, number: str) -> Comparer:
    assignment = assignment_of(number)
    return Comparer(workers, assignment, comparable(assignment, SOLUTIONS))


def variant(number: str, exercise: str, code: str) -> Variant:
    assignment = assignment_of(number)
    solution = comparable(assignment, SOLUTIONS)
    known = read_corpus(assignment, SOLUTIONS)[0]
    text = appended(solution, code)
    return replace(known, exercises=(exercise,), family=Family.MADE, code=code, text=text)


U, STEP = "def x1_from_u(x_t, u, t):\n    ", "def euler_step(u_theta, x_t, t, dt):\n    "
RIGHT = [
    ("02", "x1_from_u", U + "return x_t + u - over_trailing(t, u) * u\n"),
    ("03", "euler_step", STEP + "return torch.add(x_t, u_theta(x_t, t), alpha=dt)\n"),
]
WRONG = [
    ("02", "x1_from_u", U + "return x_t.add_((1 - over_trailing(t, u)) * u)\n"),
    ("02", "x1_from_u", U + "return (x_t + (1 - over_trailing(t, u)) * u) * (1 + 1e-9)\n"),
    ("02", "x1_from_u", U + "return None\n"),
    ("03", "euler_step", STEP + "u_theta(x_t, t)\n    return x_t + dt * u_theta(x_t, t)\n"),
    ("03", "euler_sample", "def euler_sample(u_theta, x0, num_steps):\n    exit()\n"),
    (
        "03",
        "generate",
        "def generate(u_theta, num_samples, num_steps, generator):\n"
        "    return euler_sample(u_theta, torch.randn(num_samples), num_steps)\n",
    ),
]


@pytest.mark.parametrize(("number", "exercise", "code"), RIGHT)
def test_equal_programs_are_proved(workers: Workers, number: str, exercise: str, code: str) -> None:
    with comparer(workers, number) as compare:
        proof = compare.prove(variant(number, exercise, code))
    assert proof.equal
    assert proof.answers >= 64
    assert proof.largest_float64 < 1e-12
    assert proof.largest_float32 < 1e-5


@pytest.mark.parametrize(("number", "exercise", "code"), WRONG)
def test_different_programs_are_not(
    workers: Workers, number: str, exercise: str, code: str
) -> None:
    with comparer(workers, number) as compare:
        proof = compare.prove(variant(number, exercise, code))
    assert not proof.equal
    assert proof.reason


@pytest.mark.parametrize("assignment", load_catalogue(), ids=lambda assignment: assignment.id)
def test_no_written_mutant_is_proved_equal(workers: Workers, assignment: Assignment) -> None:
    with comparer(workers, assignment.number) as compare:
        written = [
            mutant
            for mutant in read_corpus(assignment, SOLUTIONS)
            if mutant.family is Family.MUTANT and mutant.idea is None
        ]
        fooled = [mutant.id for mutant in one_in(5, written) if compare.prove(mutant).equal]
    assert fooled == []


def test_inputs_of_an_assignment_are_used(workers: Workers) -> None:
    assignment = assignment_of("02")
    inputs = (
        "def audit_inputs(exercise, case):\n"
        "    x = torch.full((2,), 1.0 + case)\n"
        "    return x, x, torch.ones(2)\n"
    )
    blind = variant("02", "x1_from_u", "def x1_from_u(x_t, u, t):\n    return x_t + 0 * u\n")
    with Comparer(workers, assignment, appended(comparable(assignment, SOLUTIONS), inputs)) as it:
        assert it.prove(blind).equal  # at t = 1 alone it is
