"""Writes assignments into temporary folders: the instructors' example, and copies of others."""

from __future__ import annotations

import ast
import re
import shutil
from collections.abc import Callable
from pathlib import Path

from grader.audit.auditing import Audit, audit
from grader.audit.options import Options
from grader.catalogue import ASSIGNMENTS, SOLUTIONS

_FILE = re.compile(r"<!-- file: (\S+) -->\n+```(?:python|markdown)\n(.*?)```", re.DOTALL)


def write_example(folder: Path) -> None:
    """Write the files that the page for instructors shows, and nothing else."""
    text = (SOLUTIONS / "README.md").read_text(encoding="utf-8")
    files = _FILE.findall(text)
    assert len(files) == 6, "the page for instructors shows six files of an example"
    for name, content in files:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")


def copy_assignment(identity: str, folder: Path) -> None:
    """Copy an assignment of the course and its solution."""
    shutil.copytree(ASSIGNMENTS / identity, folder / "assignments" / identity)
    shutil.copytree(SOLUTIONS / identity, folder / "solutions" / identity)


def delete_check(folder: Path, identity: str, check: str) -> None:
    """Delete a check from the copy of an assignment's checks.py, as a person would."""
    path = folder / "assignments" / identity / "checks.py"
    tree = ast.parse(path.read_text(encoding="utf-8"))
    kept = [node for node in tree.body if _name_of_check(node) != check]
    assert len(kept) == len(tree.body) - 1
    tree.body = kept
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == "requires":
            assert isinstance(node.value, ast.List)
            node.value.elts = [name for name in node.value.elts if ast.unparse(name) != check]
    path.write_text(ast.unparse(tree), encoding="utf-8")


def _name_of_check(node: ast.stmt) -> object:
    """Return the name of the check that a statement adds: `def` it, or `exercise.refuses(it)`."""
    if isinstance(node, ast.FunctionDef):
        return node.name
    call = node.value if isinstance(node, ast.Expr) else None
    if isinstance(call, ast.Call) and getattr(call.func, "attr", "") == "refuses":
        return ast.literal_eval(call.args[0])
    return None


def silent(title: str, total: int) -> Callable[[], None]:
    """Show no progress."""
    return lambda: None


def audited(
    folder: Path,
    made: int | None = 0,
    wanted: str | None = None,
    sabotages: tuple[int, int] = (0, 0),
    part: int = 1,
) -> Audit:
    """Audit what a folder holds, at one seed, by one process; sabotages must all be covered.

    Of the variants of each exercise, one of `part` is graded.
    """
    options = Options(
        assignments=folder / "assignments",
        solutions=folder / "solutions",
        wanted=wanted,
        seeds=1,
        made=made,
        repetitions=1,
        workers=1,
        part=part,
        sabotages=sabotages,
        covered=sabotages != (0, 0),
    )
    return audit(options, silent)
