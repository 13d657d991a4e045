"""Made mutants: all that a small function gives, each once, always the same."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

import pytest

from grader.audit.corpus.making import make_mutants
from grader.audit.records import Variant
from grader.catalogue import SOLUTIONS, load_catalogue
from grader.model import Assignment

SOURCE = '''
from torch import Tensor


def share(t: Tensor) -> Tensor:
    return 1 - t


def step(x: Tensor, t: Tensor, num_steps: int) -> Tensor:
    """Step."""
    if (t == 0).any():
        raise ValueError("t is 0")
    for k in range(num_steps):
        x = x + share(t) / num_steps
    return x


def unused(x: Tensor) -> Tensor:
    return -x
'''


def made(folder: Path) -> list[Variant]:
    (assignment,) = load_catalogue(wanted="03")
    exercise = replace(assignment.exercises[0], id="step")
    toy = replace(assignment, id="09_toy", module="toy", exercises=(exercise,))
    (folder / toy.id).mkdir(exist_ok=True)
    (folder / toy.id / "toy.py").write_text(SOURCE)
    return make_mutants(toy, folder)


def test_every_operator_is_used(tmp_path: Path) -> None:
    notes = [variant.note for variant in made(tmp_path)]
    for wanted in (
        "operator: 1 - t -> 1 + t",
        "operands exchanged: 1 - t -> t - 1",
        "operand dropped: 1 - t -> t",
        "constant: 1 -> 2",
        "comparison: t == 0 -> t < 0",
        "another parameter: t -> x",
        "dtype: t -> t.double()",
        "axis added: t -> t.unsqueeze(0)",
        "range: range(num_steps) -> range(1, num_steps)",
        "sibling function: (t == 0).any() -> (t == 0).all()",
        "kind of error: raise ValueError('t is 0') -> raise KeyError('t is 0')",
        "result: shape",
        "nothing returned: return x -> x",
    ):
        assert wanted in notes
    assert any(note.startswith("line dropped: if (t == 0).any()") for note in notes)
    assert any("x.add_(share(t) / num_steps)" in note for note in notes)


def test_helpers_are_mutated_and_what_is_not_called_is_not(tmp_path: Path) -> None:
    variants = made(tmp_path)
    assert {variant.exercises for variant in variants} == {("step",)}
    assert any(variant.code.startswith("def share") for variant in variants)
    assert not any(variant.code.startswith("def unused") for variant in variants)


def test_the_texts_of_errors_are_left_alone(tmp_path: Path) -> None:
    assert not any("t is 0x" in variant.code for variant in made(tmp_path))


def test_mutants_are_the_same_each_time(tmp_path: Path) -> None:
    assert made(tmp_path) == made(tmp_path)


@pytest.mark.parametrize("assignment", load_catalogue(), ids=lambda assignment: assignment.id)
def test_mutants_of_the_course_are_code_and_differ(assignment: Assignment) -> None:
    variants = make_mutants(assignment, SOLUTIONS)
    assert len({variant.id for variant in variants}) == len(variants)
    assert len({variant.code for variant in variants}) == len(variants)
    for variant in variants:
        ast.parse(variant.text)
