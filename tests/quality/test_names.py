"""A variable says what it holds: `each`, `one` and `many` say nothing."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from grader.catalogue import ROOT

_EMPTY = {"each", "one", "many"}
#: written as students write
_THEIRS = {"hostile", "submissions"}
FILES = [
    path
    for room in ("grader", "assignments", "solutions", "tests")
    for path in sorted((ROOT / room).rglob("*.py"))
    if _THEIRS.isdisjoint(path.parts) and not path.name.startswith(("equivalents", "mutants"))
]


def _empty_names(text: str) -> list[str]:
    """Return the names that are bound and say nothing, in the order of the text."""
    bound = [
        node.arg if isinstance(node, ast.arg) else node.id
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.arg)
        or (isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store))
    ]
    return [name for name in bound if name in _EMPTY]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_variables_say_what_they_hold(path: Path) -> None:
    assert _empty_names(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "text",
    [
        "for each in files: pass",
        "[one.name for one in files]",
        "key = lambda each: each.name",
        "one, many = pair",
        "def rank(each): pass",
    ],
)
def test_a_name_that_says_nothing_would_be_seen(text: str) -> None:
    assert _empty_names(text) != []
