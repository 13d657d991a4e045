"""Downloads of a class: folders of files that tests write, and what is found in them."""

from __future__ import annotations

from pathlib import Path

from grader.cohort.finding import find_submissions
from grader.cohort.people import Entry
from grader.model import Assignment

TEXT = "def x1_from_u(x_t, u, t):\n    return x_t\n"


def entries_of(folder: Path, assignments: list[Assignment]) -> dict[str, Entry]:
    """Return the entries of a download by their names."""
    return {entry.name: entry for entry in find_submissions(folder, assignments)}


def write(folder: Path, *paths: str) -> None:
    """Write the same work to each of these paths."""
    for path in paths:
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(TEXT, encoding="utf-8")
