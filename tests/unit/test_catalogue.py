"""Assignments are found, and what is broken in one is told in one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.catalogue import ASSIGNMENTS, ROOT, grader_digest, load_assignment, load_catalogue
from grader.errors import AuthoringError, GraderError, NoSuchAssignment

CHECKS = '''
from hypothesis import strategies as st
from grader.authoring.draft import Assignment

assignment = Assignment(title="Title", module="module")
f = assignment.exercise("f(x)", hint="hint")


@f.property(st.tuples(st.just(1)), score=2)
def holds(student, case):
    """f holds"""
'''


def made(folder: Path, checks: str = CHECKS, misconceptions: str | None = None) -> Path:
    own = folder / "07_own"
    own.mkdir()
    (own / "checks.py").write_text(checks)
    if misconceptions is not None:
        (own / "misconceptions.py").write_text(misconceptions)
    return own


@pytest.mark.parametrize(
    ("other", "module", "told"),
    [
        ("07_other", "another", "07_other and 07_own have one number, 07: change one of them"),
        ("08_other", "module", "07_own and 08_other have one module, module: change one of them"),
    ],
)
def test_two_that_nobody_could_tell_apart_are_refused(
    tmp_path: Path, other: str, module: str, told: str
) -> None:
    made(tmp_path)
    (tmp_path / other).mkdir()
    text = CHECKS.replace('"module"', f'"{module}"')
    (tmp_path / other / "checks.py").write_text(text)
    with pytest.raises(AuthoringError, match=told):
        load_catalogue(tmp_path)


def test_the_kits_assignments_are_found_in_order() -> None:
    found = load_catalogue()
    assert [assignment.id for assignment in found] == [
        "01_interpolant",
        "02_recovery",
        "03_sampling",
        "04_ambiguity",
        "05_training",
    ]
    assert [
        sum(exercise.max_score for exercise in assignment.exercises) for assignment in found
    ] == [20, 20, 30, 15, 15]


@pytest.mark.parametrize(
    "wanted",
    [
        "02",
        "2",
        "002",
        "02_recovery",
        "recovery",
        "assignments/02_recovery",
        "./assignments/02_recovery/",
        "assignments/01_interpolant/../02_recovery",
        str(ASSIGNMENTS / "02_recovery"),
    ],
)
def test_an_assignment_is_wanted_by_number_name_or_folder(
    wanted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    assert [assignment.id for assignment in load_catalogue(wanted=wanted)] == ["02_recovery"]


def test_an_assignment_is_wanted_by_the_name_of_its_module(tmp_path: Path) -> None:
    made(tmp_path)
    assert [assignment.id for assignment in load_catalogue(tmp_path, "module")] == ["07_own"]


def test_another_assignment_that_is_broken_is_in_nobodys_way(tmp_path: Path) -> None:
    made(tmp_path)
    (tmp_path / "08_broken").mkdir()
    (tmp_path / "08_broken" / "checks.py").write_text("1 / 0")
    for wanted in ("7", "own", "07_own"):
        assert [assignment.id for assignment in load_catalogue(tmp_path, wanted)] == ["07_own"]


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ("interpolent", "no assignment interpolent; did you mean interpolant? There are: 01_"),
        ("Recovery", "no assignment Recovery; did you mean recovery? There are: 01_"),
        ("assignments/02_recovry/", "; did you mean 02_recovery? There are: 01_"),
        ("02_recovery.py", "; did you mean 02_recovery? There are: 01_"),
        ("9", "no assignment 9. There are: 01_"),
        ("", "no assignment ''. There are: 01_"),
        ("9" * 5000, "9. There are: 01_"),
        ("x/" * 3000, "/. There are: 01_"),
    ],
)
def test_an_assignment_that_is_not_there_is_answered_with_the_nearest(
    wanted: str, told: str
) -> None:
    with pytest.raises(NoSuchAssignment) as caught:
        load_catalogue(wanted=wanted)
    assert told in str(caught.value)


@pytest.mark.parametrize("wanted", ["9", "", "../02_recovery", "tests/02_recovery", "02_"])
def test_an_assignment_that_is_not_there_is_answered_with_those_that_are(wanted: str) -> None:
    with pytest.raises(NoSuchAssignment) as caught:
        load_catalogue(wanted=wanted)
    assert "There are: 01_interpolant, 02_recovery, 03_sampling" in str(caught.value)


def test_only_folders_of_the_form_with_checks_count(tmp_path: Path) -> None:
    made(tmp_path)
    for other in ("7_short", "08_nothing", "notes", "09_Upper"):
        (tmp_path / other).mkdir()
    for other in ("7_short", "notes", "09_Upper"):
        (tmp_path / other / "checks.py").write_text(CHECKS)
    assert [assignment.id for assignment in load_catalogue(tmp_path)] == ["07_own"]


@pytest.mark.parametrize("missing", [True, False])
def test_a_folder_without_assignments_is_refused(tmp_path: Path, missing: bool) -> None:
    with pytest.raises(NoSuchAssignment, match="no folder NN_name with a "):
        load_catalogue(tmp_path / "none" if missing else tmp_path)


def test_an_assignment_needs_no_misconceptions(tmp_path: Path) -> None:
    assignment = load_assignment(made(tmp_path))
    assert assignment.misconceptions == ()
    assert assignment.exercises[0].signature == "f(x)"
    assert assignment.exercises[0].checks[0].id == "f.holds"
    assert assignment.number == "07"


BROKEN = {
    "no draft": ("x = 1", None, "no `assignment = Assignment(...)`"),
    "a syntax error": ("def f(:", None, "SyntaxError"),
    "an exception": ("1 / 0", None, "ZeroDivisionError: division by zero"),
    "no docstring": (CHECKS.replace('    """f holds"""', "    pass"), None, "needs a docstring"),
    "no list of misconceptions": (CHECKS, "x = 1", "no `known = Misconceptions()`"),
    "a misconception about nothing": (
        CHECKS,
        "from grader.authoring.ideas import Misconceptions\nknown = Misconceptions()\n"
        "@known.formula('g')\ndef idea(x):\n    'wrong'\n    return x\n",
        "idea is about g, which is no exercise of checks.py",
    ),
    "a misconception without words": (
        CHECKS,
        "from grader.authoring.ideas import Misconceptions\nknown = Misconceptions()\n"
        "@known.formula('f')\ndef idea(x):\n    return x\n",
        "idea needs a docstring",
    ),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_assignment_is_told_in_one_line_with_its_file(what: str, tmp_path: Path) -> None:
    checks, misconceptions, text = BROKEN[what]
    folder = made(tmp_path, checks, misconceptions)
    with pytest.raises(AuthoringError) as caught:
        load_assignment(folder)
    assert text in str(caught.value)
    assert str(folder) in str(caught.value)
    assert "\n" not in str(caught.value)
    assert isinstance(caught.value, GraderError)


def test_the_digest_changes_with_what_decides_a_score(tmp_path: Path) -> None:
    folder = made(tmp_path)
    first = grader_digest([load_assignment(folder)])
    assert first == grader_digest([load_assignment(folder)])
    (folder / "checks.py").write_text(CHECKS.replace("score=2", "score=3"))
    second = grader_digest([load_assignment(folder)])
    (folder / "misconceptions.py").write_text(
        "from grader.authoring.ideas import Misconceptions\nknown = Misconceptions()\n"
    )
    assert len({first, second, grader_digest([load_assignment(folder)])}) == 3


def test_the_handed_out_folder_holds_no_solution() -> None:
    for path in ASSIGNMENTS.rglob("*.py"):
        assert "BEGIN SOLUTION" not in path.read_text(encoding="utf-8"), path
