"""Reads what a notebook needs out of an assignment's README.md."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from grader.errors import AuthoringError

_HEADING = re.compile(r"#{1,3} ")
#: how to grade in a terminal is no matter of a notebook
_LEFT_OUT = ("How to grade it",)
EXERCISES = "Exercises"


@dataclass(frozen=True)
class Handout:
    """A handout in pieces, each a heading of up to three signs and what follows it.

    `before` comes before the exercises, `about` is on all of them, `rows` is what their table says
    of each, and `after` follows.
    """

    before: tuple[str, ...]
    about: str
    rows: dict[str, str]
    after: tuple[str, ...]


def read_handout(path: Path) -> Handout:
    """Return the pieces of a handout.

    Raises:
        AuthoringError: it is missing, or has no section on the exercises.
    """
    if not path.is_file():
        raise AuthoringError(f"{path}: no such file: write the handout, a notebook is made of it")
    pieces = _pieces(path.read_text(encoding="utf-8"))
    titles = [re.sub(r"^#+ ", "", piece.partition("\n")[0]) for piece in pieces]
    if EXERCISES not in titles[1:]:
        raise AuthoringError(
            f"{path}: no section `## {EXERCISES}` after a title: a notebook has both"
        )
    place = titles.index(EXERCISES)
    table = [line for line in pieces[place].splitlines() if line.startswith("|")]
    rows = {}
    for line in table[2:]:
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip("|"))]
        name = re.match(r"`(\w+)\(", cells[0])
        if name is not None and len(cells) == len(table[0].strip("|").split("|")) == 4:
            rows[name[1]] = f"Returns {cells[1]}. {cells[2]} points. What is checked: {cells[3]}."
    about = "\n".join(line for line in pieces[place].splitlines() if line not in table)
    after = [
        piece
        for piece, title in zip(pieces[place + 1 :], titles[place + 1 :], strict=True)
        if title not in _LEFT_OUT
    ]
    return Handout(tuple(pieces[:place]), re.sub(r"\n{3,}", "\n\n", about), rows, tuple(after))


def _pieces(text: str) -> list[str]:
    """Cut a page before each of its headings, but for those in a block of code."""
    found: list[list[str]] = []
    in_code = False
    for line in text.splitlines():
        in_code ^= line.startswith("```")
        if not found or (_HEADING.match(line) and not in_code):
            found.append([])
        found[-1].append(line)
    return ["\n".join(lines).strip() for lines in found]
