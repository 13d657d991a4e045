"""Conditions on inputs: which an exercise has, and what is declared outside of its domain."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from grader.audit.corpus.blind_spots import read_blind_spots
from grader.audit.corpus.conditions import (
    CourseConditions,
    changes_of,
    conditions_on,
    pairs,
    parameters_of,
    read_conditions,
)
from grader.audit.corpus.sabotage import candidates
from grader.audit.findings.coverage import coverage, coverage_problems
from grader.audit.records import AuditError, Condition, Sabotage
from grader.audit.run.sabotaging import Tried
from grader.catalogue import SOLUTIONS, load_catalogue
from grader.model import Assignment
from tests.audit.made_up import assignment

COURSE = CourseConditions(
    conditions={
        "call": {"call": {"it is a later call": "calls > 10"}},
        "one call": {"call": {"it is the first call": "calls == 1"}},
        "Tensor": {
            "axes": {"{0} has 1 axis": "{0}.ndim == 1", "{0} has 2 axes": "{0}.ndim == 2"},
            "values of {0}": {"all of {0} is 0": "({0} == 0).all()"},
        },
        "when": {"axes": {"never": "False"}, "order of {0}": {"{0} rise": "rises({0})"}},
        "when, step": {"end": {"{0} + {1} is 1": "ends({0}, {1})"}},
    },
    changes={"when": {"{0} is cut": "{0}[:1]"}},
    errors_allowed={},
    text="",
)


def words(parameters: dict[str, str]) -> list[str]:
    return [condition.words for condition in conditions_on(parameters, COURSE)]


def test_a_factor_that_names_no_parameter_is_taken_once() -> None:
    assert words({"a": "Tensor", "b": "torch.Tensor"}) == [
        "a has 1 axis",
        "a has 2 axes",
        "all of a is 0",
        "all of b is 0",
        "it is a later call",
        "it is the first call",
    ]


def test_a_name_stands_before_a_kind_and_several_names_come_with_all_of_them() -> None:
    assert words({"when": "Tensor", "step": "float"}) == [
        "never",
        "when rise",
        "when + step is 1",
        "it is a later call",
        "it is the first call",
    ]
    assert words({"step": "float"}) == ["it is a later call", "it is the first call"]


def test_pairs_are_of_two_factors_and_in_one_order() -> None:
    conditions = conditions_on({"a": "Tensor"}, COURSE)
    found = pairs(conditions)
    assert len(found) == 5  # 2 axes, 1 value, 1 call: 2 + 2 + 1
    assert all(first.factor != second.factor for first, second in found)
    assert found == pairs(conditions)


def test_what_holds_of_one_call_makes_no_pair() -> None:
    """One call has one level of every other factor: a run of cases cannot meet two."""
    conditions = conditions_on({"a": "Tensor"}, COURSE)
    assert [condition.words for condition in conditions if condition.alone] == [
        "it is the first call"
    ]
    paired = {condition.words for pair in pairs(conditions) for condition in pair}
    assert "it is a later call" in paired
    assert "it is the first call" not in paired


def test_a_change_is_the_new_value() -> None:
    assert changes_of({"when": "Tensor"}, COURSE) == [Condition("when", "when is cut", "when[:1]")]


def test_an_alias_of_a_callable_is_seen_through() -> None:
    text = "Model = Callable[[Tensor], Tensor]\ndef f(model: Model, x): ...\n"
    assert parameters_of(text, "f") == {"model": "Callable[[Tensor], Tensor]", "x": ""}
    with pytest.raises(AuditError, match="no function g"):
        parameters_of(text, "g")


@pytest.mark.parametrize("course", load_catalogue(), ids=lambda course: course.id)
def test_all_that_the_course_says_is_code(course: Assignment) -> None:
    for exercise in course.exercises:
        found = candidates(course, exercise.id, SOLUTIONS)
        if "torch.nn.Module" in found.parameters.values():  # nothing is damaged in a network
            assert not found.singles
            assert not found.pairs
            continue
        for condition in (*found.conditions, *found.changes):
            compile(condition.code, condition.words, "eval")
            assert "{" not in condition.words
        assert len(found.pairs) >= 69  # of generate, which has the fewest
        assert len(found.singles) == len(found.conditions) + len(found.changes)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("CONDITIONS = {}\nCHANGES = {}\n", "there is no ERRORS_ALLOWED"),
        ("CONDITIONS = f()\n", "malformed"),
        ("CONDITIONS = {\n", "never closed"),
    ],
)
def test_a_broken_file_is_told(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "course" / "conditions.py"
    path.parent.mkdir()
    path.write_text(text)
    with pytest.raises(AuditError, match=said):
        read_conditions(tmp_path)


def written(folder: Path, text: str) -> Path:
    path = folder / assignment().id / "blind_spots.toml"
    path.parent.mkdir()
    path.write_text(text)
    return folder


SPOT = '[[blind_spot]]\nexercise = "move"\nconditions = ["B > 7"]\nreason = "B is 7 at most"\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (SPOT.replace("move", "other"), "other, which is no exercise"),
        (SPOT.replace("B is 7 at most", " "), "no reason"),
        (SPOT.replace('["B > 7"]', "[]").replace("move", "*"), "no list of conditions"),
        (SPOT.replace('["B > 7"]', "3"), "no list of conditions"),
        (SPOT.replace("reason", "why"), "a blind spot has conditions, exercise, reason"),
        (SPOT + "damage = 1\n", "damage is a text"),
        (SPOT + 'paired = "yes"\n', "paired a boolean"),
        ("[blind]\n", "nothing else"),
        ("blind_spot =\n", "cannot be read"),
    ],
)
def test_a_broken_declaration_is_told(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(AuditError, match=said):
        read_blind_spots(assignment(), written(tmp_path, text))


def tried(*held: str, killers: tuple[str, ...] = ()) -> Tried:
    conditions = tuple(Condition("any", condition, "True") for condition in held)
    sabotage = Sabotage(assignment().id, "move", conditions, "0", "x = [1.0]")
    return Tried(sabotage, killers, full=not killers)


def test_what_no_public_check_sees_is_a_blind_spot_unless_it_is_declared(tmp_path: Path) -> None:
    declared = read_blind_spots(assignment(), written(tmp_path, SPOT))
    results = [
        tried("B = 1", killers=("move.first",)),
        tried("B > 7"),
        tried("B > 7", "x is 0"),
        tried("x is 0", killers=("move.same",)),  # by a hidden check only
    ]
    (covered,) = coverage([assignment()], results, declared)
    assert (covered.singles_killed, covered.singles) == (1, 3)
    assert (covered.pairs_killed, covered.pairs) == (0, 1)
    assert covered.told == {"B is 7 at most": 2}
    (blind,) = covered.undeclared
    assert (blind.sabotage.words, blind.hidden) == ("0 where x is 0", True)
    (problem,) = coverage_problems([covered], declared)
    assert (problem.kind, problem.text) == (
        "blind spots",
        "1 of 4 sabotages keep full marks, and are not declared: 0 where x is 0",
    )


def test_a_declaration_may_be_of_one_damage_of_pairs_alone_or_of_all_exercises(
    tmp_path: Path,
) -> None:
    single, pair = tried("B > 7").sabotage, tried("B > 7", "x is 0").sabotage
    text = SPOT + SPOT + "paired = true\n" + SPOT + 'damage = "NaN"\n' + SPOT.replace("move", "*")
    plain, paired, other, everywhere = read_blind_spots(assignment(), written(tmp_path, text))
    assert [spot.covers(single) for spot in (plain, paired, other)] == [True, False, False]
    assert [spot.covers(pair) for spot in (plain, paired, other)] == [True, True, False]
    assert everywhere.covers(single)
    assert not everywhere.covers(tried("x is 0").sabotage)
    assert other.words == "NaN where B > 7"


def test_a_reason_may_be_that_of_several_blind_spots(tmp_path: Path) -> None:
    text = SPOT.replace('["B > 7"]', '[["B > 7", "x is 0"], ["x is 1"]]')
    spots = read_blind_spots(assignment(), written(tmp_path, text))
    assert [spot.conditions for spot in spots] == [("B > 7", "x is 0"), ("x is 1",)]
    assert not any(spot.covers(tried("B > 7").sabotage) for spot in spots)


def test_a_declared_blind_spot_that_is_seen_is_a_problem(tmp_path: Path) -> None:
    declared = read_blind_spots(assignment(), written(tmp_path, SPOT))
    table = coverage([assignment()], [tried("B > 7", killers=("move.first",))], declared)
    (problem,) = coverage_problems(table, declared)
    assert problem.kind == "a blind spot that is none"


def test_that_an_exercise_is_not_sabotaged_is_a_problem_unless_a_reason_is_given(
    tmp_path: Path,
) -> None:
    (reason,) = read_blind_spots(assignment(), written(tmp_path, SPOT.replace('"B > 7"', "")))
    assert not reason.covers(tried("B > 7").sabotage)
    elsewhere = replace(tried("B > 7", killers=("a.b",)).sabotage, exercise="other")
    table = coverage([assignment()], [Tried(elsewhere, ("a.b",), full=False)], [reason])
    assert coverage_problems(table, [reason]) == []
    (problem,) = coverage_problems(table, [])
    assert problem.kind == "not sabotaged"
    seen = coverage([assignment()], [tried("B > 7", killers=("move.first",))], [reason])
    (problem,) = coverage_problems(seen, [reason])
    assert problem.kind == "a blind spot that is none"
