"""What of a module an exercise can reach, and so which exercises a change can affect."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from grader.audit.corpus.cells import names_bound


def affected(text: str, changed: Iterable[str], exercises: Iterable[str]) -> tuple[str, ...]:
    """Return those of `exercises` that are, or call at any depth, one of the `changed` names.

    `text` is a whole module, in which a later definition of a name replaces an earlier one.
    """
    uses = _uses(text)
    targets = set(changed)
    return tuple(exercise for exercise in exercises if _reached(exercise, uses) & targets)


def reachable(text: str | bytes, exercise: str) -> str:
    """Return `text` in a normal form, without the functions and classes that `exercise` never uses.

    Two modules with the same reachable text are the same to this exercise.
    """
    reached = _reached(exercise, _uses(text))
    kept = [
        statement
        for statement in ast.parse(text).body
        if not isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        or statement.name in reached
    ]
    return ast.unparse(ast.Module(kept, []))


def _reached(name: str, uses: dict[str, set[str]]) -> set[str]:
    reached: set[str] = set()
    todo = [name]
    while todo:
        here = todo.pop()
        if here not in reached:
            reached.add(here)
            todo += uses.get(here, set())
    return reached


def _uses(text: str | bytes) -> dict[str, set[str]]:
    """Return, for each name bound at the top level, the names that its last binding reads."""
    uses: dict[str, set[str]] = {}
    for statement in ast.parse(text).body:
        read = {
            node.id
            for node in ast.walk(statement)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
        }
        for name in names_bound(ast.Module([statement], [])):
            uses[name] = read
    return uses
