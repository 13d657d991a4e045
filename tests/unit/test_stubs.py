"""Stubs are what students start from: fresh, worth nothing, and silent about the solution."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from grader.catalogue import ASSIGNMENTS, SOLUTIONS
from grader.commands.regions import BEGIN, END, MarkError, check_signatures, check_solution
from grader.commands.stubs import stub_of, stubs
from grader.errors import AuthoringError
from grader.judging.grading_run import GradingRun
from grader.model import Exercise
from grader.results import Verdict
from grader.submission import read_submission
from tests.unit.support import TOTAL

MADE = stubs()


def test_every_assignment_has_a_stub(grader: GradingRun) -> None:
    assert set(MADE) == {
        assignment.folder / f"{assignment.module}.py" for assignment in grader.assignments
    }


@pytest.mark.parametrize("path", MADE, ids=lambda path: path.name)
def test_committed_stubs_are_made_from_the_solutions(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == MADE[path], "stale: `make stubs` writes it anew"


def _region_lines(solution: str) -> set[str]:
    """Return the lines of solution regions that say something."""
    lines, inside = set(), False
    for line in solution.splitlines():
        if BEGIN in line or END in line:
            inside = BEGIN in line
        elif inside and len(line.strip()) > 3:
            lines.add(line.strip())
    return lines


@pytest.mark.parametrize("path", MADE, ids=lambda path: path.name)
def test_a_stub_holds_no_line_of_a_solution(path: Path) -> None:
    solution = (SOLUTIONS / path.parent.name / path.name).read_text(encoding="utf-8")
    secret = _region_lines(solution)
    assert secret
    assert not secret & {line.strip() for line in path.read_text(encoding="utf-8").splitlines()}


@pytest.mark.parametrize("path", MADE, ids=lambda path: path.name)
def test_a_stub_defines_every_exercise_and_nothing_else(path: Path, grader: GradingRun) -> None:
    text = path.read_text(encoding="utf-8")
    assignment = next(known for known in grader.assignments if known.folder == path.parent)
    assert re.findall(r"^def (\w+)", text, re.M) == [
        exercise.id for exercise in assignment.exercises
    ]
    assert text.count("raise NotImplementedError()") == len(assignment.exercises)


def test_the_stubs_score_nothing_and_nothing_crashes(grader: GradingRun) -> None:
    report = grader.grade(read_submission(ASSIGNMENTS, grader.assignments, chosen=False))
    assert report.score == 0
    assert report.max_score == TOTAL
    for assignment in report.assignments:
        assert assignment.notices == ()
        for exercise in assignment.exercises:
            assert exercise.score == 0
            assert exercise.verdict is Verdict.NOT_ATTEMPTED


def test_the_solutions_score_everything(grader: GradingRun, public_grader: GradingRun) -> None:
    submission = read_submission(SOLUTIONS, grader.assignments, chosen=False)
    for judge in (grader, public_grader):
        report = judge.grade(submission)
        assert report.score == report.max_score == TOTAL
        assert {check.verdict for check in report.checks} == {Verdict.PASSED}


def test_hidden_checks_carry_no_points(grader: GradingRun) -> None:
    """A score must be the same with and without the solutions."""
    for assignment in grader.assignments:
        for exercise in assignment.exercises:
            assert sum(check.points for check in exercise.checks if check.hidden) == 0
            assert sum(check.points for check in exercise.checks if not check.hidden) > 0


SOLUTION = f"""\
import torch

{BEGIN}
def helper(x):
    return x
{END}


def f(x):
    \"\"\"Return it.\"\"\"
    {BEGIN}
    return helper(x)
    {END}
"""


def test_a_region_in_a_function_becomes_a_placeholder_and_others_vanish() -> None:
    assert stub_of(SOLUTION, "f.py") == (
        'import torch\n\n\n\ndef f(x):\n    """Return it."""\n    # YOUR CODE HERE\n'
        "    raise NotImplementedError()\n"
    ).replace("torch\n\n\n\n", "torch\n\n\n")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"{BEGIN}\nx\n", "f.py: the region of line 1 is never closed"),
        (f"x\n{END}\n", "f.py, line 2: no region is open here"),
        (f"{BEGIN}\n{BEGIN}\n{END}\n", "f.py, line 2: the region of line 1 is still open"),
        (f"{BEGIN}\n{END}\n{END}\n", "f.py, line 3: no region is open here"),
    ],
)
def test_marks_that_do_not_pair_are_refused_with_their_line(text: str, message: str) -> None:
    with pytest.raises(MarkError) as caught:
        stub_of(text, "f.py")
    assert str(caught.value) == message


F = Exercise("f", ("x",), "", ())
G = Exercise("g", ("x", "t"), "", ())
WHOLE = SOLUTION + f"\n\ndef g(x, t=0.5):\n    {BEGIN}\n    return x\n    {END}\n"


def test_a_solution_with_a_region_in_every_exercise_is_fine() -> None:
    check_solution(WHOLE, "f.py", [F, G])
    check_signatures(stub_of(WHOLE, "f.py"), "f.py", [F, G])


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            f"    {BEGIN}\n    return x\n    {END}\n",
            "    return x\n",
            "f.py: no region lies in g, so ",
        ),
        (
            WHOLE,
            "def f(x):\n    return x\n\n\ndef g(x, t):\n    return x\n",
            "region lies in f, so ",
        ),
        ("def g(x, t=0.5)", "def g(t, x)", "f.py, line 16: g(t, x), where checks.py has g(x, t)"),
        ("def g(x, t=0.5)", "def g(x: A)", "f.py, line 16: g(x), where checks.py has g(x, t)"),
        ("def g(x, t=0.5)", "def g(x, *, t=1)", "16: g(x, *, t), where checks.py has g(x, t)"),
        ("def g(", "def h(", "f.py: no function g, where checks.py has g(x, t)"),
        ("def g(", "def g(:", "f.py, line 16: SyntaxError: "),
    ],
)
def test_a_solution_that_no_stub_can_be_made_of_is_refused(
    old: str, new: str, message: str
) -> None:
    assert old in WHOLE
    with pytest.raises(AuthoringError) as caught:
        check_solution(WHOLE.replace(old, new), "f.py", [F, G])
    assert message in str(caught.value)


def test_stubs_are_not_written_where_an_answer_would_be_handed_out(tmp_path: Path) -> None:
    shutil.copytree(ASSIGNMENTS / "02_recovery", tmp_path / "assignments" / "02_recovery")
    shutil.copytree(SOLUTIONS / "02_recovery", tmp_path / "solutions" / "02_recovery")
    path = tmp_path / "solutions" / "02_recovery" / "recovery.py"
    text = path.read_text(encoding="utf-8")
    assert len(stubs(tmp_path / "assignments", tmp_path / "solutions")) == 1
    path.write_text(text.replace(BEGIN, "#").replace(END, "#"), encoding="utf-8")
    with pytest.raises(MarkError, match="no region lies in x1_from_u, so students would be given"):
        stubs(tmp_path / "assignments", tmp_path / "solutions")
