"""Says where a file has what is not at the margin under an exercise's name."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence

from grader.worker.environment import OF_MARIMO
from grader.worker.names import DEFINITIONS, names_bound

#: the statements of each place that a traceback names
Nodes = Mapping[str, Sequence[ast.stmt]]

_ON_ITS_OWN = "an exercise is a function of its own, at the margin"


def bound_at(name: str, nodes: Nodes, path: str) -> str:
    """Return the line of the last statement that binds a name to a value, or the file's path."""
    found = [
        (f"{place}, line {node.lineno}", isinstance(node, DEFINITIONS))
        for place, statements in nodes.items()
        if _is_of(place, path)
        for node in statements
        if name in names_bound(node)
    ]
    where, is_a_definition = found[-1] if found else (path, False)
    return path if is_a_definition else where  # what stands there came about in another way


def defined_inside(name: str, nodes: Nodes, path: str) -> str | None:
    """Return where a function of that name is defined, but not at the margin, or None."""
    for place, statements in nodes.items():
        if _is_of(place, path):
            todo: list[tuple[ast.AST, str]] = [(node, "") for node in statements]
            while todo:
                node, within = todo.pop(0)
                if isinstance(node, ast.FunctionDef) and node.name == name and within:
                    return f"{place}, line {node.lineno} defines it {within}"
                for part in ast.iter_child_nodes(node):
                    todo.append((part, _within(node, part) or within))
    return None


def functions_at_the_margin(nodes: Nodes, path: str) -> dict[str, ast.FunctionDef]:
    """Return the functions of a file by name, those of cells that were not run included."""
    return {
        node.name: node
        for place, statements in nodes.items()
        if _is_of(place, path)
        for node in statements
        if isinstance(node, ast.FunctionDef)
    }


def _is_of(place: str, path: str) -> bool:
    return place == path or place.startswith(f"{path}, ")


def _within(node: ast.AST, part: ast.AST) -> str:
    """Return what it means for a part of a statement to stand in it, or ""."""
    if isinstance(node, ast.ClassDef):
        return f"inside the class {node.name}: {_ON_ITS_OWN}"
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        if any(ast.unparse(decorator).startswith("app.cell") for decorator in node.decorator_list):
            return f"inside a cell of marimo: {OF_MARIMO}"
        return f"inside the function {node.name}: {_ON_ITS_OWN}"
    if isinstance(node, ast.If) and "__name__" in ast.unparse(node.test) and part in node.body:
        return 'under `if __name__ == "__main__":`, which is left out here: move it above that'
    return "under an `if` that does not hold here" if isinstance(node, ast.If) else ""
