"""Parses Python piece by piece, so that a syntax error costs the function it is in and no other."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

#: where a top-level statement that can stand alone begins
_START = re.compile(r"@|(?:async +)?def |class |import |from |[A-Za-z_]\w* *(?::[^=]*)?=(?!=)")
_DEFINED = re.compile(r"^(?:async +)?(?:def|class) +(\w+)", re.MULTILINE)
_ASSIGNED = re.compile(r"^([A-Za-z_]\w*) *(?::[^=]*)?=(?!=)", re.MULTILINE)


@dataclass(frozen=True)
class Broken:
    """A piece that is no Python: what it should define, and the line and nature of its error."""

    names: frozenset[str]
    place: str
    line: int
    problem: str


def parse(text: str, place: str) -> tuple[list[ast.stmt], list[Broken]]:
    """Parse a module or cell; where it has a syntax error, what can be parsed without it."""
    whole = _parse(text, place, 0)
    if not isinstance(whole, Broken):
        return whole, []
    statements: list[ast.stmt] = []
    broken: list[Broken] = []
    for first_line, piece in _pieces(text):
        parsed = _parse(piece, place, first_line)
        if isinstance(parsed, Broken):
            broken.append(parsed)
        else:
            statements += parsed
    # pieces that are fine one by one, and not together: nothing of them can be trusted
    return (statements, broken) if broken else ([], [whole])


def _pieces(text: str) -> list[tuple[int, str]]:
    """Cut before every line that begins a statement; decorators stay with what they decorate."""
    lines = text.splitlines(keepends=True)
    starts = [0]
    decorated = False
    for number, line in enumerate(lines):
        if _START.match(line):
            if number and not decorated:
                starts.append(number)
            decorated = line.startswith("@")
    return [
        (start, "".join(lines[start:end]))
        for start, end in zip(starts, [*starts[1:], len(lines)], strict=True)
    ]


def _parse(text: str, place: str, first_line: int) -> list[ast.stmt] | Broken:
    names = frozenset(_DEFINED.findall(text)) | frozenset(_ASSIGNED.findall(text))
    try:
        return ast.parse("\n" * first_line + text, place).body
    except SyntaxError as error:
        shown = (error.text or "").strip()[:80]
        problem = f"{type(error).__name__}: {error.msg}" + (f": {shown}" if shown else "")
        return Broken(names, place, error.lineno or first_line + 1, problem)
    except (ValueError, RecursionError, MemoryError) as error:
        return Broken(names, place, first_line + 1, f"cannot be parsed ({type(error).__name__})")
