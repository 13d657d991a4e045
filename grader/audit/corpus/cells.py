"""Reads mutants.py and equivalents.py: cells in the percent format, which are never imported.

    # %% travels_for_t : x1_from_u -> travels_for_t
    def x1_from_u(x_t, u, t):
        return x_t + over_trailing(t, x_t) * u

A cell's title is `slug : exercise`, or several exercises with commas, and after `->` the id of a
misconception where the cell is its code. Its text redefines the exercise and what it needs. A cell
titled `audit_inputs` alone is about the comparison of made mutants: see `harness`.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from pathlib import Path

from grader.audit.records import AuditError

_MARK = re.compile(r"^# %%(.*)$", re.MULTILINE)
_NAME = r"[A-Za-z_][A-Za-z0-9_]*"
_TITLE = re.compile(
    rf"\s*(?P<slug>{_NAME})\s*:\s*(?P<exercises>{_NAME}(?:\s*,\s*{_NAME})*)"
    rf"\s*(?:->\s*(?P<misconception>{_NAME})\s*)?"
)

#: the title of the cell that makes inputs for comparisons
INPUTS = "audit_inputs"


@dataclass(frozen=True)
class Cell:
    """One titled piece of code."""

    slug: str
    exercises: tuple[str, ...]
    misconception: str | None
    code: str


def read_cells(path: Path) -> list[Cell]:
    """Read all cells of a file; what stands before the first is for people.

    Raises:
        AuditError: a title or a cell is not as it must be, with the line.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise AuditError(f"{path}: cannot be read ({error})") from None
    cells = [
        _cell(path, text, mark, code) for mark, code in _split(text) if mark[1].strip() != INPUTS
    ]
    seen: set[tuple[str, str]] = set()
    for cell in cells:
        for exercise in cell.exercises:
            if (exercise, cell.slug) in seen:
                raise AuditError(f"{path}: {exercise} has two cells named {cell.slug}")
            seen.add((exercise, cell.slug))
    return cells


def read_inputs(path: Path) -> str:
    """Return the code of the cell `audit_inputs`, "" if the file or the cell is not there."""
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    return "".join(code for mark, code in _split(text) if mark[1].strip() == INPUTS)


def _split(text: str) -> list[tuple[re.Match[str], str]]:
    marks = list(_MARK.finditer(text))
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    return [(mark, text[mark.end() : end]) for mark, end in zip(marks, ends, strict=False)]


def _cell(path: Path, text: str, mark: re.Match[str], code: str) -> Cell:
    line = text.count("\n", 0, mark.start()) + 1
    title = _TITLE.fullmatch(mark[1])
    if title is None:
        raise AuditError(
            f"{path}, line {line}: a cell's title is `# %% slug : exercise` or "
            f"`# %% slug : exercise -> misconception`, got {mark[0]!r}"
        )
    exercises = tuple(name.strip() for name in title["exercises"].split(","))
    try:
        tree = ast.parse(code)
    except SyntaxError as error:
        raise AuditError(
            f"{path}, line {line + (error.lineno or 1) - 1}: {error.msg}, "
            f"in the cell {title['slug']}"
        ) from None
    for name in exercises:
        if name not in names_bound(tree):
            raise AuditError(f"{path}, line {line}: the cell {title['slug']} defines no {name}")
    return Cell(title["slug"], exercises, title["misconception"], code.strip("\n") + "\n")


def names_bound(tree: ast.Module) -> set[str]:
    """Return the names that the module's top-level statements bind."""
    bound: set[str] = set()
    for statement in tree.body:
        if isinstance(statement, ast.FunctionDef | ast.ClassDef):
            bound.add(statement.name)
        elif isinstance(statement, ast.Import | ast.ImportFrom):
            bound |= {(alias.asname or alias.name).split(".")[0] for alias in statement.names}
        else:
            bound |= {
                node.id
                for node in ast.walk(statement)
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
            }
    return bound
