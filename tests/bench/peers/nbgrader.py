"""nbgrader: a course with one assignment, and `nbgrader autograde` for each student."""

from __future__ import annotations

import contextlib
import json
import shutil
import sqlite3
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.bench.peers import assertions, notebooks
from tests.bench.peers.environments import python_of, variables
from tests.bench.peers.peer import MODULES, Outcome

#: its limit of 30 seconds a cell would fall on a busy machine
_CONFIG = """\
c = get_config()
c.CourseDirectory.course_id = "bench"
c.ExecutePreprocessor.timeout = 600
"""
_SCORES = """\
select base_cell.name, grade.auto_score from grade
join base_cell on base_cell.id = grade.cell_id
join submitted_notebook on submitted_notebook.id = grade.notebook_id
join submitted_assignment on submitted_assignment.id = submitted_notebook.assignment_id
where submitted_assignment.student_id = ?
"""


class NbGrader:
    """Scores are read from its gradebook."""

    name = "nbgrader"

    def prepare(self, course: Path) -> None:
        (course / "nbgrader_config.py").write_text(_CONFIG, encoding="utf-8")
        source = course / "source" / "flow"
        source.mkdir(parents=True)
        shutil.copy(assertions.__file__, source)
        for module in MODULES:
            (course / f"{module}.py").write_text("# YOUR CODE HERE\n", encoding="utf-8")
        notebooks.write(course, source / "work.ipynb", _cell)
        command = [str(python_of(self.name)), "-m", "nbgrader", "generate_assignment", "flow"]
        given = variables(self.name)
        subprocess.run(command, cwd=course, env=given, check=True, capture_output=True)

    def hand_in(self, course: Path, work: Path, folder: Path) -> Sequence[str]:
        place = course / "submitted" / folder.name / "flow"
        place.mkdir(parents=True)
        notebooks.write(work, place / "work.ipynb", _cell)
        notebooks.with_the_rest(work, place)
        command = [str(python_of(self.name)), "-m", "nbgrader", "autograde", "flow"]
        return [*command, f"--student={folder.name}", f"--course-dir={course}", "--force"]

    def outcome(self, course: Path, folder: Path, exit_code: int) -> Outcome:
        with contextlib.closing(sqlite3.connect(course / "gradebook.db")) as gradebook:
            scores = dict(gradebook.execute(_SCORES, [folder.name]).fetchall())
        passed = frozenset(name for name, score in scores.items() if score)
        graded = course / "autograded" / folder.name / "flow" / "work.ipynb"
        return Outcome(passed, dict(_errors(graded)) if graded.is_file() else {})


def _cell(name: str, function: str) -> tuple[str, dict[str, Any]]:
    marks = {"grade": True, "locked": True, "solution": False, "task": False, "points": 1}
    text = f"import assertions\nassertions.run({name!r}, {function})"
    return text, {"nbgrader": marks | {"grade_id": name, "schema_version": 3}}


def _errors(graded: Path) -> Any:
    for cell in json.loads(graded.read_text(encoding="utf-8"))["cells"]:
        for output in cell.get("outputs", ()):
            if output["output_type"] == "error":
                name = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
                yield name, "\n".join(output["traceback"])
