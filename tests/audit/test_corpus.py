"""The corpus of the course: large enough, complete, and about what it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.audit.corpus.making import make_mutants
from grader.audit.corpus.written import read_corpus, unwritten
from grader.audit.options import DEAR, once_each, thinned
from grader.audit.records import AuditError, Family, Variant
from grader.catalogue import SOLUTIONS, load_catalogue
from grader.model import Assignment

CATALOGUE = load_catalogue()
WRITTEN = {assignment.id: read_corpus(assignment, SOLUTIONS) for assignment in CATALOGUE}


@pytest.mark.parametrize("assignment", CATALOGUE, ids=lambda assignment: assignment.id)
def test_every_misconception_has_its_code(assignment: Assignment) -> None:
    assert unwritten(assignment, WRITTEN[assignment.id]) == []


@pytest.mark.parametrize("assignment", CATALOGUE, ids=lambda assignment: assignment.id)
def test_a_missing_misconception_is_noticed(assignment: Assignment) -> None:
    labelled = next(variant for variant in WRITTEN[assignment.id] if variant.misconception)
    fewer = [
        variant
        for variant in WRITTEN[assignment.id]
        if variant.misconception != labelled.misconception
    ]
    assert labelled.misconception in {identity for _, identity in unwritten(assignment, fewer)}


def test_the_fast_form_has_all_cells_and_a_code_of_each_misconception() -> None:
    for assignment in CATALOGUE:
        written = WRITTEN[assignment.id]
        kept = once_each(written)
        assert unwritten(assignment, kept) == []
        assert [code for code in kept if code.idea is None] == [
            code for code in written if code.idea is None
        ]
        ideas = [(code.exercises, code.misconception) for code in kept if code.idea is not None]
        assert len(ideas) == len(set(ideas))


def test_the_corpus_is_large_enough() -> None:
    counted = [variant for name in ("01", "02", "03") for variant in _of(name)]
    right = [variant for variant in counted if variant.family is Family.EQUIVALENT]
    mutants = [variant for variant in counted if variant.family is Family.MUTANT]
    made = [
        variant
        for assignment in CATALOGUE
        if assignment.number <= "03"
        for variant in make_mutants(assignment, SOLUTIONS)
    ]
    assert len(right) >= 120
    assert len(mutants) + len(made) >= 400


def _of(number: str) -> list[Variant]:
    return [
        variant for name, found in WRITTEN.items() if name.startswith(number) for variant in found
    ]


@pytest.mark.parametrize("assignment", CATALOGUE, ids=lambda assignment: assignment.id)
def test_every_exercise_has_right_forms_and_mutants(assignment: Assignment) -> None:
    for exercise in assignment.exercises:
        families = {
            variant.family for variant in WRITTEN[assignment.id] if exercise.id in variant.exercises
        }
        assert families == {Family.EQUIVALENT, Family.MUTANT}, exercise.id


def test_of_what_is_dear_a_short_audit_takes_a_part_that_meets_everything() -> None:
    (assignment,) = (found for found in CATALOGUE if found.dear)
    every = WRITTEN[assignment.id]
    some = thinned(every, DEAR)
    assert thinned(every, 1) == every
    assert 2 * len(some) < len(every)
    assert set(some) < set(every)
    assert unwritten(assignment, some) == []
    for exercise in assignment.exercises:
        of_it = [variant for variant in some if variant.exercises == (exercise.id,)]
        unlabelled = {variant.family for variant in of_it if variant.misconception is None}
        assert unlabelled == {Family.EQUIVALENT, Family.MUTANT}


@pytest.mark.parametrize(
    ("name", "title", "said"),
    [
        ("mutants.py", "one : nothing", "no exercise"),
        ("mutants.py", "one : velocity -> no_such_idea", "does not have"),
        ("mutants.py", "one : velocity -> sigma_min_path", "put it in equivalents.py"),
    ],
)
def test_wrong_labels_are_refused(tmp_path: Path, name: str, title: str, said: str) -> None:
    (assignment,) = load_catalogue(wanted="01")
    folder = tmp_path / assignment.id
    folder.mkdir()
    (folder / "interpolant.py").write_text("def velocity(x1, eps): ...\n")
    bound = "nothing" if "nothing" in title else "velocity"
    (folder / name).write_text(f"# %% {title}\ndef {bound}(x1, eps): ...\n")
    with pytest.raises(AuditError, match=said):
        read_corpus(assignment, tmp_path)
