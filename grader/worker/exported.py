"""Undoes what a notebook's export to a module made of its magics.

nbconvert writes `get_ipython().run_line_magic('time', 'x = f()')`; the magic means there what it
means in the notebook.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from grader.worker.ipython import runs_as_python, to_python
from grader.worker.names import DEFINITIONS


def undo_export(nodes: Sequence[ast.stmt]) -> list[ast.stmt]:
    """Return the statements with each call of `get_ipython()` replaced by what it runs."""
    found: list[ast.stmt] = []
    for node in nodes:
        if isinstance(node, ast.Expr) and (magic := _magic_of(node.value)) is not None:
            found += _statements(magic, node)
            continue
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            magic = _magic_of(node.value)
            if magic is not None:
                inner = _statements(magic, node)
                if len(inner) != 1 or not isinstance(inner[0], ast.Expr):
                    continue
                node.value = inner[0].value
        for name in ("body", "orelse", "finalbody"):
            block = getattr(node, name, None)
            if isinstance(node, ast.If | ast.Try | ast.With | ast.For | ast.While) and block:
                setattr(node, name, undo_export(block) or [ast.copy_location(ast.Pass(), node)])
        found.append(node)
    return found


def _magic_of(value: ast.expr) -> str | None:
    """Return the cell that a call of get_ipython() stands for, or None where it is no such call."""
    if not (isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute)):
        return None
    owner = value.func.value
    if not (
        isinstance(owner, ast.Call)
        and isinstance(owner.func, ast.Name)
        and owner.func.id == "get_ipython"
    ):
        return None
    words = [argument.value for argument in value.args if isinstance(argument, ast.Constant)]
    texts = [word for word in words if isinstance(word, str)]
    if value.func.attr == "run_line_magic" and texts:
        return f"%{' '.join(texts)}"
    if value.func.attr == "run_cell_magic" and len(texts) == 3:
        return f"%%{texts[0]} {texts[1]}\n{texts[2]}"
    return "pass"


def _statements(magic: str, at: ast.stmt) -> list[ast.stmt]:
    python = to_python(magic)
    try:
        nodes = ast.parse(python.text).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    for node in nodes:
        for part in ast.walk(node):
            if isinstance(part, ast.stmt | ast.expr):
                part.lineno = part.end_lineno = at.lineno
    if python.timed:
        nodes = [node for node in nodes if isinstance(node, DEFINITIONS)]
    return [node for node in nodes if not isinstance(node, ast.Pass)]


_COLAB = "# Commented out IPython magic to ensure Python compatibility."


def undo_colab(text: str) -> str:
    """Return a module with the magics back that Colab commented out, line for line.

    It comments out the whole cell under a cell magic: what that runs as Python would be lost.
    """
    if _COLAB not in text:
        return text
    lines = text.split("\n")
    within = False
    for number, line in enumerate(lines):
        if line.strip() == _COLAB:
            following = lines[number + 1 : number + 2]
            within = any(runs_as_python(line.removeprefix("# ")) for line in following)
        elif within and line.startswith("#"):
            lines[number] = line.removeprefix("#").removeprefix(" ")
        else:
            within = False
    return "\n".join(lines)
