"""Cuts a stub into cells: what it says of itself, what comes first, and each exercise."""

from __future__ import annotations

import ast
from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True)
class StubCells:
    """A stub in pieces; `first` is all that is not an exercise, such as its imports."""

    about: str
    first: str
    exercises: dict[str, str]


def stub_cells(stub: str, exercises: Collection[str]) -> StubCells:
    """Return the pieces of a stub, each with the comments above it."""
    lines = stub.splitlines()
    tree = ast.parse(stub)
    about = ast.get_docstring(tree) or ""
    first: list[str] = []
    found: dict[str, str] = {}
    ended = 0
    for node in tree.body:
        assert node.end_lineno is not None
        text = "\n".join(lines[ended : node.end_lineno])
        ended = node.end_lineno
        if isinstance(node, ast.FunctionDef) and node.name in exercises:
            found[node.name] = text.strip("\n")
        elif not (isinstance(node, ast.Expr) and node is tree.body[0]):
            first.append(text)
    return StubCells(about, "\n".join(first).strip("\n"), found)
