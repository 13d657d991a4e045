"""The notebooks are made from the stubs and handouts: fresh, silent about solutions, and they run.

All are run in one kernel, since each costs seconds to start; `PUBLISHING=long` gives each its own
and grades every exercise of the filled in ones.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from grader.catalogue import ASSIGNMENTS, SOLUTIONS, load_catalogue
from grader.commands.handout import BEGIN
from grader.errors import AuthoringError
from grader.judging.grading_run import GradingRun
from grader.model import Assignment
from grader.publishing.handouts import read_handout
from grader.publishing.notebooks import notebook, notebooks
from grader.publishing.pictures import picture_of
from grader.publishing.stub_cells import stub_cells
from grader.results import GradeReport
from grader.submission import read_submission
from tests.publishing.leaks import said, solution_lines
from tests.publishing.long import LONG

MADE = notebooks()
CATALOGUE = load_catalogue()
_PATHS = pytest.mark.parametrize("path", MADE, ids=lambda path: path.name)
_ALL = pytest.mark.parametrize("assignment", CATALOGUE, ids=lambda found: found.id)


def filled(assignment: Assignment) -> str:
    """Return the notebook of an assignment with the solution written into it."""
    path = SOLUTIONS / assignment.id / f"{assignment.module}.py"
    return notebook(assignment, path.read_text(encoding="utf-8"))


def code_cells(text: str) -> list[Any]:
    return [cell for cell in nbformat.reads(text, 4).cells if cell.cell_type == "code"]


def test_every_assignment_has_a_notebook() -> None:
    assert set(MADE) == {found.folder / f"{found.module}.ipynb" for found in CATALOGUE}


@_PATHS
def test_committed_notebooks_are_made_from_the_solutions(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == MADE[path], "stale: `make stubs` writes it anew"


@_PATHS
def test_a_notebook_holds_no_line_of_a_solution(path: Path) -> None:
    solution = SOLUTIONS / path.parent.name / f"{path.stem}.py"
    cells = "\n".join(cell.source for cell in nbformat.reads(MADE[path], 4).cells)
    assert not solution_lines(solution) & said(cells)


@_PATHS
def test_a_notebook_is_version_4_5_and_made_the_same_again(path: Path) -> None:
    book = nbformat.reads(MADE[path], nbformat.NO_CONVERT)
    assert (book.nbformat, book.nbformat_minor) == (4, 5)
    nbformat.validate(book)
    assert notebooks()[path] == MADE[path]
    assert all(cell.get("outputs", []) == [] for cell in book.cells)


@_ALL
def test_each_exercise_has_its_words_a_cell_and_a_check(assignment: Assignment) -> None:
    book = nbformat.reads(MADE[assignment.folder / f"{assignment.module}.ipynb"], 4)
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
    assert "picture" in place, "an assignment without a picture.py has none"
    assert "make grade" not in MADE[assignment.folder / f"{assignment.module}.ipynb"]


#: what nbgrader's schema, version 3, has of a cell
_KEYS = {"schema_version", "grade_id", "grade", "solution", "locked", "points", "task"}


@_ALL
def test_the_metadata_is_what_nbgrader_asks_for(assignment: Assignment) -> None:
    """Its schema forbids other keys; a graded cell has points, and an id that no other has."""
    cells = code_cells(MADE[assignment.folder / f"{assignment.module}.ipynb"])
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


def _runs() -> Iterator[tuple[str, list[Any]]]:
    """Yield what is run in one kernel: each notebook as it is handed out, then filled in."""
    cells = []
    for assignment in CATALOGUE:
        blank = code_cells(MADE[assignment.folder / f"{assignment.module}.ipynb"])
        right = code_cells(filled(assignment))
        if not LONG:
            blank = [cell for cell in blank if not cell.id.endswith("-check")]
            right = [cell for cell in right if not cell.id.endswith("-check")]
        for kind, part in (("blank", blank), ("right", right)):
            for cell in part:
                cell.id = f"{assignment.number}-{kind}-{cell.id}"[:64]
        forget = nbformat.v4.new_code_cell("%reset -f", id=f"{assignment.number}-forget")
        cells += [*blank, *right, forget]
        if LONG:
            yield assignment.id, cells
            cells = []
    if cells:
        yield "all", cells


@pytest.mark.parametrize("cells", [pytest.param(cells, id=name) for name, cells in _runs()])
def test_notebooks_run_from_top_to_bottom(cells: list[Any], tmp_path: Path) -> None:
    book = nbformat.v4.new_notebook(cells=cells)
    NotebookClient(
        book,
        timeout=300,
        kernel_name="python3",
        resources={"metadata": {"path": str(tmp_path)}},
    ).execute()
    shown = {cell.id: cell.outputs for cell in book.cells if "outputs" in cell}
    for assignment in CATALOGUE:
        points = f"{sum(found.max_score for found in assignment.exercises):g}"
        if f"{assignment.number}-blank-all" not in shown:
            continue
        (result,) = shown[f"{assignment.number}-blank-all"]
        assert f"0 / {points} points" in result.data["text/plain"]
        (result,) = shown[f"{assignment.number}-right-all"]
        assert f"{points} / {points} points" in result.data["text/plain"]
        assert assignment.title in result.data["text/html"]
        (told,) = shown[f"{assignment.number}-blank-picture"]
        assert told.text.startswith("The picture comes once ")
        drawn = shown[f"{assignment.number}-right-picture"][-1]
        assert "image/png" in drawn.data
    checks = [name for name in shown if "-right-" in name and name.endswith("-check")]
    assert bool(checks) == LONG
    for name in checks:
        (result,) = shown[name]
        found = re.search(r"(\S+) / (\S+) points", result.data["text/plain"])
        assert found is not None
        assert found[1] == found[2], name


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


def test_no_mark_of_a_region_is_in_what_is_handed_out() -> None:
    assert not any(BEGIN in text for text in MADE.values())
    assert ASSIGNMENTS.is_dir()
