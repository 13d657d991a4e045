"""Finds lines of solutions in what is handed out."""

from __future__ import annotations

from pathlib import Path

from grader.commands.regions import BEGIN, END


def solution_lines(path: Path) -> set[str]:
    """Return the lines in the regions of a solution that say something."""
    lines, inside = set(), False
    for line in path.read_text(encoding="utf-8").splitlines():
        if BEGIN in line or END in line:
            inside = BEGIN in line
        elif inside and len(line.strip()) > 3:
            lines.add(line.strip())
    return lines


def said(text: str) -> set[str]:
    """Return the lines of a text, without their indentation."""
    return {line.strip() for line in text.splitlines()}
