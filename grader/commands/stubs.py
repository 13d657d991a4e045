"""Makes the stubs that students fill in from the solutions: `python -m grader stubs`.

A region between BEGIN SOLUTION and END SOLUTION in a function becomes a placeholder that raises
NotImplementedError; one at the top level, such as a helper, is left out.
"""

from __future__ import annotations

import re
from pathlib import Path

from grader.catalogue import ASSIGNMENTS, SOLUTIONS, load_catalogue
from grader.commands.output import write_whole
from grader.errors import GraderError

BEGIN = "### BEGIN SOLUTION"
END = "### END SOLUTION"
_PLACEHOLDER = ("# YOUR CODE HERE", "raise NotImplementedError()")


class MarkError(GraderError):
    """The marks of a solution's regions do not pair up."""


def stub_of(solution: str, name: str) -> str:
    """Return the stub for the text of a solution.

    Raises:
        MarkError: a region is opened twice, closed twice or left open.
    """
    lines: list[str] = []
    opened: int | None = None
    for number, line in enumerate(solution.splitlines(), start=1):
        indent = line[: len(line) - len(line.lstrip())]
        if BEGIN in line:
            if opened is not None:
                raise MarkError(f"{name}, line {number}: the region of line {opened} is still open")
            opened = number
            if indent:
                lines += [indent + part for part in _PLACEHOLDER]
        elif END in line:
            if opened is None:
                raise MarkError(f"{name}, line {number}: no region is open here")
            opened = None
        elif opened is None:
            lines.append(line)
    if opened is not None:
        raise MarkError(f"{name}: the region of line {opened} is never closed")
    text = "\n".join(lines)
    return re.sub(r"\n{4,}", "\n\n\n", text) + "\n"


def stubs(assignments: Path = ASSIGNMENTS, solutions: Path = SOLUTIONS) -> dict[Path, str]:
    """Return the path and the text of every stub, for the assignments that have a solution."""
    made = {}
    for assignment in load_catalogue(assignments):
        solution = solutions / assignment.id / f"{assignment.module}.py"
        if solution.is_file():
            text = stub_of(solution.read_text(encoding="utf-8"), str(solution))
            made[assignment.folder / solution.name] = text
    return made


def write_stubs() -> list[Path]:
    """Write every stub that has changed and return their paths."""
    written = []
    for path, text in stubs().items():
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            write_whole(path, text)
            written.append(path)
    return written
