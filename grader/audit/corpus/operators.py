"""Mutation operators on expressions: each yields (what it does, the expression to put instead).

Own ones, on the standard library's syntax trees. The operators of mutmut and cosmic-ray were looked
at: they exchange operators, numbers and comparisons, as the first four here do, but know nothing of
swapped arguments, of shapes and dtypes, or of work in place, where students of tensors err; and
they come with a runner, a session store and a terminal interface that nothing here would use.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Scope:
    """What an operator may know of the function around the expression.

    `values` are its parameters that are not called in it; `tensors` those annotated as tensors.
    """

    values: tuple[str, ...]
    tensors: tuple[str, ...]


Change = tuple[str, ast.expr]
Operator = Callable[[ast.expr, Scope], Iterator[Change]]


def parsed(template: str, **parts: ast.expr) -> ast.expr:
    """Return the expression `template`, with its names replaced by `parts`."""
    tree = ast.parse(template, mode="eval").body

    class Filler(ast.NodeTransformer):
        def visit_Name(self, node: ast.Name) -> ast.AST:
            return copy.deepcopy(parts[node.id]) if node.id in parts else node

    filled = Filler().visit(tree)
    assert isinstance(filled, ast.expr)
    return filled


_ARITHMETIC: tuple[type[ast.operator], ...] = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow)
_IN_PLACE = {ast.Add: "add_", ast.Sub: "sub_", ast.Mult: "mul_", ast.Div: "div_"}


def arithmetic(node: ast.expr, scope: Scope) -> Iterator[Change]:
    """Other operators, exchanged and dropped operands, a turned sign, work in place."""
    if not isinstance(node, ast.BinOp):
        return
    for kind in _ARITHMETIC:
        if type(node.op) is not kind:
            yield "operator", ast.BinOp(node.left, kind(), node.right)
    if isinstance(node.op, ast.Sub | ast.Div | ast.Pow):
        yield "operands exchanged", ast.BinOp(node.right, node.op, node.left)
    yield "operand dropped", node.left
    yield "operand dropped", node.right
    yield "sign turned", parsed("-(a)", a=node)
    name = _IN_PLACE.get(type(node.op))
    if name and isinstance(node.left, ast.Name) and node.left.id in scope.tensors:
        yield "work in place", parsed(f"a.{name}(b)", a=node.left, b=node.right)


def constants(node: ast.expr, scope: Scope) -> Iterator[Change]:  # noqa: ARG001
    """Numbers next to a number, and other strings."""
    if not isinstance(node, ast.Constant):
        return
    value = node.value
    if isinstance(value, bool):
        yield "constant", ast.Constant(not value)
    elif isinstance(value, int):
        for other in dict.fromkeys((value + 1, value - 1, -value, 2 * value)):
            if other != value:
                yield "constant", ast.Constant(other)
        yield "constant", ast.Constant(value + 0.5)
    elif isinstance(value, float):
        for other_float in dict.fromkeys((2 * value, value / 2, -value, value + 1)):
            if other_float != value:
                yield "constant", ast.Constant(other_float)
    elif isinstance(value, str) and value:
        for text in (value + "x", value[:-1], value.swapcase()):
            if text != value:
                yield "constant", ast.Constant(text)


_COMPARISONS = (ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE)


def comparisons(node: ast.expr, scope: Scope) -> Iterator[Change]:  # noqa: ARG001
    """Other bounds and their opposites; always and never."""
    if not isinstance(node, ast.Compare) or len(node.ops) != 1:
        return
    for kind in _COMPARISONS:
        if type(node.ops[0]) is not kind:
            yield "comparison", ast.Compare(node.left, [kind()], node.comparators)


def names(node: ast.expr, scope: Scope) -> Iterator[Change]:
    """Another parameter in its place; of a tensor, another sign, dtype, shape or order."""
    if not isinstance(node, ast.Name) or not isinstance(node.ctx, ast.Load):
        return
    if node.id in scope.values:
        for other in scope.values:
            if other != node.id:
                yield "another parameter", ast.Name(other, ast.Load())
    if node.id in scope.tensors:
        for what, template in (
            ("sign turned", "-a"),
            ("dtype", "a.double()"),
            ("dtype", "a.half()"),
            ("rounded", "a.round()"),
            ("mean of the batch", "a.mean()"),
            ("first sample only", "a[:1]"),
            ("last sample dropped", "a[:-1]"),
            ("order reversed", "a.flip(0)"),
            ("axis added", "a.unsqueeze(0)"),
            ("clamped", "a.clamp(min=0.01)"),
        ):
            yield what, parsed(template, a=node)


#: functions that are taken for one another
_SIBLINGS = {
    "rand": ("randn", "zeros"),
    "randn": ("rand", "zeros"),
    "any": ("all",),
    "all": ("any",),
    "full": (),
    "zeros": ("ones",),
    "ones": ("zeros",),
    "sqrt": ("square",),
    "exp": ("log",),
    "sin": ("cos",),
    "cos": ("sin",),
    "max": ("min",),
    "min": ("max",),
    "sum": ("mean",),
    "mean": ("sum",),
}


def calls(node: ast.expr, scope: Scope) -> Iterator[Change]:  # noqa: ARG001
    """Exchanged and dropped arguments, a function's sibling, the argument instead of the call."""
    if not isinstance(node, ast.Call):
        return
    for index in range(len(node.args) - 1):
        swapped = list(node.args)
        swapped[index], swapped[index + 1] = swapped[index + 1], swapped[index]
        yield "arguments exchanged", ast.Call(node.func, swapped, node.keywords)
    for index in range(len(node.keywords)):
        kept = node.keywords[:index] + node.keywords[index + 1 :]
        yield "argument dropped", ast.Call(node.func, node.args, kept)
    for argument in node.args:
        if not isinstance(argument, ast.Starred):
            yield "call dropped", argument
    if isinstance(node.func, ast.Attribute):
        for sibling in _SIBLINGS.get(node.func.attr, ()):
            func = ast.Attribute(node.func.value, sibling, ast.Load())
            yield "sibling function", ast.Call(func, node.args, node.keywords)
    if isinstance(node.func, ast.Name) and node.func.id == "range" and len(node.args) == 1:
        for template in (
            "range(n - 1)",
            "range(n + 1)",
            "range(1, n)",
            "range(1, n + 1)",
            "range(0, n, 2)",
            "reversed(range(n))",
        ):
            yield "range", parsed(template, n=node.args[0])


#: every operator on expressions, in the order in which mutants are numbered
EXPRESSIONS: tuple[Operator, ...] = (arithmetic, constants, comparisons, names, calls)
