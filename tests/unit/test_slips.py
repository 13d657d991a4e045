"""What an author misspells is told with its file, its line and the names there are."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.catalogue import load_assignment
from grader.commands.grade import tell_staff
from grader.errors import DEBUG, AuthoringError, GraderError
from grader.host.workers import start
from grader.judging.grading_run import GradingRun
from grader.results import GradeReport, Verdict
from grader.submission import read_submission

CHECKS = '''
from dataclasses import dataclass
from hypothesis import strategies as st
from grader.authoring import Assignment

assignment = Assignment(title="Title", module="module")
double = assignment.exercise("double(x)", hint="hint")


@dataclass(frozen=True)
class Number:
    value: float
    other: float = 0.0


@double.property(st.tuples(st.builds(Number, st.just(1.0))), score=2)
def holds(student, case):
    """double holds"""
    student.double(case.value)
'''


def written(folder: Path, old: str = "", new: str = "", misconceptions: str | None = None) -> Path:
    assert old in CHECKS
    own = folder / "07_own"
    own.mkdir()
    (own / "checks.py").write_text(CHECKS.replace(old, new) if old else CHECKS)
    if misconceptions is not None:
        head = "from grader.authoring import Misconceptions\nknown = Misconceptions()\n"
        (own / "misconceptions.py").write_text(head + misconceptions)
    return own


def graded(
    own: Path,
    code: str = "def double(x):\n    return 2 * x\n",
    raised: dict[str, str] | None = None,
) -> GradeReport:
    assignment = load_assignment(own)
    path = own.parent / "module.py"
    path.write_text(code)
    solutions = own.parent / "solutions"
    with start() as workers, GradingRun([assignment], workers, solutions=solutions) as grader:
        report = grader.grade(read_submission(path, [assignment], chosen=True))
        if raised is not None:
            raised |= grader.raised
        return report


AT_LOADING = {
    "a name of grader.authoring": (
        "import Assignment",
        "import Asignment",
        "checks.py, line 4: ImportError: cannot import name 'Asignment' from 'grader.authoring'"
        "; did you mean Assignment? grader.authoring has: ALPHA, DRAWS, ",
        "",
    ),
    "a name that is not imported": (
        "st.builds(",
        "examples(",
        "checks.py, line 16: NameError: name 'examples' is not defined",
        ": import it from grader.authoring",
    ),
    "a name that is defined otherwise": (
        "st.builds(Number",
        "st.builds(Numbr",
        "line 16: NameError: name 'Numbr' is not defined; did you mean Number?",
        "",
    ),
    "a method of an exercise": (
        "@double.property",
        "@double.proprty",
        "line 16: AttributeError: 'ExerciseDraft' object has no attribute 'proprty'"
        "; did you mean property?",
        "ExerciseDraft has: agrees, ",
    ),
    "a check that is refused": (
        '"""double holds"""',
        "",
        "checks.py, line 16: holds needs a docstring: it is the check's claim",
        "",
    ),
    "a signature that is none": (
        "double(x)",
        "double(x, )x",
        "checks.py, line 7: 'double(x, )x' is no signature: write it as name(first, second)",
        "",
    ),
    "an exercise without a check": (
        "@dataclass",
        'assignment.exercise("half(x)", hint="hint")\n\n\n@dataclass',
        "half has no check, so nothing of it is graded: add one",
        "",
    ),
    "a syntax error": ("def holds(", "def holds(:", "checks.py, line 17: SyntaxError: ", ""),
}


@pytest.mark.parametrize("what", AT_LOADING)
def test_a_slip_at_loading_is_told(what: str, tmp_path: Path) -> None:
    old, new, start, end = AT_LOADING[what]
    own = written(tmp_path, old, new)
    with pytest.raises(AuthoringError) as caught:
        load_assignment(own)
    told = str(caught.value)
    assert told.startswith(str(own))
    assert start in told
    assert end in told
    assert "\n" not in told


AT_GRADING = {
    "a function of the submission": (
        "student.double(",
        "student.dubble(",
        "07_own/checks.py, line 19: AttributeError: no exercise is called dubble"
        "; did you mean double? Student has: call, calls, double, generator",
    ),
    "a part of the drawn case": (
        "case.value",
        "case.valeu",
        "07_own/checks.py, line 19: AttributeError: 'Number' object has no attribute 'valeu'"
        "; did you mean value? Number has: other, value",
    ),
    "a comparison that is returned": (
        "student.double(case.value)",
        "return student.double(case.value) == 2",
        "its body returns bool, which is never looked at: use an expect_... or raise Failure",
    ),
    "anything else": (
        "student.double(case.value)",
        "student.double(case.value) / 0",
        "07_own/checks.py, line 19: ZeroDivisionError: ",
    ),
}


@pytest.mark.parametrize("what", AT_GRADING)
def test_a_slip_in_a_check_is_told_and_is_not_the_students(what: str, tmp_path: Path) -> None:
    old, new, words = AT_GRADING[what]
    (check,) = graded(written(tmp_path, old, new)).checks
    assert check.verdict is Verdict.GRADER_ERROR
    assert check.message is not None
    assert f"double.holds: {words}" in check.message


def test_a_slip_in_a_predicate_is_told_to_staff_and_to_no_student(tmp_path: Path) -> None:
    idea = "@known.symptom('double')\ndef idea(records):\n    'An idea.'\n    records[0].valu\n"
    own = written(tmp_path, misconceptions=idea)
    raised: dict[str, str] = {}
    (check,) = graded(own, "def double(x):\n    return no\n", raised).checks
    assert check.verdict is Verdict.ERROR
    assert check.diagnosis is None
    assert "idea" not in str(check)
    assert (
        "misconception idea: 07_own/misconceptions.py, line 6: AttributeError: " in raised["idea"]
    )
    assert "; did you mean value? RecordedCall has: asked, call, evaluated, " in raised["idea"]


@pytest.mark.parametrize("asked", [False, True])
@pytest.mark.parametrize("public", [False, True])
def test_what_the_kit_must_repair_is_told_to_staff_who_ask(
    public: bool,
    asked: bool,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(DEBUG, "1" if asked else "")
    tell_staff(["misconception idea: KeyError: 'x'"], public)
    told = "grader: misconception idea: KeyError: 'x'\n"
    assert capsys.readouterr().err == (told if asked and not public else "")


STRATEGIES = {
    "it raises": (
        "st.builds(Number, st.just(1.0))",
        "st.just(1.0).map(lambda value: value.number)",
        "07_own/checks.py, line 16: AttributeError: 'float' object has no attribute 'number', "
        "while cases of double.holds are drawn",
    ),
    "it is impossible": (
        "st.just(1.0)",
        "st.floats(2, 1)",
        "while cases of double.holds are drawn",
    ),
    "it yields no tuples": (
        "st.tuples(st.builds(Number, st.just(1.0)))",
        "st.builds(Number, st.just(1.0))",
        "double.holds: its strategy yields Number, where a tuple of cases is expected",
    ),
}


@pytest.mark.parametrize("what", STRATEGIES)
def test_a_slip_in_a_strategy_is_told(what: str, tmp_path: Path) -> None:
    old, new, words = STRATEGIES[what]
    with pytest.raises(GraderError) as caught:
        graded(written(tmp_path, old, new))
    assert words in str(caught.value)


def test_a_check_without_a_slip_is_graded(tmp_path: Path) -> None:
    report = graded(written(tmp_path))
    assert (report.score, report.max_score) == (2, 2)
