"""`grader.check` grades what a notebook has run, and says in one line what it cannot."""

from __future__ import annotations

from typing import Any

import pytest

import grader
from grader import notebook
from grader.notebook import Checked, NotebookError
from tests.publishing.conftest import run
from tests.unit.support import solution

STUB = "def x1_from_u(x_t, u, t):\n    # YOUR CODE HERE\n    raise NotImplementedError()"
IMPORTS = "import torch"
RIGHT = """\
def x1_from_u(x_t, u, t):
    return x_t + (1 - t).reshape(-1, *[1] * (x_t.ndim - 1)) * u"""
WRONG = RIGHT.replace("x_t +", "x_t -")


def test_an_exercise_is_graded_as_it_was_run_last(shell: Any) -> None:
    check = 'import grader\ngrader.check("x1_from_u")'
    blank = run(shell, IMPORTS, STUB, check)
    assert (blank.score, blank.max_score) == (0, 6)
    assert "x1_from_u                    not attempted" in repr(blank)
    wrong = run(shell, WRONG, check)
    assert wrong.score < 6
    assert "looks like" in repr(wrong)
    right = run(shell, "def x1_from_u(:", RIGHT, check)
    assert right.score == right.max_score == 6
    assert [found.id for found in right.report.assignments[0].exercises] == ["x1_from_u"]


def test_what_is_shown_are_the_words_of_the_console_and_a_page(shell: Any) -> None:
    checked = run(shell, IMPORTS, WRONG, 'import grader\ngrader.check("x1_from_u")')
    page = checked._repr_html_()
    assert "<" in page
    assert "x1_from_u" in page
    (check, *_) = [check for check in checked.report.checks if check.is_lost]
    assert check.diagnosis.message in " ".join(repr(checked).split())
    assert shell.display_formatter.format(checked)[0]["text/plain"] == repr(checked)


def test_without_a_name_the_assignment_of_the_notebook_is_graded(shell: Any) -> None:
    cells = solution("recovery").split("\n\n\n")
    checked = run(shell, *cells, "import grader\ngrader.check()")
    assert isinstance(checked, Checked)
    assert (checked.score, checked.max_score) == (20, 20)
    assert [assignment.id for assignment in checked.report.assignments] == ["02_recovery"]


def test_a_mistake_is_told_by_its_cell(shell: Any) -> None:
    broken = RIGHT.replace("return x_t", "return x_tt")
    checked = run(shell, IMPORTS, "1 +", broken, 'import grader\ngrader.check("x1_from_u")')
    assert "cell 3" in repr(checked), "as in its In [3]"


@pytest.mark.parametrize(
    ("call", "told"),
    [
        ('"x1_from_esp"', "no exercise x1_from_esp; did you mean x1_from_eps? There are: interpol"),
        ("3", "no exercise 3. There are: "),
        ('"velocity"', "velocity is not defined yet: run the cell that defines it"),
        ("", "no exercise is defined yet: run the cells with your functions"),
    ],
)
def test_what_cannot_be_graded_is_told_in_one_line(shell: Any, call: str, told: str) -> None:
    error = run(shell, f"import grader\ngrader.check({call})")
    assert isinstance(error, NotebookError)
    (line,) = error._render_traceback_()
    assert line.startswith(f"grader: {told}")
    assert "\n" not in line


def test_outside_a_notebook_it_says_how_to_grade() -> None:
    with pytest.raises(NotebookError, match="Elsewhere it is `python -m grader grade PATH`"):
        notebook.check("x1_from_u")


def test_nbgrader_reads_the_points_and_no_points_are_an_error(
    shell: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It takes the number that is shown, and gives full marks for anything else but an error."""
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    check = 'import grader\ngrader.check("x1_from_u")'
    right = run(shell, IMPORTS, RIGHT, check)
    assert shell.display_formatter.format(right)[0]["text/plain"] == "6"
    error = run(shell, STUB, check)
    assert isinstance(error, NotebookError)
    assert "0 / 6 points" in str(error)


def test_an_interrupt_ends_the_workers(shell: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    class Interrupted:
        closed = False

        def run(self, assignment: object) -> None:
            raise KeyboardInterrupt

        def close(self) -> None:
            self.closed = True

    session = Interrupted()
    monkeypatch.setattr(notebook, "_sessions", [session])
    run(shell, IMPORTS, RIGHT)
    with pytest.raises(KeyboardInterrupt):
        notebook.check("x1_from_u")
    assert session.closed
    assert notebook._sessions == []


def test_nothing_else_is_offered() -> None:
    with pytest.raises(AttributeError, match="no attribute 'chek'"):
        _ = grader.chek
