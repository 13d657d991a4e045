"""Cuts text into Python's logical lines, without understanding more of it than it must.

A string, a bracket or a backslash continues a line; a comment ends what is looked at of one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

#: the signs that begin a line of IPython's
_ESCAPES = "%!?,;/"


def logical_lines(lines: list[str]) -> Iterator[tuple[int, int, str, int]]:
    """Yield (first line, line after the last, kind, column) of every logical line.

    `kind` is "" for Python, "magic", "shell" or "help" for what begins or ends as one, and "assign"
    for a magic or shell line that is assigned, which begins at `column` of the first line.
    """
    number = 0
    while number < len(lines):
        start = number
        stripped = lines[number].lstrip(" \t")
        if stripped[:1] and stripped[0] in _ESCAPES:
            while lines[number].endswith("\\") and number + 1 < len(lines):
                number += 1
            number += 1
            kind = {"%": "magic", "!": "shell"}.get(stripped[0], "help")
            yield start, number, kind, 0
            continue
        scan = Scan()
        while True:
            scan.feed(lines[number], number == start)
            number += 1
            if scan.assigned >= 0:
                while lines[number - 1].endswith("\\") and number < len(lines):
                    number += 1
                yield start, number, "assign", scan.assigned
                break
            if not scan.is_open or number >= len(lines):
                yield start, number, "help" if scan.asks else "", 0
                break


@dataclass
class Scan:
    """How far a logical line has come: an open string or bracket, or a backslash, continues it.

    `assigned` is the column of a magic after the first `=` outside brackets, `asks` whether the
    line ends in a question mark that is no part of a string or comment.
    """

    quote: str = ""
    depth: int = 0
    continued: bool = False
    assigned: int = -1
    asks: bool = False
    _equals: bool = False

    @property
    def is_open(self) -> bool:
        return bool(self.quote) or self.depth > 0 or self.continued

    def feed(self, line: str, first: bool = False) -> None:
        """Go on with a further physical line."""
        self.continued = self.asks = False
        at, end = 0, len(line)
        while at < end:
            if self.quote:
                at = self._in_string(line, at)
                continue
            sign = line[at]
            if sign == "#":
                return
            if sign in "\"'":
                self.quote = sign * 3 if line.startswith(sign * 3, at) else sign
                at += len(self.quote)
                self.asks = False
                continue
            if sign == "\\" and at == end - 1:
                self.continued = True
                return
            self._count(sign)
            if first and sign == "=" and not self.depth and not self._equals:
                self._look_for_magic(line, at)
                if self.assigned >= 0:
                    return
            if not sign.isspace():
                self.asks = sign == "?" and not self.depth
            at += 1
        if len(self.quote) == 1:  # a string on one line that is not closed: a mistake, not ours
            self.quote = ""

    def _in_string(self, line: str, at: int) -> int:
        while at < len(line):
            if line[at] == "\\":
                if at == len(line) - 1:
                    self.continued = True
                at += 2
            elif line.startswith(self.quote, at):
                at += len(self.quote)
                self.quote = ""
                return at
            else:
                at += 1
        if len(self.quote) == 1 and not self.continued:
            self.quote = ""
        return at

    def _count(self, sign: str) -> None:
        if sign in "([{":
            self.depth += 1
        elif sign in ")]}":
            self.depth = max(0, self.depth - 1)

    def _look_for_magic(self, line: str, at: int) -> None:
        if line[at + 1 : at + 2] == "=" or line[at - 1 : at] in tuple("=!<>+-*/%&|^@:~"):
            return
        self._equals = True
        rest = line[at + 1 :]
        after = rest.lstrip(" \t")
        if after.startswith("!") or re.match(r"%+[A-Za-z_]", after):
            self.assigned = at + 1 + len(rest) - len(after)
