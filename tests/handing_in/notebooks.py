"""Changes on the way from a module to a notebook, cell by cell and as a file."""

from __future__ import annotations

import ast
import json
import random
from collections.abc import Callable
from typing import Any

from tests.handing_in.texts import starts_of

Cell = dict[str, Any]
CellChange = Callable[[list[Cell], random.Random], list[Cell]]
CELLS: dict[str, CellChange] = {}
BookChange = Callable[[dict[str, Any]], Any]


def cell_change(change: CellChange) -> CellChange:
    CELLS[change.__name__] = change
    return change


def code(text: str) -> Cell:
    return {"cell_type": "code", "source": text, "metadata": {}, "outputs": [], "id": "a"}


def text(words: str, kind: str = "markdown") -> Cell:
    return {"cell_type": kind, "source": words, "metadata": {}, "id": "b"}


def cells_of(module: str, rng: random.Random) -> list[Cell]:
    """Cut a module before some of its statements; what is no Python stays in one cell."""
    try:
        starts = starts_of(module)
    except SyntaxError:
        return [code(module)]
    cuts = sorted({0, *(line for line in starts[1:] if rng.random() < 0.7)})
    lines = module.split("\n")
    ends = [*cuts[1:], len(lines)]
    parts = ["\n".join(lines[start:end]).strip("\n") for start, end in zip(cuts, ends, strict=True)]
    return [code(part) for part in parts if part.strip()]


def _insert(cells: list[Cell], rng: random.Random, added: Cell) -> list[Cell]:
    at = rng.randint(0, len(cells))
    return [*cells[:at], added, *cells[at:]]


def _some_code(cells: list[Cell], rng: random.Random) -> Cell | None:
    """Return a cell that only defines functions: one that magics may be put into."""
    fitting = [cell for cell in cells if cell["cell_type"] == "code" and _defines(cell["source"])]
    return rng.choice(fitting) if fitting else None


def _defines(source: str) -> bool:
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return False
    return bool(body) and all(isinstance(node, ast.FunctionDef) for node in body)


@cell_change
def markdown_between(cells: list[Cell], rng: random.Random) -> list[Cell]:
    words = "## Task\n\nWrite `velocity(x1, eps)`. Is it `x1 - eps`?\n\n%time\n"
    return _insert(_insert(cells, rng, text(words)), rng, text("$x_t$", "raw"))


@cell_change
def set_up_cells(cells: list[Cell], rng: random.Random) -> list[Cell]:
    return [
        code("%matplotlib inline\n%load_ext autoreload\n!pip install -q einops\n?print"),
        *cells,
    ]


@cell_change
def a_timed_cell(cells: list[Cell], rng: random.Random) -> list[Cell]:
    if (cell := _some_code(cells, rng)) is not None:
        head = rng.choice(
            ("%%time", "%%capture out", "%%prun -q", "%%debug", "%%memit", "%%timeit")
        )
        cell["source"] = f"{head}\n{cell['source']}"
    return cells


@cell_change
def help_and_shell_lines(cells: list[Cell], rng: random.Random) -> list[Cell]:
    if (cell := _some_code(cells, rng)) is not None and not cell["source"].startswith("%%"):
        before = rng.choice(("%pwd", "!ls", "print?", "%who"))
        after = rng.choice(("print??", "%time 1 + 1", "!echo 'a?'", "files = !ls"))
        cell["source"] = f"{before}\n{cell['source']}\n{after}"
    return cells


@cell_change
def a_demo_that_shares_names(cells: list[Cell], rng: random.Random) -> list[Cell]:
    names = ("x", "t", "u", "dt", "x_t", "x1", "eps", "k", "num_steps", "generator")
    name = rng.choice(names)
    demo = f"for {name} in range(10**12):\n    {name}_seen = {name}"
    return _insert(cells, rng, code(demo))


@cell_change
def a_plot_at_the_end(cells: list[Cell], rng: random.Random) -> list[Cell]:
    plot = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()\ndisplay(plt)\n1 / 0"
    return [*cells, code(plot)]


@cell_change
def a_clean_up_at_the_end(cells: list[Cell], rng: random.Random) -> list[Cell]:
    if (cell := _some_code(cells, rng)) is None or cell["source"].startswith("%%"):
        return cells
    names = [node.name for node in ast.parse(cell["source"]).body if hasattr(node, "name")]
    timed = f"%%timeit -n 10\n{names[0]} = None"
    return [*cells, code(timed), code(f"x1 = 1\ndel x1, {', '.join(names)}\n%reset -f")]


@cell_change
def scripts_of_other_languages(cells: list[Cell], rng: random.Random) -> list[Cell]:
    other = rng.choice(("%%bash\nls -l\nx=3", "%%html\n<b>x</b>", "%%javascript\nvar t = 1;"))
    return _insert(cells, rng, code(other))


@cell_change
def a_colab_check(cells: list[Cell], rng: random.Random) -> list[Cell]:
    on_colab = "if 'google.colab' in str(get_ipython()):\n    !pip install einops\n    GPU = True"
    return _insert(cells, rng, code(f"{on_colab}\nelse:\n    GPU = False"))


@cell_change
def an_empty_cell(cells: list[Cell], rng: random.Random) -> list[Cell]:
    return _insert(_insert(cells, rng, code("")), rng, code("\n\n"))


@cell_change
def a_broken_cell(cells: list[Cell], rng: random.Random) -> list[Cell]:
    return _insert(cells, rng, code(rng.choice(("x = (", "to do: plots", "print 'x'", "def (:"))))


@cell_change
def prompts_are_pasted(cells: list[Cell], rng: random.Random) -> list[Cell]:
    return _insert(cells, rng, code(">>> note = 1\n>>> for i in range(2):\n...     note = i"))


@cell_change
def outputs(cells: list[Cell], rng: random.Random) -> list[Cell]:
    for cell in cells:
        if cell["cell_type"] == "code":
            data = {"image/png": "A" * 10_000}
            cell["outputs"] = [{"output_type": "display_data", "data": data, "metadata": {}}]
            cell["execution_count"] = 3
    return cells


def _without(*keys: str) -> BookChange:
    return lambda book: {key: value for key, value in book.items() if key not in keys}


def _lines(book: dict[str, Any]) -> Any:
    for cell in book["cells"]:
        cell["source"] = cell["source"].splitlines(keepends=True)
    return book


def _old(book: dict[str, Any]) -> Any:
    cells = [
        {**cell, "input": cell["source"]} if cell["cell_type"] == "code" else cell
        for cell in book["cells"]
    ]
    return {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": cells}]}


def _bare(book: dict[str, Any]) -> Any:
    for cell in book["cells"]:
        for key in ("metadata", "id", "outputs", "execution_count"):
            cell.pop(key, None)
    return book


#: what is done to the whole of a notebook's JSON
BOOKS: dict[str, BookChange] = {
    "as_is": lambda book: book,
    "no_metadata": _without("metadata"),
    "no_nbformat": _without("nbformat", "nbformat_minor"),
    "sources_in_lines": _lines,
    "version_3": _old,
    "bare_cells": _bare,
    "odd_metadata": lambda book: {**book, "metadata": [1, 2], "widgets": {"state": "x" * 1000}},
}


def book_of(cells: list[Cell], change: BookChange) -> bytes:
    book = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}
    return json.dumps(change(book), indent=1).encode()
