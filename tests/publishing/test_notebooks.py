"""The notebooks are made from the stubs and handouts: fresh, silent about solutions, and they run.

All are run in this process, and one of them in a kernel of its own, which costs seconds to start;
`PUBLISHING=long` gives one to each and grades every exercise there.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import nbformat
import pytest
from nbclient import NotebookClient

from grader.catalogue import SOLUTIONS, load_catalogue
from grader.commands.regions import BEGIN
from grader.errors import AuthoringError
from grader.judging.grading_run import GradingRun
from grader.model import Assignment
from grader.publishing.handouts import read_handout
from grader.publishing.notebooks import notebook, notebooks
from grader.publishing.pictures import picture_of
from grader.publishing.stub_cells import stub_cells
from grader.results import GradeReport
from grader.submission import read_submission
from tests.publishing.conftest import run
from tests.publishing.leaks import said, solution_lines
from tests.publishing.long import LONG

CATALOGUE = load_catalogue()
Made = dict[Path, str]
_ALL = pytest.mark.parametrize("assignment", CATALOGUE, ids=lambda found: found.id)


def filled(assignment: Assignment) -> str:
    """Return the notebook of an assignment with the solution written into it."""
    path = SOLUTIONS / assignment.id / f"{assignment.module}.py"
    return notebook(assignment, path.read_text(encoding="utf-8"))


def code_cells(text: str) -> list[Any]:
    return [cell for cell in nbformat.reads(text, 4).cells if cell.cell_type == "code"]


def place_of(assignment: Assignment) -> Path:
    return assignment.folder / f"{assignment.module}.ipynb"


def test_every_assignment_has_a_notebook_and_all_are_made_the_same_again(made: Made) -> None:
    assert set(made) == {place_of(assignment) for assignment in CATALOGUE}
    assert notebooks() == made


@_ALL
def test_committed_notebooks_are_made_from_the_solutions(
    assignment: Assignment, made: Made
) -> None:
    path = place_of(assignment)
    assert path.read_text(encoding="utf-8") == made[path], "stale: `make stubs` writes it anew"


@_ALL
def test_a_notebook_holds_no_line_of_a_solution(assignment: Assignment, made: Made) -> None:
    solution = SOLUTIONS / assignment.id / f"{assignment.module}.py"
    cells = "\n".join(cell.source for cell in nbformat.reads(made[place_of(assignment)], 4).cells)
    assert not solution_lines(solution) & said(cells)
    assert BEGIN not in cells


@_ALL
def test_a_notebook_is_version_4_5_and_blank(assignment: Assignment, made: Made) -> None:
    book = nbformat.reads(made[place_of(assignment)], nbformat.NO_CONVERT)
    assert (book.nbformat, book.nbformat_minor) == (4, 5)
    nbformat.validate(book)
    assert all(cell.get("outputs", []) == [] for cell in book.cells)


@_ALL
def test_each_exercise_has_its_words_a_cell_and_a_check(assignment: Assignment, made: Made) -> None:
    book = nbformat.reads(made[place_of(assignment)], 4)
    place = {cell.id: number for number, cell in enumerate(book.cells)}
    for exercise in assignment.exercises:
        at = place[exercise.id]
        words, stub, check = (book.cells[at + step].source for step in (-1, 0, 1))
        assert words.startswith(f"### `{exercise.signature}`")
        assert f"{exercise.max_score:g} points" in words
        assert stub.startswith(f"def {exercise.id}(")
        assert stub.endswith("raise NotImplementedError()")
        assert check == f'grader.check("{exercise.id}")'
    assert book.cells[-1].source == "grader.check()"
    picture = book.cells[place["picture"]]  # an assignment without a picture.py has none
    assert picture.metadata["jupyter"] == {"source_hidden": True}
    assert "\n\n\n    " not in picture.source
    assert "make grade" not in made[place_of(assignment)]


#: what nbgrader's schema, version 3, has of a cell
_KEYS = {"schema_version", "grade_id", "grade", "solution", "locked", "points", "task"}


@_ALL
def test_the_metadata_is_what_nbgrader_asks_for(assignment: Assignment, made: Made) -> None:
    """Its schema forbids other keys; a graded cell has points, and an id that no other has."""
    cells = code_cells(made[place_of(assignment)])
    marked = [cell.metadata["nbgrader"] for cell in cells if "nbgrader" in cell.metadata]
    for mark in marked:
        assert mark.keys() <= _KEYS
        assert mark["schema_version"] == 3
        assert re.fullmatch(r"[a-zA-Z0-9_\-]+", mark["grade_id"])
        assert all(type(mark[name]) is bool for name in ("grade", "solution", "locked", "task"))
        assert ("points" in mark) == mark["grade"]
        assert mark.get("points", 0) >= 0
        assert mark["locked"] == mark["grade"], "a check that can be changed gives no grade"
        assert mark["solution"] != mark["grade"], "both would be graded by hand"
    assert len({mark["grade_id"] for mark in marked}) == len(marked)
    points = sum(mark.get("points", 0) for mark in marked)
    assert points == sum(exercise.max_score for exercise in assignment.exercises)


Graded = Callable[[Path, Assignment], GradeReport]


@pytest.fixture
def graded(public_grader: GradingRun) -> Graded:
    """Grade a folder for one assignment."""

    def run(path: Path, assignment: Assignment) -> GradeReport:
        submission = read_submission(path, [assignment], chosen=False)
        return public_grader.grade(submission, chosen=[assignment.id])

    return run


@_ALL
def test_a_filled_in_notebook_gets_full_marks(
    assignment: Assignment, tmp_path: Path, graded: Graded
) -> None:
    """In the kit's own folder, where the blank stub lies beside it, and nothing is told of that."""
    folder = tmp_path / assignment.id
    folder.mkdir()
    (folder / f"{assignment.module}.ipynb").write_text(filled(assignment), encoding="utf-8")
    stub = assignment.folder / f"{assignment.module}.py"
    (folder / stub.name).write_bytes(stub.read_bytes())
    report = graded(folder, assignment)
    assert report.score == report.max_score
    assert report.notices == report.assignments[0].notices == ()


