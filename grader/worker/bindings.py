"""Tells which of an exercise's definitions counts where there are several: what is bound last.

The last one in the file need not: it may stand under an `else`, fail, or be run before another.
"""

from __future__ import annotations

import ast
import sys
import types
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from grader.limits import MAX_NAME_CHARACTERS, MAX_WRAPPED
from grader.wire.paths import shortened
from grader.worker.names import EVERYTHING, Scope, names_bound, names_changed
from grader.worker.sources import Source
from grader.worker.work import definitions, is_placeholder


@dataclass(frozen=True)
class _Own:
    """A definition in the file that is graded, and the number of its top-level statement."""

    number: int
    node: ast.stmt
    place: str

    @property
    def where(self) -> str:
        return f"{self.place}, line {self.node.lineno}"

    def makes(self, code: types.CodeType) -> bool:
        """Whether it is the definition of a function that has this code."""
        decorators = getattr(self.node, "decorator_list", ())
        lines = [self.node.lineno, *(decorator.lineno for decorator in decorators)]
        return (
            _is_function(self.node)
            and code.co_filename == self.place
            and code.co_firstlineno in lines
        )


def _is_function(node: ast.stmt) -> bool:
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)


def bound_again(
    source: Source, wanted: Collection[str], namespace: Mapping[str, Any], places: Collection[str]
) -> list[str]:
    """Return a sentence on each exercise that another binding of its name has replaced.

    So is told of a function of one's own whose name is that of a number or a tensor in the end.
    `places` are those of all code that was handed in.
    """
    found: dict[str, list[_Own]] = {}
    for number, statement in enumerate(source.statements):
        for name, node in definitions(statement.node):
            if name not in namespace or _builds_on_it(node, name):
                continue
            if name in wanted or (_is_function(node) and not callable(namespace[name])):
                found.setdefault(name, []).append(_Own(number, node, statement.place))
    told = []
    elsewhere: dict[str, list[str]] = {}  # a star import replaces many at once: one line tells them
    for name, own in found.items():
        if (origin := _from_elsewhere(name, own, source, namespace[name], places)) is not None:
            elsewhere.setdefault(origin, []).append(name)
        elif (text := _told(name, own, source, namespace[name])) is not None:
            told.append(text)
    for origin, names in elsewhere.items():
        told.append(f"{shortened(names)} {'is' if len(names) == 1 else 'are'} bound anew: {origin}")
    return told


def _from_elsewhere(
    name: str, own: list[_Own], source: Source, value: object, places: Collection[str]
) -> str | None:
    """Return what counts instead of an own definition, if it is another file's or a library's."""
    function = _innermost(value)
    if function is None or function.__code__.co_filename in source.texts:
        return None
    origin = _origin(name, function, places)
    by = _bound_by(name, source, function)
    if origin is None or by is None or not _written_before(own, by[0]):
        return None
    return f"{by[1]} takes what {origin} has, and that counts"


def _told(name: str, own: list[_Own], source: Source, value: object) -> str | None:
    function = _innermost(value)
    made = [written for written in own if function is not None and written.makes(function.__code__)]
    if made:
        # what stands below was not run, or failed: nothing is lost
        return None if own[-1].number > made[-1].number else _last_counts(name, own, made[-1])
    by = _bound_by(name, source, None)
    if by is None:
        return None
    number, where = by
    if own[-1].number == number:
        return _last_counts(name, own, own[-1])
    before = _written_before(own, number)
    if not before:
        return None
    return f"{name} is bound anew in {where}: that counts, not {before[-1].where}"


def _written_before(own: list[_Own], number: int) -> list[_Own]:
    return [
        written for written in own if written.number < number and not is_placeholder(written.node)
    ]


def _last_counts(name: str, own: list[_Own], last: _Own) -> str | None:
    before = _written_before(own, last.number)
    if not before:
        return None
    return (
        f"{name} is defined more than once: the last one counts ({last.where}), not "
        f"{before[-1].where}"
    )


def _innermost(value: object) -> types.FunctionType | None:
    """Return the function that a value is or wraps, as decorators say it in `__wrapped__`."""
    for _ in range(MAX_WRAPPED):
        inner = value.__dict__.get("__wrapped__") if type(value) is types.FunctionType else None
        if inner is None:
            break
        value = inner
    return value if type(value) is types.FunctionType else None


def _origin(name: str, function: types.FunctionType, places: Collection[str]) -> str | None:
    """Return the other file or library module that a function is from, if that is certain."""
    if function.__code__.co_filename in places:
        return function.__code__.co_filename[:MAX_NAME_CHARACTERS]
    module = function.__module__
    known = sys.modules.get(module) if type(module) is str else None
    is_there = known is not None and vars(known).get(name) is function
    return module[:MAX_NAME_CHARACTERS] if is_there else None


def _bound_by(
    name: str, source: Source, function: types.FunctionType | None
) -> tuple[int, str] | None:
    """Return the last statement that binds a name, or any name, if a function is from elsewhere."""
    for number in reversed(range(len(source.statements))):
        node = source.statements[number].node
        by_name = name in names_bound(node) and not _builds_on_it(node, name)
        if by_name or (function is not None and _may_bring(node, name, function)):
            return number, f"{source.statements[number].place}, line {node.lineno}"
    return None


def _may_bring(node: ast.stmt, name: str, function: types.FunctionType) -> bool:
    """Whether a star import or a `%run` may have brought a function."""
    if EVERYTHING not in names_bound(node) | names_changed(node, Scope()):
        return False
    module = node.module if isinstance(node, ast.ImportFrom) else None
    known = sys.modules.get(module) if module is not None else None
    return known is None or vars(known).get(name) is function


def _builds_on_it(node: ast.stmt, name: str) -> bool:
    """Whether an assignment goes on from what the name was, as `f = torch.no_grad()(f)` does."""
    parts = ast.walk(node) if isinstance(node, ast.Assign | ast.AnnAssign) else ()
    return any(
        isinstance(part, ast.Name) and part.id == name and isinstance(part.ctx, ast.Load)
        for part in parts
    )
