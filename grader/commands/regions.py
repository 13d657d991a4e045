"""What a solution and a stub must have of each exercise: its signature, and in the one a region."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from grader.errors import AuthoringError
from grader.model import Exercise

BEGIN = "### BEGIN SOLUTION"
END = "### END SOLUTION"


class MarkError(AuthoringError):
    """The marks of a solution's regions do not pair up, or leave an exercise as it is."""


def regions(solution: str, name: str) -> list[range]:
    """Return the lines of every region, marks included, counted from 1.

    Raises:
        MarkError: a region is opened twice, closed twice or left open.
    """
    found: list[range] = []
    opened: int | None = None
    for number, line in enumerate(solution.splitlines(), start=1):
        if BEGIN in line:
            if opened is not None:
                raise MarkError(f"{name}, line {number}: the region of line {opened} is still open")
            opened = number
        elif END in line:
            if opened is None:
                raise MarkError(f"{name}, line {number}: no region is open here")
            found.append(range(opened, number + 1))
            opened = None
    if opened is not None:
        raise MarkError(f"{name}: the region of line {opened} is never closed")
    return found


def check_solution(text: str, name: str, exercises: Sequence[Exercise]) -> None:
    """Refuse a solution that no stub can be made of.

    Raises:
        AuthoringError: an exercise is not in it, or has another signature.
        MarkError: no region lies in the function of an exercise.
    """
    check_signatures(text, name, exercises)
    functions, marked = _functions(text, name), regions(text, name)
    for exercise in exercises:
        function = functions[exercise.id]
        assert function.end_lineno is not None
        if not any(function.lineno < part.start <= function.end_lineno for part in marked):
            raise MarkError(
                f"{name}: no region lies in {exercise.id}, so students would be given the answer: "
                f"put {BEGIN} and {END} around what they write"
            )


def check_signatures(text: str, name: str, exercises: Sequence[Exercise]) -> None:
    """Refuse a solution or a stub whose functions are not those of checks.py.

    Raises:
        AuthoringError: an exercise is not in it, or has another signature.
    """
    functions = _functions(text, name)
    for exercise in exercises:
        function = functions.get(exercise.id)
        if function is None:
            told = f"{name}: no function {exercise.id}"
        elif _parameters(function) != ", ".join(exercise.parameters):
            told = f"{name}, line {function.lineno}: {function.name}({_parameters(function)})"
        else:
            continue
        raise AuthoringError(f"{told}, where checks.py has {exercise.signature}")


def _functions(text: str, name: str) -> dict[str, ast.FunctionDef]:
    try:
        body = ast.parse(text).body
    except SyntaxError as error:
        raise AuthoringError(f"{name}, line {error.lineno}: SyntaxError: {error.msg}") from error
    return {node.name: node for node in body if isinstance(node, ast.FunctionDef)}


def _parameters(function: ast.FunctionDef) -> str:
    """Return the names of the parameters as they are written, without types and defaults."""
    arguments = function.args
    arguments.defaults, arguments.kw_defaults = [], [None] * len(arguments.kwonlyargs)
    for node in ast.walk(arguments):
        if isinstance(node, ast.arg):
            node.annotation = None
    return ast.unparse(arguments)
