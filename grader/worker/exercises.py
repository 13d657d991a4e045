"""Looks at what a submission defines under an exercise's name, before anything is called."""

from __future__ import annotations

import ast
import difflib
import inspect
import types
from collections.abc import Callable, Mapping
from typing import Any

from grader.limits import (
    MAX_FOLLOWED_OBJECTS,
    MAX_NAME_CHARACTERS,
    MAX_PARAMETERS,
    MAX_PARAMETERS_TOLD,
    MAX_PROBLEM_CHARACTERS,
)
from grader.wire.messages import LoadedExercise, NoFunction, OtherParameters, Undefined
from grader.worker.deletions import deleted_at
from grader.worker.failures import Known, Placeholders
from grader.worker.names import names_read
from grader.worker.sources import Source
from grader.worker.tensors import type_name
from grader.worker.whereabouts import bound_at, defined_inside, functions_at_the_margin
from grader.worker.work import is_placeholder, raises_not_implemented


def inspect_exercise(
    name: str,
    parameters: int,
    namespace: types.ModuleType,
    path: str,
    known: Known,
    wanted: frozenset[str],
) -> tuple[LoadedExercise, Callable[..., Any] | None]:
    """Return what is to be told of an exercise's function, and the function if it can be called."""
    function = namespace.__dict__.get(name)
    if name not in namespace.__dict__:
        written = functions_at_the_margin(known.nodes, path)
        why = (
            known.about(name)
            or defined_inside(name, known.nodes, path)
            or _misspelt(name, parameters, namespace, wanted, written)
            or deleted_at(name, known.nodes)
            or ""
        )
        cause = why[:MAX_PROBLEM_CHARACTERS] or None
        is_empty = not (known.nodes or known.broken)
        undefined = Undefined(path[:MAX_PROBLEM_CHARACTERS], is_empty, cause)
        return LoadedExercise(name, undefined, (), ()), None
    if not callable(function):
        where = bound_at(name, known.nodes, path)
        other = NoFunction(where[:MAX_PROBLEM_CHARACTERS], type_name(function))
        return LoadedExercise(name, other, (), ()), None
    names = [given[:MAX_NAME_CHARACTERS] for given in _parameter_names(function) or ()]
    problem = None
    if not _accepts(function, parameters):
        as_written = [given[:MAX_NAME_CHARACTERS] for given in _parameters_written(function)]
        problem = OtherParameters(tuple(as_written[:MAX_PARAMETERS_TOLD]))
    uses = sorted((_names_reached(function, namespace) & wanted) - {name})
    entry = LoadedExercise(name, problem, tuple(names[:MAX_PARAMETERS]), tuple(uses))
    return entry, None if problem else function


def _misspelt(
    name: str,
    parameters: int,
    namespace: types.ModuleType,
    wanted: frozenset[str],
    written: Mapping[str, ast.FunctionDef],
) -> str | None:
    """Return what to do about a function whose name is nearly that of the exercise, or None.

    Of a notebook only what the exercises lead to is run: the others are only `written`.
    """
    functions: dict[str, bool] = {
        other: _takes(node, parameters) for other, node in written.items() if other not in wanted
    }
    functions |= {
        other: _accepts(value, parameters)
        for other, value in namespace.__dict__.items()
        if isinstance(value, types.FunctionType) and other not in wanted
    }
    spellings = {other.lower(): other for other in functions}
    near = difflib.get_close_matches(name, spellings, n=1, cutoff=0.85)
    near += [  # velocity_final, my_velocity
        spelling
        for spelling, other in spellings.items()
        if spelling.startswith(f"{name}_") or spelling.endswith(f"_{name}")
        if functions[other]
    ]
    return f"perhaps its name, since {spellings[near[0]]} is defined" if near else None


def _takes(node: ast.FunctionDef, count: int) -> bool:
    """Whether a call with so many values would bind, as far as a definition's text tells."""
    given = node.args
    names = len(given.posonlyargs) + len(given.args)
    by_name_only = any(default is None for default in given.kw_defaults)
    fits = names - len(given.defaults) <= count and (count <= names or given.vararg is not None)
    return fits and not by_name_only


def _parameter_names(function: Callable[..., Any]) -> list[str] | None:
    try:
        return list(inspect.signature(function).parameters)
    except (TypeError, ValueError):
        return None  # a builtin or a compiled function has no signature: calling it will tell


def _parameters_written(function: Callable[..., Any]) -> list[str]:
    """Return the parameters with the stars that say how they are taken."""
    stars: dict[Any, str] = {
        inspect.Parameter.VAR_POSITIONAL: "*",
        inspect.Parameter.VAR_KEYWORD: "**",
    }
    given = inspect.signature(function).parameters.values()
    found = [f"{stars.get(parameter.kind, '')}{parameter.name}" for parameter in given]
    kinds = [parameter.kind for parameter in given]
    by_name = inspect.Parameter.KEYWORD_ONLY
    if by_name in kinds and inspect.Parameter.VAR_POSITIONAL not in kinds:
        found.insert(kinds.index(by_name), "*")
    return found


def _accepts(function: Callable[..., Any], count: int) -> bool:
    """Whether a call with so many values would bind, as far as a signature tells."""
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):
        return True
    try:
        signature.bind(*range(count))
    except TypeError:
        return False
    return True


def _names_reached(function: object, namespace: types.ModuleType) -> set[str]:
    """Return the global names that a function's code reads, itself or through helpers."""
    reached: set[str] = set()
    todo: list[object] = [function]
    seen: set[int] = set()
    while todo:
        item = todo.pop()
        if id(item) in seen or len(seen) > MAX_FOLLOWED_OBJECTS:
            continue
        seen.add(id(item))
        todo += _functions_behind(item)
        code = getattr(item, "__code__", item)
        if isinstance(code, types.CodeType):
            names = names_read(code)
            for name in names - reached:
                value = namespace.__dict__.get(name)
                if callable(value):
                    todo.append(value)
            reached |= names
        for cell in getattr(item, "__closure__", None) or ():
            try:
                todo.append(cell.cell_contents)
            except ValueError:
                continue  # a cell that is not yet filled
    return reached


def _functions_behind(item: object) -> list[types.FunctionType]:
    """Return the functions that a call of `item` runs, where it is not a function with code."""
    if isinstance(item, types.FunctionType):  # most are, and looking further costs time
        inner = [item.__dict__.get("__wrapped__")]
    else:
        inner = [
            inspect.getattr_static(owner, attribute, None)
            for attribute in ("__wrapped__", "__func__", "func", "__call__", "forward")
            for owner in (item, type(item))
        ]
    return [function for function in inner if isinstance(function, types.FunctionType)]


def _tells_a_value(raised: ast.stmt) -> bool:
    """Whether an error tells what was given, as an author's refusal does, and no stub."""
    return any(
        isinstance(part, ast.Name) and part.id != "NotImplementedError" for part in ast.walk(raised)
    )


def placeholders_of(source: Source, wanted: frozenset[str]) -> Placeholders:
    """Return where the placeholders of stubs raise, and those left beside written work."""
    found = Placeholders()
    for statement in source.statements:
        node = statement.node
        if not isinstance(node, ast.FunctionDef) or node.name not in wanted:
            continue
        is_stub = is_placeholder(node)
        for part in filter(raises_not_implemented, node.body):
            lines = range(part.lineno, (part.end_lineno or part.lineno) + 1)
            places = [(statement.place, line) for line in lines]
            if is_stub:
                found.stubs.update(dict.fromkeys(places, node.name))
            elif not _tells_a_value(part):
                found.leftovers.update(places)
    return found