def test_a_blank_notebook_does_not_stand_in_the_way_of_a_file_of_another_name(
    tmp_path: Path, graded: Graded
) -> None:
    (assignment,) = (found for found in CATALOGUE if found.module == "recovery")
    for name in ("recovery.ipynb", "recovery.py"):
        (tmp_path / name).write_bytes((assignment.folder / name).read_bytes())
    work = SOLUTIONS / assignment.id / "recovery.py"
    (tmp_path / "homework.py").write_bytes(work.read_bytes())
    assert graded(tmp_path, assignment).score == 20


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many axes each figure has that a cell shows."""
    found: list[int] = []

    def show() -> None:
        found.append(len(plt.gcf().axes))
        plt.close()

    monkeypatch.setattr(plt, "show", show)
    return found


def without_checks(text: str) -> list[str]:
    """Return the code of a notebook but for the checks of one exercise: the last checks all."""
    return [cell.source for cell in code_cells(text) if not cell.id.endswith("-check")]


@pytest.mark.filterwarnings("ignore:__array__:DeprecationWarning")  # matplotlib given a tensor
@_ALL
def test_a_notebook_runs_from_top_to_bottom(
    assignment: Assignment, made: Made, shell: Any, drawn: list[int], capsys: Any
) -> None:
    """As it is handed out, then filled in, in one session, as a student's is."""
    *cells, last = without_checks(made[place_of(assignment)])
    for cell in cells:
        assert run(shell, cell) is None
    blank = run(shell, last)
    assert (blank.score, drawn) == (0, [])
    assert "The picture comes once " in capsys.readouterr().out
    *cells, last = without_checks(filled(assignment))
    for cell in cells:
        assert run(shell, shorter(cell)) is None
    right = run(shell, last)
    assert right.score == right.max_score == sum(found.max_score for found in assignment.exercises)
    assert f"{right.score:g} / {right.score:g} points" in repr(right)
    (axes,) = drawn
    assert axes > 1


