"""Solutions that are wrong under a condition: what of a domain the checks do not see is told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch

from grader.audit.corpus.sabotage import candidates, submitted
from grader.audit.corpus.saboteur import DAMAGES
from grader.audit.corpus.written import read_solution
from grader.audit.pages.as_json import to_json
from grader.audit.pages.console import render
from grader.audit.pages.page import to_html
from grader.audit.records import CHANGED, Condition, Sabotage
from grader.audit.run.holder import Sought, find
from grader.audit.run.pool_worker import submission
from grader.catalogue import SOLUTIONS, load_catalogue
from grader.host.workers import Workers, start
from grader.judging.grading_run import GradingRun
from grader.model import Assignment
from tests.audit.folders import audited

CHECKS = '''
import numpy as np
from hypothesis import strategies as st

from grader.authoring import Array, Assignment, Student, expect_close, rounding

assignment = Assignment(title="Twice", module="twice", broadcast={})
twice = assignment.exercise("twice(x)", hint="What is x + x?")
SHAPES = [SHAPES_GO_HERE]


def cases(seed: int) -> tuple[Array, ...]:
    rng = np.random.default_rng(seed)
    return tuple(rng.normal(size=shape).astype(np.float32) for shape in SHAPES)


@twice.property(st.builds(cases, st.integers(0, 9)), score=1)
def doubles(student: Student, x: Array) -> None:
    """twice gives x + x"""
    expect_close(student.twice(x), 2.0 * x, rounding(2 * x), "the result")
'''
SOLUTION = '''from torch import Tensor


def twice(x: Tensor) -> Tensor:
    """Return x + x."""
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION
'''
CONDITIONS = """import torch

CONDITIONS = {
    "Tensor": {
        "axes": {
            "{0} has 1 axis": "{0}.ndim == 1",
            "{0} has 2 axes": "{0}.ndim == 2",
            "{0} has 3 axes": "{0}.ndim == 3",
            "{0} has 9 axes": "{0}.ndim == 9",
        },
    },
}
CHANGES = {}
ERRORS_ALLOWED = {}


def draw_arguments(parameters, rng):
    return {"x": torch.rand([2, 3, 2][: rng.choice((1, 2, 3))])}
"""
DECLARED = """
[[blind_spot]]
exercise = "twice"
conditions = ["x has 1 axis"]
reason = "one axis is not asked for"

