"""Reads a notebook's cells out of its JSON, leniently: what has cells with sources can be graded.

Outputs, attachments, ids and metadata say nothing about the code, so nothing is asked of them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from grader.worker.kinds import merge_conflict, mistaken_for_code


class NotebookError(Exception):
    """The bytes are no notebook; the text says why, and what to do, after the file's name."""


@dataclass(frozen=True)
class Cell:
    """One cell: `number` counts all cells and `code_number` those of code, both from 1."""

    kind: str
    number: int
    code_number: int
    text: str


def cells_of(data: bytes) -> list[Cell]:
    """Return the cells of a notebook of any version.

    Raises:
        NotebookError: not text, not JSON, or without cells.
    """
    if problem := mistaken_for_code(data):
        raise NotebookError(problem)
    if line := merge_conflict(data):
        raise NotebookError(
            f"holds an unresolved merge conflict (line {line}): keep one side, and take out the "
            "lines of <<<<<<<, ======= and >>>>>>>"
        )
    book = _json(data)
    found = book.get("cells") if isinstance(book, dict) else None
    if not isinstance(found, list) and isinstance(book, dict):  # version 3 and before
        sheets = book.get("worksheets")
        sheets = sheets if isinstance(sheets, list) else []
        found = [
            cell for sheet in sheets if isinstance(sheet, dict) for cell in _list(sheet, "cells")
        ]
        found = found or ([] if "worksheets" in book else None)
    if not isinstance(found, list):
        raise NotebookError("is JSON without cells, so it is no notebook")
    cells: list[Cell] = []
    code_number = 0
    for number, cell in enumerate(found, start=1):
        if not isinstance(cell, dict):
            continue
        kind = cell.get("cell_type", "code")
        code_number += kind == "code"
        source = cell["source"] if "source" in cell else cell.get("input", "")
        lines = [
            line
            for line in (source if isinstance(source, list) else [source])
            if isinstance(line, str)
        ]
        # some programs write lines without what ends them
        text = ("" if any("\n" in line for line in lines) else "\n").join(lines)
        # half a surrogate pair is legal JSON and no text: nothing after this could encode it
        text = text.encode("utf-8", "replace").decode()
        cells.append(Cell(str(kind), number, code_number, text))
    return cells


def looks_like_a_notebook(data: bytes) -> bool:
    """Whether a file that is called a module is a notebook's JSON."""
    return data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") and b'"cells"' in data


def _list(owner: dict[str, Any], key: str) -> list[Any]:
    value = owner.get(key)
    return value if isinstance(value, list) else []


def _json(data: bytes) -> Any:
    encoding = json.detect_encoding(data)  # UTF-8, 16 or 32, with a mark or without
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        raise NotebookError("is not UTF-8, so it is not a notebook that can be read") from None
    if not text.strip():
        raise NotebookError("is empty: save the notebook, and hand it in again")
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        begins = text.lstrip()[:1]
        at_end = error.pos >= len(text.rstrip()) - 1 or error.msg.startswith("Unterminated")
        if begins == "{" and at_end:
            raise NotebookError(
                "is cut off: its end is missing. Save it again, and hand in the whole file"
            ) from None
        if begins == "{":
            raise NotebookError(
                f"is a damaged notebook: line {error.lineno} is no JSON. Save it again from Jupyter"
            ) from None
        raise NotebookError(
            "is not a notebook: its text is no JSON. If it is Python, call it .py; else save the "
            "notebook again from Jupyter"
        ) from None
    except (RecursionError, ValueError):
        raise NotebookError("is JSON that is nested too deeply, so it is no notebook") from None
