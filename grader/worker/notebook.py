"""Reads a notebook: which of its lines are Python, and which statements the exercises need.

Students leave magics, shell lines, plots and long training cells in a notebook; none of that may
cost points or time, so only what the exercises refer to is run.
"""

from __future__ import annotations

import ast
from typing import TypeGuard


class NotebookError(Exception):
    """The bytes are no notebook; the text says why."""


def code_cells(data: bytes) -> list[str]:
    """Return the source of each code cell, magics and shell lines blanked out.

    Raises:
        NotebookError: not UTF-8, not JSON, or not a notebook.
    """
    import nbformat  # only a notebook pays for this import

    try:
        book = nbformat.reads(data.decode("utf-8-sig"), as_version=4)  # type: ignore[no-untyped-call]
        sources = [cell["source"] for cell in book["cells"] if cell["cell_type"] == "code"]
        texts = ["".join(source) for source in sources]
    except UnicodeDecodeError:
        raise NotebookError("it is not UTF-8") from None
    except Exception as error:  # noqa: BLE001 - nbformat raises many kinds, none of them documented
        reason = (str(error).splitlines() or [type(error).__name__])[0][:160]
        raise NotebookError(reason) from None
    return [without_magics(text) for text in texts]


def without_magics(source: str) -> str:
    """Blank the lines that only IPython understands, keeping line numbers.

    A cell magic that runs the cell as Python (%%time, %%capture) loses its first line; any other
    (%%bash, %%html) makes the whole cell something else than Python.
    """
    lines = source.splitlines()
    first = next((line for line in lines if line.strip()), "")
    if first.startswith("%%") and first[2:].split(" ")[0] not in (
        "time",
        "timeit",
        "capture",
        "prun",
    ):
        return ""
    try:
        ast.parse(source)
        return source  # all Python: a line that begins with % may continue an expression
    except (SyntaxError, ValueError):
        return "\n".join(_without_magic(line) for line in lines)


def _without_magic(line: str) -> str:
    stripped = line.lstrip()
    indent = line[: len(line) - len(stripped)]
    if stripped.startswith(("%", "!", "?")) or stripped.rstrip().endswith("?"):
        return indent + "pass"
    name, assigns, value = stripped.partition("=")
    if assigns and name.strip().isidentifier() and value.lstrip().startswith(("!", "%")):
        return f"{indent}{name}= None"
    return line


_PLAIN = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)
_ASSIGNMENTS = (ast.Assign, ast.AnnAssign, ast.AugAssign)


def needed_statements(statements: list[ast.stmt], wanted: set[str] | None) -> set[ast.stmt]:
    """Return the definitions, imports and assignments that the names in `wanted` lead to."""
    candidates = [node for node in statements if _is_plain(node)]
    if wanted is None:
        return set(candidates)
    imports = {node for node in candidates if isinstance(node, ast.Import | ast.ImportFrom)}
    kept: set[ast.stmt] = set(imports)
    names = set(wanted)
    grew = True
    while grew:
        grew = False
        for node in candidates:
            if node not in kept and names_bound(node) & names:
                kept.add(node)
                names |= _names_used(node)
                grew = True
    return kept


def _is_plain(node: ast.stmt) -> bool:
    if isinstance(node, ast.Try):  # try: import ... except ImportError: name = None
        parts = [*node.body, *node.orelse, *node.finalbody]
        parts += [part for handler in node.handlers for part in handler.body]
        return all(_is_plain(part) or isinstance(part, ast.Pass) for part in parts)
    if isinstance(node, ast.If):
        return all(_is_plain(part) for part in [*node.body, *node.orelse])
    return isinstance(node, _PLAIN + _ASSIGNMENTS)


def names_bound(node: ast.stmt) -> set[str]:
    """Return the names that a statement binds, or changes an item or attribute of."""
    bound: set[str] = set()
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {node.name}
    if isinstance(node, ast.Import | ast.ImportFrom):
        return {(alias.asname or alias.name).split(".")[0] for alias in node.names}
    if isinstance(node, ast.Try | ast.If):
        for part in ast.iter_child_nodes(node):
            if isinstance(part, ast.stmt):
                bound |= names_bound(part)
            elif isinstance(part, ast.ExceptHandler):
                bound |= {name for inner in part.body for name in names_bound(inner)}
        return bound
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    for target in targets:
        for part in ast.walk(target) if target is not None else ():
            if isinstance(part, ast.Name):
                bound.add(part.id)
    return bound


def _names_used(node: ast.stmt) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def skipped_changes(statements: list[ast.stmt], kept: set[ast.stmt]) -> dict[ast.stmt, set[str]]:
    """Return the statements left out that change a global of the kept functions, and which ones.

    Loops and calls are left out, since they may train for hours; but one may fill a table.
    """
    assigned = {
        name for node in kept if isinstance(node, _ASSIGNMENTS) for name in names_bound(node)
    }
    needed = assigned & {name for node in kept for name in _free_names(node)}
    changes = {node: _names_changed(node) & needed for node in statements if node not in kept}
    return {node: names for node, names in changes.items() if names}


def _free_names(node: ast.stmt) -> set[str]:
    """Return the names that a definition reads and does not bind itself, roughly."""
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return set()
    own = {part.arg for part in ast.walk(node) if isinstance(part, ast.arg)}
    own |= {part.id for part in ast.walk(node) if _is_store(part)}
    return _names_used(node) - own


def _names_changed(node: ast.stmt) -> set[str]:
    """Return the names that a statement binds, changes an item of, or calls a method of."""
    changed: set[str] = set()
    for part in ast.walk(node):
        if _is_store(part):
            changed.add(part.id)
        elif isinstance(part, ast.Subscript) and isinstance(part.ctx, ast.Store | ast.Del):
            changed |= _base(part.value)
        elif isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute):
            changed |= _base(part.func.value)
    return changed


def _is_store(node: ast.AST) -> TypeGuard[ast.Name]:
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store | ast.Del)


def _base(node: ast.expr) -> set[str]:
    return {node.id} if isinstance(node, ast.Name) else set()
