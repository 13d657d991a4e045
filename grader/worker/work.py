"""Tells how much is written in a file: what it defines, and what of it is more than a stub."""

from __future__ import annotations

import ast
from collections.abc import Collection

from grader.worker.names import EVERYTHING, IMPORTS, Scope, names_bound, names_changed
from grader.worker.sources import Source

#: the function that a cell of a handed out notebook draws with
PICTURE = "picture"

_DEFINES_BY_CALL = ("exec", "eval", "globals", "setattr", "vars", "__import__")


def worked_on(source: Source, exercises: Collection[str], seen: bool = False) -> set[str]:
    """Return the exercises in which something is written: more than the stub's placeholder.

    The definition that counts is the last one, as in Python. Trees are compared, never texts: a
    comment or a docstring may say NotImplementedError as often as it likes. What is broken was an
    attempt, and what is defined where no tree shows it, by a star import say, may be one, unless
    only what is `seen` counts.
    """
    found: dict[str, bool] = {name: True for broken in source.broken for name in broken.names}
    for statement in source.statements:
        for name, node in definitions(statement.node):
            if name in exercises:
                found[name] = not is_placeholder(node)
    missing = [] if seen else [name for name in exercises if name not in found]
    if missing and any(may_define_anything(statement.node) for statement in source.statements):
        found |= dict.fromkeys(missing, True)
    return {name for name, work in found.items() if work and name in exercises}


def defined_in(source: Source) -> set[str]:
    """Return the names that a file defines at top level, placeholders included."""
    nodes = [statement.node for statement in source.statements]
    return {name for node in nodes for name, _ in definitions(node)}


def is_touched(source: Source) -> bool:
    """Whether a file holds more than a stub does.

    That is imports, docstrings, placeholders, and names for types or numbers, which call nothing;
    in a notebook also what the one that is handed out holds: calls, and a picture.
    """
    nodes = [statement.node for statement in source.statements]
    if source.is_notebook:
        nodes = [node for node in nodes if not _is_of_a_notebook(node)]
    return bool(source.broken) or not all(map(_is_of_a_stub, nodes))


def _is_of_a_notebook(node: ast.stmt) -> bool:
    if isinstance(node, ast.If):
        return all(map(_is_of_a_notebook, [*node.body, *node.orelse]))
    own = isinstance(node, ast.FunctionDef) and node.name == PICTURE
    return own or isinstance(node, ast.Expr | ast.Pass)


def _is_of_a_stub(node: ast.stmt) -> bool:
    if isinstance(node, ast.Assign | ast.AnnAssign):
        return not any(isinstance(part, ast.Call) for part in ast.walk(node))
    return isinstance(node, IMPORTS) or _is_nothing(node) or is_placeholder(node)


def may_define_anything(node: ast.stmt) -> bool:
    """Whether a statement brings names that only running it would tell."""
    if EVERYTHING in names_bound(node) | names_changed(node, Scope()):
        return True
    calls = [part.func for part in ast.walk(node) if isinstance(part, ast.Call)]
    return any(isinstance(call, ast.Name) and call.id in _DEFINES_BY_CALL for call in calls)


def definitions(node: ast.stmt) -> list[tuple[str, ast.stmt]]:
    """Return what a statement defines at top level, inside its blocks too, and by which node."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [(node.name, node)]
    if isinstance(node, ast.Import | ast.ImportFrom):
        return [((alias.asname or alias.name).split(".")[0], node) for alias in node.names]
    if isinstance(node, ast.Assign | ast.AnnAssign):
        own = node.targets if isinstance(node, ast.Assign) else [node.target]
        targets = [part for target in own for part in ast.walk(target)]
        return [(part.id, node) for part in targets if isinstance(part, ast.Name)]
    blocks = [getattr(node, name, []) for name in ("body", "orelse", "finalbody")]
    blocks += [handler.body for handler in getattr(node, "handlers", [])]
    return [pair for block in blocks for part in block for pair in definitions(part)]


def is_placeholder(node: ast.stmt) -> bool:
    """Whether a function holds nothing but its docstring and a stub's placeholder."""
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return False
    return all(_is_nothing(part) for part in node.body)


def _is_nothing(node: ast.stmt) -> bool:
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    return isinstance(node, ast.Pass) or raises_not_implemented(node)


def raises_not_implemented(node: ast.stmt) -> bool:
    if not isinstance(node, ast.Raise) or node.exc is None:
        return False
    raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
    return isinstance(raised, ast.Name) and raised.id == "NotImplementedError"
