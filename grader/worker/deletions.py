"""Forgives a notebook's clean-up cells, and says where a name was deleted that is missed.

A session may run its clean-up last of all, or never again: what was defined above it was right.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Mapping, Sequence

from grader.worker.names import at_top_level, is_namespace

_BLOCKS = ast.If | ast.For | ast.While | ast.With | ast.Try


def without_deletions(node: ast.stmt) -> ast.stmt:
    """Return a statement that runs at top level without those that delete names, in its blocks too.

    `del sum` gives Python's own `sum` back, and `del table[0]` changes a value: both stay.
    """
    if isinstance(node, ast.Delete):
        node.targets = [target for target in node.targets if not _deletes_own(target)]
        return node if node.targets else ast.copy_location(ast.Pass(), node)
    if isinstance(node, _BLOCKS):
        for part in (node, *getattr(node, "handlers", ())):
            for name in ("body", "orelse", "finalbody"):
                if block := getattr(part, name, None):
                    setattr(part, name, [without_deletions(inner) for inner in block])
    return node


def _deletes_own(target: ast.expr) -> bool:
    if isinstance(target, ast.Name):
        return not hasattr(builtins, target.id)
    return isinstance(target, ast.Subscript) and is_namespace(target.value)


def deleted_at(name: str, nodes: Mapping[str, Sequence[ast.stmt]]) -> str | None:
    """Return the line of the last statement at top level that deletes a name, or None."""
    found = [
        f"it is deleted in {place}, line {part.lineno}"
        if isinstance(part, ast.Name)
        else f"it is deleted at the end of `except ... as {name}` in {place}, line {part.lineno}"
        for place, statements in nodes.items()
        for node in statements
        for part in at_top_level(node)
        if isinstance(part, ast.Name | ast.ExceptHandler) and _deletes(part, name)
    ]
    return found[-1] if found else None


def _deletes(part: ast.Name | ast.ExceptHandler, name: str) -> bool:
    if isinstance(part, ast.ExceptHandler):
        return part.name == name
    return part.id == name and isinstance(part.ctx, ast.Del)
