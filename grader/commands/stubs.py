"""Makes the stubs that students fill in from the solutions: `python -m grader stubs`.

A region between BEGIN SOLUTION and END SOLUTION in a function becomes a placeholder that raises
NotImplementedError; one at the top level, such as a helper, is left out.
"""

from __future__ import annotations

import re
from pathlib import Path

from grader.catalogue import ASSIGNMENTS, SOLUTIONS, load_catalogue
from grader.commands.output import write_whole
from grader.commands.regions import check_solution, regions

_PLACEHOLDER = ("# YOUR CODE HERE", "raise NotImplementedError()")


def stub_of(solution: str, name: str) -> str:
    """Return the stub for the text of a solution.

    Raises:
        MarkError: a region is opened twice, closed twice or left open.
    """
    lines = solution.splitlines()
    for region in reversed(regions(solution, name)):
        first = lines[region.start - 1]
        indent = first[: len(first) - len(first.lstrip())]
        placeholder = [indent + part for part in _PLACEHOLDER] if indent else []
        lines[region.start - 1 : region.stop - 1] = placeholder
    text = "\n".join(lines)
    return re.sub(r"\n{4,}", "\n\n\n", text) + "\n"


def stubs(assignments: Path = ASSIGNMENTS, solutions: Path = SOLUTIONS) -> dict[Path, str]:
    """Return the path and the text of every stub, for the assignments that have a solution.

    Raises:
        AuthoringError: a solution is not what checks.py says, or would be handed out as it is.
    """
    made = {}
    for assignment in load_catalogue(assignments):
        solution = solutions / assignment.id / f"{assignment.module}.py"
        if solution.is_file():
            text = solution.read_text(encoding="utf-8")
            check_solution(text, str(solution), assignment.exercises)
            made[assignment.folder / solution.name] = stub_of(text, str(solution))
    return made


def write_stubs() -> list[Path]:
    """Write every stub that has changed and return their paths."""
    written = []
    for path, text in stubs().items():
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            write_whole(path, text)
            written.append(path)
    return written