[[blind_spot]]
exercise = "twice"
conditions = ["x has 3 axes"]
reason = "three axes come later"
"""


def folder_of(folder: Path, shapes: str, declared: str = "") -> Path:
    for name, text in {
        "assignments/09_twice/checks.py": CHECKS.replace("SHAPES_GO_HERE", shapes),
        "assignments/09_twice/misconceptions.py": (
            "from grader.authoring import Misconceptions\nknown = Misconceptions({})\n"
        ),
        "solutions/09_twice/twice.py": SOLUTION,
        "solutions/09_twice/blind_spots.toml": declared,
        "solutions/course/conditions.py": CONDITIONS,
        "solutions/course/audit_inputs.py": "def audit_argument(*_):\n    return None\n",
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def test_a_check_of_two_axes_is_blind_to_all_others(tmp_path: Path) -> None:
    found = audited(folder_of(tmp_path, "(2, 3), (4, 1)"), sabotages=(100, 100))
    (covered,) = found.coverage
    assert (covered.singles_killed, covered.singles) == (1, 3)  # no input has 9 axes
    blind = {spot.sabotage.conditions[0].words: spot.sabotage.shown for spot in covered.blind}
    assert blind.keys() == {"x has 1 axis", "x has 3 axes"}
    assert blind["x has 1 axis"].startswith("x = [0.")
    assert [problem.kind for problem in found.problems] == ["blind spots"]
    assert "09 twice is blind to" in render(found)
    assert "x has 3 axes" in to_html(found)
    (told,) = json.loads(to_json(found))["domain"]
    assert (told["conditions"], len(told["blind_spots"])) == (3, 2)


def test_what_is_asked_for_is_not_blind(tmp_path: Path) -> None:
    found = audited(folder_of(tmp_path, "(2, 3), (2,), (2, 2, 2)"), sabotages=(100, 0))
    assert found.problems == ()
    assert found.coverage[0].blind == ()


def test_what_is_declared_is_printed_with_its_reason(tmp_path: Path) -> None:
    found = audited(folder_of(tmp_path, "(2, 3)", DECLARED), sabotages=(100, 0))
    assert found.problems == ()
    for text in (render(found), to_html(found)):
        assert "1 outside, since three axes come later" in text


@pytest.fixture(scope="module")
def own_workers() -> Iterator[Workers]:
    with start() as workers:
        yield workers


@pytest.fixture(scope="module")
def sampling() -> Assignment:
    (found,) = load_catalogue(wanted="03")
    return found


def always(exercise: str, damage: str, code: str = "True") -> Sabotage:
    return Sabotage("03_sampling", exercise, (Condition("any", "any", code),), damage, "")


def scores(workers: Workers, assignment: Assignment, *together: Sabotage) -> dict[str, bool]:
    """Return whether each exercise keeps full marks if these are sabotaged together."""
    variant, _ = submitted(assignment, read_solution(assignment, SOLUTIONS), together)
    with GradingRun([assignment], workers, explain=False) as grading:
        report = grading.grade(submission(variant, assignment))
    (result,) = report.assignments
    return {exercise.id: exercise.score == exercise.max_score for exercise in result.exercises}


def test_functions_of_one_submission_do_not_see_each_other(
    own_workers: Workers, sampling: Assignment
) -> None:
    wrong = {"u_from_eps", "euler_step"}  # which the steps and the samplers call
    together = [
        always(exercise.id, "0", str(exercise.id in wrong)) for exercise in sampling.exercises
    ]
    kept = scores(own_workers, sampling, *together)
    assert {name for name, full in kept.items() if not full} == wrong


@pytest.mark.parametrize("damage", [*DAMAGES, "an error"])
def test_every_damage_is_found_where_it_is_asked_for(
    own_workers: Workers, sampling: Assignment, damage: str
) -> None:
    names = ("u_from_eps", "euler_step_eps", "euler_sample_eps")
    kept = scores(own_workers, sampling, *(always(name, damage) for name in names))
    assert {name for name, full in kept.items() if not full} == set(names)


def test_a_refusal_that_is_dropped_is_found(own_workers: Workers, sampling: Assignment) -> None:
    names = ("u_from_eps", "euler_step_eps", "euler_sample_eps")
    kept = scores(own_workers, sampling, *(always(name, "no refusal") for name in names))
    assert {name for name, full in kept.items() if not full} == set(names)


def test_a_sabotage_has_an_input_that_shows_it(own_workers: Workers, sampling: Assignment) -> None:
    possible = candidates(sampling, "euler_sample_eps", SOLUTIONS)
    found = find(own_workers, sampling, possible, Sought("euler_sample_eps", 100, 5))
    shown = {
        (sabotage.damage, sabotage.conditions[0].words): sabotage.shown
        for sabotage in found
        if sabotage.single
    }
    assert "t_min = -0.001" in shown["no refusal", "-1e-2 < t_min < 0"]
    assert shown[CHANGED, "num_steps is cut at 100"].split("num_steps = ")[1].startswith("101")
    assert sum(not sabotage.single for sabotage in found) == 5
    assert found == find(own_workers, sampling, possible, Sought("euler_sample_eps", 100, 5))


@pytest.fixture
def saboteur() -> dict[str, Any]:
    """Return what a worker runs: a solution, and after it the saboteur."""
    solution = (
        "import torch\n"
        "def inner(x):\n"
        "    return x + 1\n"
        "def outer(model, x):\n"
        "    if (x == 0).any():\n"
        "        raise ValueError\n"
        "    return model(inner(x))\n"
    )
    path = Path(__file__).parents[2] / "grader" / "audit" / "corpus" / "saboteur.py"
    space: dict[str, Any] = {}
    exec(solution + path.read_text(encoding="utf-8"), space)
    return space


def test_a_condition_may_be_about_the_number_of_the_call(saboteur: dict[str, Any]) -> None:
    x = torch.ones(2)
    answers = [
        saboteur["sabotaged"]("inner", (x,), lambda calls: calls == 2, "0").sum().item()
        for _ in range(3)
    ]
    assert answers == [4.0, 0.0, 4.0]


def test_a_change_comes_after_the_refusals_and_asks_the_model_once(
    saboteur: dict[str, Any],
) -> None:
    asked: list[torch.Tensor] = []

    def model(x: torch.Tensor) -> torch.Tensor:
        asked.append(x)
        return x

    zero, ones = torch.zeros(2), torch.ones(2)
    with pytest.raises(ValueError):
        saboteur["changed"]("outer", (model, zero), (model, ones))
    assert saboteur["changed"]("outer", (model, ones), (model, 2 * ones)).tolist() == [3.0, 3.0]
    assert len(asked) == 1
