"""Makes mutants of a solution: every operator at every place, each text once."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from pathlib import Path

from grader.audit.corpus.operators import EXPRESSIONS, Scope
from grader.audit.corpus.reach import affected
from grader.audit.corpus.statements import changes
from grader.audit.corpus.written import appended, read_solution
from grader.audit.records import Family, Variant
from grader.model import Assignment

#: characters of a statement in a table
_WIDTH = 60


def make_mutants(assignment: Assignment, solutions: Path) -> list[Variant]:
    """Return all mutants that can be made of an assignment's solution, in the source's order.

    Exercises are mutated, and the helpers that they call: a mutant of a helper is one of all
    exercises that it reaches.
    """
    solution = read_solution(assignment, solutions)
    exercises = [exercise.id for exercise in assignment.exercises]
    variants: list[Variant] = []
    for function in ast.parse(solution).body:
        if not isinstance(function, ast.FunctionDef):
            continue
        reaches = affected(solution, [function.name], exercises)
        if not reaches:
            continue
        changed = (function.name,) if function.name in exercises else reaches
        for number, (note, code) in enumerate(_mutants(function), start=1):
            variants.append(
                Variant(
                    assignment=assignment.id,
                    exercises=changed,
                    slug=f"made_{number:03}" + ("" if len(changed) == 1 else f"_{function.name}"),
                    family=Family.MADE,
                    code=code,
                    text=appended(solution, code),
                    reaches=reaches,
                    note=note,
                )
            )
    return variants


def _mutants(function: ast.FunctionDef) -> Iterator[tuple[str, str]]:
    """Yield (what was done where, the function's code) for every mutant of it."""
    plain = _without_docstring(function)
    scope = _scope(plain)
    seen = {ast.unparse(plain)}
    hidden = _untouched(plain)
    for index, node in enumerate(ast.walk(plain)):
        if index in hidden:
            continue
        replacements: list[tuple[str, list[ast.stmt] | ast.expr]] = []
        if isinstance(node, ast.expr):
            for operator in EXPRESSIONS:
                replacements += operator(node, scope)
        elif isinstance(node, ast.stmt) and node is not plain:
            replacements += changes(node)
        for what, replacement in replacements:
            code = ast.unparse(_replaced(plain, index, replacement)) + "\n"
            if code.strip() not in seen:
                seen.add(code.strip())
                yield what if what.startswith("result") else _note(what, node, replacement), code


def _without_docstring(function: ast.FunctionDef) -> ast.FunctionDef:
    plain = copy.deepcopy(function)
    if ast.get_docstring(plain) is not None:
        plain.body = plain.body[1:] or [ast.Pass()]
    return plain


def _scope(function: ast.FunctionDef) -> Scope:
    called = {
        node.func.id
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    parameters = [parameter for parameter in function.args.args if parameter.arg not in called]
    values = [parameter.arg for parameter in parameters if not _annotated(parameter, "Generator")]
    tensors = [parameter.arg for parameter in parameters if _annotated(parameter, "Tensor")]
    return Scope(tuple(values), tuple(tensors))


def _annotated(parameter: ast.arg, kind: str) -> bool:
    return parameter.annotation is not None and ast.unparse(parameter.annotation).endswith(kind)


def _untouched(function: ast.FunctionDef) -> set[int]:
    """Return the places that decide nothing: annotations, defaults, the texts of errors."""
    left_out: list[ast.AST] = [function.args, *function.decorator_list]
    if function.returns is not None:
        left_out.append(function.returns)
    for node in ast.walk(function):
        if isinstance(node, ast.Raise) and node.exc is not None:
            left_out.append(node.exc)
        elif isinstance(node, ast.Call):
            left_out.append(node.func if isinstance(node.func, ast.Name) else ast.Load())
    hidden = {id(inner) for node in left_out for inner in ast.walk(node)}
    return {index for index, node in enumerate(ast.walk(function)) if id(node) in hidden}


def _replaced(
    function: ast.FunctionDef, index: int, replacement: list[ast.stmt] | ast.expr
) -> ast.FunctionDef:
    """Return a copy of the function in which the node at `index` of its walk is another."""
    clone = copy.deepcopy(function)
    target = list(ast.walk(clone))[index]

    class Replacer(ast.NodeTransformer):
        def visit(self, node: ast.AST) -> ast.AST | list[ast.stmt]:
            if node is target:
                return copy.deepcopy(replacement)
            visited = super().visit(node)
            assert isinstance(visited, ast.AST)
            return visited

    Replacer().visit(clone)
    return ast.fix_missing_locations(clone)


def _note(what: str, node: ast.AST, replacement: list[ast.stmt] | ast.expr) -> str:
    return f"{what}: {_shown(node)} -> {_shown(replacement)}"


def _shown(node: ast.AST | list[ast.stmt]) -> str:
    """Return a node's first line, short enough for a table."""
    nodes = node if isinstance(node, list) else [node]
    text = "; ".join(ast.unparse(ast.fix_missing_locations(node)) for node in nodes)
    line = text.splitlines()[0] if text else ""
    return line if len(line) <= _WIDTH and line == text else f"{line[: _WIDTH - 3]}..."
