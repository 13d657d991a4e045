"""The work as a notebook: a cell with each module, and after it a cell a test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat

from tests.bench.peers import assertions
from tests.bench.peers.peer import MODULES

#: makes the source and the metadata of a test's cell from its name and its function
Cell = Callable[[str, str], tuple[str, dict[str, Any]]]


def write(work: Path, path: Path, cell: Cell, head: str = "") -> None:
    """Write a submission's two modules as a notebook with the cells of the tests."""
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    found = nbformat.v4.new_notebook(metadata={"kernelspec": kernel})
    if head:
        found.cells.append(nbformat.v4.new_code_cell(head, id="head"))
    for module, functions in MODULES.items():
        source = (work / f"{module}.py").read_text(encoding="utf-8-sig")
        found.cells.append(_code(source, module, _solution(module)))
        for name, function in tests_of(functions):
            text, metadata = cell(name, function)
            found.cells.append(_code(text, name, metadata))
    nbformat.write(found, path)


def tests_of(functions: Any) -> Iterator[tuple[str, str]]:
    return ((name, about) for name, about, _ in assertions.TESTS if about in functions)


def with_the_rest(work: Path, folder: Path) -> None:
    """Hand in what lies beside the two modules as well."""
    for path in work.iterdir():
        if path.stem not in MODULES:
            (shutil.copytree if path.is_dir() else shutil.copy)(path, folder / path.name)


def _code(text: str, name: str, metadata: dict[str, Any]) -> Any:
    return nbformat.v4.new_code_cell(text, id=name.replace("_", "-"), metadata=metadata)


def _solution(module: str) -> dict[str, Any]:
    marks = {"grade": False, "locked": False, "solution": True, "task": False}
    return {"nbgrader": marks | {"grade_id": module, "schema_version": 3}}