def shorter(cell: str) -> str:
    """Return a cell whose training, if it has any, takes a moment: what it draws is the same."""
    return cell.replace("data, 1000, 128", "data, 10, 128")


_IN_A_KERNEL = [found for found in CATALOGUE if LONG or found.module == "recovery"]


@pytest.mark.parametrize("assignment", _IN_A_KERNEL, ids=lambda found: found.id)
def test_a_notebook_runs_in_a_kernel(assignment: Assignment, made: Made, tmp_path: Path) -> None:
    """With what no shell has: its own workers, and pictures and reports in the page."""
    book = nbformat.v4.new_notebook(cells=[])
    for kind, text in (("blank", made[place_of(assignment)]), ("right", filled(assignment))):
        if kind == "blank" and not LONG:
            continue
        for cell in code_cells(text):
            cell.id = f"{kind}-{cell.id}"[:64]
            book.cells.append(cell)
    if not LONG:  # one exercise stands for the others
        name = f"right-{assignment.exercises[0].id}-check"
        book.cells = [
            cell
            for cell in book.cells
            if cell.id == name or not cell.id.endswith(("-check", "-all"))
        ]
    path = {"path": str(tmp_path)}
    NotebookClient(book, timeout=300, kernel_name="python3", resources={"metadata": path}).execute()
    shown = {cell.id: cell.outputs for cell in book.cells if cell.outputs}
    assert "image/png" in shown["right-picture"][-1].data
    for exercise in assignment.exercises[: None if LONG else 1]:
        (result,) = shown[f"right-{exercise.id}-check"]
        points = f"{exercise.max_score:g} / {exercise.max_score:g} points"
        assert points in result.data["text/plain"]
        assert exercise.id in result.data["text/html"]
        if LONG:
            (result,) = shown[f"blank-{exercise.id}-check"]
            assert "not attempted" in result.data["text/plain"]
    if LONG:
        (told,) = shown["blank-picture"]
        assert told.text.startswith("The picture comes once ")
        (result,) = shown["right-all"]
        assert assignment.title in result.data["text/html"]


def test_a_stub_falls_into_cells_with_all_that_is_in_it() -> None:
    stub = '"""Title.\n\nShapes."""\n\nimport torch\n\n# a kind\nA = int\n\n\n'
    cells = stub_cells(f"{stub}# what\ndef f(x):\n    ...\n", ["f"])
    assert cells.about == "Title.\n\nShapes."
    assert cells.first == "import torch\n\n# a kind\nA = int"
    assert cells.exercises == {"f": "# what\ndef f(x):\n    ..."}


def test_a_handout_without_exercises_is_refused(tmp_path: Path) -> None:
    page = tmp_path / "README.md"
    with pytest.raises(AuthoringError, match=r"README\.md: no such file: write the handout"):
        read_handout(page)
    page.write_text("# Title\n\n```sh\n## no heading\n```\n")
    with pytest.raises(AuthoringError, match="no section `## Exercises`"):
        read_handout(page)


@pytest.mark.parametrize("lacking", ['"""What there is."""', "from recovery import x1_from_u"])
def test_a_picture_that_lacks_words_or_functions_is_refused(lacking: str, tmp_path: Path) -> None:
    whole = (
        '"""What there is."""\n\nimport matplotlib.pyplot as plt\n\n'
        "from recovery import x1_from_u\n\nplt.show()\n"
    )
    (tmp_path / "picture.py").write_text(whole.replace(lacking, ""))
    assignment = Assignment("02_recovery", "", "recovery", tmp_path, (), ())
    with pytest.raises(AuthoringError, match="a picture has a docstring"):
        picture_of(assignment)
    (tmp_path / "picture.py").write_text(whole)
    assert picture_of(assignment) is not None
    (tmp_path / "picture.py").unlink()
    assert picture_of(assignment) is None
