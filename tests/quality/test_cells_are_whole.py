"""Cells of solutions/ name nothing that is not there: a NameError would be all that they show."""

from __future__ import annotations

import builtins
import symtable
from collections.abc import Iterator

import pytest

from grader.audit.corpus.written import read_corpus
from grader.catalogue import SOLUTIONS
from grader.model import Assignment

#: what every module has beside
_GIVEN = {*dir(builtins), "__file__"}


def _tables(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    yield table
    for inner in table.get_children():
        yield from _tables(inner)


def undefined(text: str) -> set[str]:
    """Return the names that a module reads, and that neither it nor Python defines."""
    read, bound = set(), set(_GIVEN)
    for table in _tables(symtable.symtable(text, "cell", "exec")):
        outermost = table.get_type() == "module"
        for symbol in table.get_symbols():
            of_module = outermost or symbol.is_global()
            if of_module and (symbol.is_assigned() or symbol.is_imported()):
                bound.add(symbol.get_name())
            if of_module and symbol.is_referenced():
                read.add(symbol.get_name())
    return read - bound


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("def f(x):\n    return over(x)\n", {"over"}),
        ("import torch\ndef f(x):\n    g = lambda y: x + y\n    return torch.exp(g(x))\n", set()),
        ("def f():\n    global seen\n    seen = 1\n\n\ndef g():\n    return seen\n", set()),
    ],
)
def test_what_is_undefined_is_found(text: str, names: set[str]) -> None:
    assert undefined(text) == names


def test_cells_name_nothing_that_is_not_there(catalogue: list[Assignment]) -> None:
    found = {
        variant.id: names
        for assignment in catalogue
        for variant in read_corpus(assignment, SOLUTIONS)
        if variant.idea is None and (names := undefined(variant.text))
    }
    assert not found
