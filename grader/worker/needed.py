"""Which top-level statements the exercises need: those that their free names lead to.

Students leave plots, demos and long training in a file; none of that may cost points or time. A
statement is needed where it binds or changes a name that an exercise, or what it needs, reads.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Sequence

from grader.worker.names import (
    DEFINITIONS,
    EVERYTHING,
    IMPORTS,
    Scope,
    aliases,
    compiled,
    globals_changed_inside,
    names_bound,
    names_changed,
    names_handed_on,
    names_read,
)


def needed(
    statements: Sequence[ast.stmt], wanted: Collection[str], handed_in: Collection[str] = ()
) -> tuple[set[ast.stmt], set[str]]:
    """Return the statements that the names in `wanted` lead to, and all names on the way.

    A statement that only shows a needed name, `print(ONE)`, changes nothing and is not needed.
    `handed_in` are modules that came with the file, which are no library.
    """
    reads = _Reads()
    scope = _scope_of(statements, handed_in, reads)
    same = [group for node in statements if (group := aliases(node))]
    gives = {
        node: names_bound(node) | _with_aliases(names_changed(node, scope), same)
        for node in statements
    }
    kept = {node for node, given in gives.items() if EVERYTHING in given or _is_future(node)}
    names = set(wanted)
    for node in kept:
        names |= reads[node]
    todo = [node for node in statements if node not in kept]
    grew = True
    while grew:
        grew, rest = False, []
        for node in todo:
            if gives[node] & names:
                kept.add(node)
                names |= reads[node]
                grew = True
            else:
                rest.append(node)
        todo = rest
    return kept, names


def only_defines(node: ast.stmt) -> bool:
    """Whether running a statement takes no time and changes nothing: it is a plain definition."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return not node.decorator_list
    documents = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return documents or isinstance(node, IMPORTS)


class _Reads(dict[ast.stmt, set[str]]):
    """The globals that each statement reads; each is compiled once, when it is asked for."""

    def __missing__(self, node: ast.stmt) -> set[str]:
        try:
            read = names_read(compiled(node, "")) - names_handed_on(node)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            read = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
        self[node] = read
        return read


def _with_aliases(names: set[str], same: Sequence[set[str]]) -> set[str]:
    for group in same:
        if group & names:
            names = names | group
    return names


def _scope_of(statements: Sequence[ast.stmt], handed_in: Collection[str], reads: _Reads) -> Scope:
    imported: set[str] = set()
    values: set[str] = set()
    for node in statements:
        if isinstance(node, IMPORTS):
            imported |= names_bound(node).difference(handed_in)
        elif not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            values |= names_bound(node)
    definitions = [node for node in statements if isinstance(node, DEFINITIONS)]
    changes = {
        node.name: inside
        for node in definitions
        if (inside := globals_changed_inside(node, reads.__getitem__) - imported)
    }
    for node in definitions:  # a function that calls one that changes something
        if changes and node.name not in changes:
            inside = {name for callee in reads[node] & changes.keys() for name in changes[callee]}
            changes |= {node.name: inside} if inside else {}
    return Scope(changes, frozenset(imported), frozenset(values))


def _is_future(node: ast.stmt) -> bool:
    return isinstance(node, ast.ImportFrom) and node.module == "__future__"
