"""Makes the notebooks that students may write in, from the stubs and the handouts.

A notebook has the handout's text, a cell for each exercise with a cell below it that grades it, a
picture of what the functions do, and a last cell that grades all. The metadata is nbgrader's: what
is written in, and what gives the points.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import nbformat
from nbformat import v4

from grader.catalogue import ASSIGNMENTS, SOLUTIONS, load_catalogue
from grader.commands.output import write_whole
from grader.commands.stubs import stubs
from grader.limits import MAX_CELL_NAME_CHARACTERS
from grader.model import Assignment
from grader.publishing.handouts import read_handout
from grader.publishing.pictures import picture_of
from grader.publishing.stub_cells import stub_cells

_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
_HOW = """\
**How to work here.** Write your functions into the cells below, in place of each
`raise NotImplementedError()`, and run them. The cell under a function grades it, on what you have
run so far: nothing needs to be saved, and no kernel to be restarted. Save before you hand the
notebook in: the course grades the file. On your own machine, choose the kernel of the kit's
`.venv`."""
#: in Colab nothing of the kit is there; elsewhere the cell only imports it
_SET_UP = """\
# In Colab, put the course's flow-matching.zip among the files on the left before you run this.
import sys

if "google.colab" in sys.modules:
    !unzip -qo flow-matching.zip && pip install -q einops hypothesis msgspec
    sys.path.insert(0, "flow-matching")
import grader"""


def notebooks(assignments: Path = ASSIGNMENTS, solutions: Path = SOLUTIONS) -> dict[Path, str]:
    """Return the path and the text of every notebook, for the assignments that have a solution.

    Raises:
        AuthoringError: a solution, a handout or a picture is not what a notebook can be made of.
    """
    made = stubs(assignments, solutions)
    found = {}
    for assignment in load_catalogue(assignments):
        stub = made.get(assignment.folder / f"{assignment.module}.py")
        if stub is not None:
            path = assignment.folder / f"{assignment.module}.ipynb"
            found[path] = notebook(assignment, stub)
    return found


def write_notebooks() -> list[Path]:
    """Write every notebook that has changed and return their paths."""
    written = []
    for path, text in notebooks().items():
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            write_whole(path, text)
            written.append(path)
    return written


def notebook(assignment: Assignment, stub: str) -> str:
    """Return the text of a notebook that has what `stub` holds of the exercises."""
    names = [exercise.id for exercise in assignment.exercises]
    pieces, handout = stub_cells(stub, names), read_handout(assignment.folder / "README.md")
    cells = _Cells()
    title, *before = handout.before
    cells.text(title)
    cells.text(_HOW)
    cells.code(_SET_UP, "set-up")
    for piece in before:
        cells.text(piece)
    cells.text(handout.about)
    for piece in handout.after:
        cells.text(piece)
    _, _, shapes = pieces.about.partition("\n\n")
    cells.text(shapes)
    cells.code(pieces.first, "imports")
    for exercise in assignment.exercises:
        cells.text(f"### `{exercise.signature}`\n\n{handout.rows.get(exercise.id, '')}".strip())
        cells.code(pieces.exercises[exercise.id], exercise.id, solution=True)
        check = f'grader.check("{exercise.id}")'
        cells.code(check, f"{exercise.id}-check", points=exercise.max_score)
    if (picture := picture_of(assignment)) is not None:
        cells.text(f"## What your functions do\n\n{picture.words}")
        cells.code(picture.code, "picture")
        cells.made[-1].metadata["jupyter"] = {"source_hidden": True}  # it opens by a click
    cells.text("## All of it\n\nThis grades what you have run, all exercises together.")
    cells.code("grader.check()", "all")
    book = v4.new_notebook(cells=cells.made, metadata=_METADATA)
    nbformat.validate(book)
    return nbformat.writes(book) + "\n"


class _Cells:
    """The cells of one notebook, each with an id that is the same whenever it is made."""

    def __init__(self) -> None:
        self.made: list[Any] = []

    def text(self, words: str) -> None:
        if words.strip():
            self.made.append(v4.new_markdown_cell(words, id=f"text-{len(self.made)}"))

    def code(
        self, text: str, name: str, solution: bool = False, points: float | None = None
    ) -> None:
        cell = v4.new_code_cell(text, id=re.sub(r"[^\w-]", "-", name)[:MAX_CELL_NAME_CHARACTERS])
        if solution or points is not None:
            mark = {
                "schema_version": 3,
                "grade_id": cell.id,
                "solution": solution,
                "grade": points is not None,
                "locked": points is not None,
                "task": False,
            }
            cell.metadata["nbgrader"] = mark | ({} if points is None else {"points": points})
        self.made.append(cell)
