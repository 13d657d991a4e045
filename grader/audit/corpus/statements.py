"""Mutation operators on statements: dropped lines, conditions, kinds of error, what is returned."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.audit.corpus.operators import parsed

#: what is yielded: what was done, and the statements to put instead
Change = tuple[str, list[ast.stmt]]

_OF_A_RESULT = (
    ("dtype", "a.double()"),
    ("dtype", "a.half()"),
    ("precision", "a.half().float()"),
    ("precision", "a.bfloat16().float()"),
    ("shape", "a.unsqueeze(-1)"),
    ("shape", "a.unsqueeze(0)"),
    ("shape", "a.flatten()"),
    ("shape", "a[:-1]"),
    ("order reversed", "a.flip(0)"),
    ("rounded", "a.round()"),
    ("clamped", "a.clamp(-1, 1)"),
    ("absolute value", "a.abs()"),
    ("sign turned", "-(a)"),
    ("biased by 1e-4", "(a) * (1 + 1e-4)"),
    ("offset by 1e-4", "(a) + 1e-4"),
    ("mean of the batch", "(a).mean(0, keepdim=True).expand_as(a)"),
    ("as a list", "(a).tolist()"),
)
_ERRORS = ("RuntimeError", "KeyError", "AssertionError")


def changes(node: ast.stmt) -> Iterator[Change]:
    """Yield what may stand instead of one statement."""
    if isinstance(node, ast.Return):
        yield from _returns(node)
        return
    yield "line dropped", [ast.Pass()]
    if isinstance(node, ast.If):
        yield "condition turned", [ast.If(parsed("not (a)", a=node.test), node.body, node.orelse)]
        yield "condition always true", [*node.body]
        if node.orelse:
            yield "condition never true", [*node.orelse]
    elif isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
        for name in _ERRORS:
            func = ast.Name(name, ast.Load())
            yield "kind of error", [ast.Raise(ast.Call(func, node.exc.args, []), node.cause)]
        yield "error returned", [ast.Return(node.exc)]
    elif isinstance(node, ast.For):
        yield (
            "loop left after one round",
            [ast.For(node.target, node.iter, [*node.body, ast.Break()], node.orelse, None)],
        )


def _returns(node: ast.Return) -> Iterator[Change]:
    value = node.value
    if value is None:
        return
    yield "nothing returned", [ast.Expr(value)]
    if not isinstance(value, ast.Tuple):
        for what, template in _OF_A_RESULT:
            yield f"result: {what}", [ast.Return(parsed(template, a=value))]
        return
    items = value.elts
    for index, item in enumerate(items):
        rest = [*items[:index], *items[index + 1 :]]
        yield "result: part dropped", [ast.Return(ast.Tuple(rest, ast.Load()))]
        for what, template in _OF_A_RESULT:
            changed = [*items[:index], parsed(template, a=item), *items[index + 1 :]]
            yield f"result {index + 1}: {what}", [ast.Return(ast.Tuple(changed, ast.Load()))]
        if index:
            order = list(items)
            order[index - 1], order[index] = order[index], order[index - 1]
            yield "result: parts exchanged", [ast.Return(ast.Tuple(order, ast.Load()))]
