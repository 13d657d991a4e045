"""Puts text on lines of a terminal: rows, rules, hanging labels, and code that stays as it is."""

from __future__ import annotations

import shutil
import sys

from rich.console import Console
from rich.text import Text

#: the width of what is piped, and the most that a terminal is used for
WIDTH = 80
_NARROWEST = 40
_LABEL = 12
_ASCII_SIGNS = {"✓": "+", "·": ".", "✗": "x", "─": "-", "→": "->"}


def terminal_width() -> int:
    """Return how many columns of the standard output to use."""
    if not sys.stdout.isatty():
        return WIDTH
    return max(_NARROWEST, min(WIDTH, shutil.get_terminal_size().columns))


class Page:
    """Lines on a console of a fixed width; without `can_draw`, in ASCII."""

    def __init__(self, console: Console, can_draw: bool) -> None:
        self._console = console
        self._can_draw = can_draw
        self._width = console.width
        self._indent = 4 if self._width >= 60 else 2  # of labels

    def _print(
        self, text: Text | str = "", indent: int = 0, style: str = "", hang: int = 0
    ) -> None:
        """Print text, wrapped at the width; `hang` indents its further lines a little more."""
        if isinstance(text, str):
            text = Text(text, style=style)
        lines = text.wrap(self._console, self._width - indent - hang)
        for number, line in enumerate(lines or [text]):
            self._line(Text.assemble(" " * (indent + (hang if number else 0)), line))

    def _line(self, line: Text) -> None:
        """Print one line as it is."""
        line.rstrip()
        if line.plain.lstrip().startswith(("::", "##[")):  # would be a command to a CI runner
            line = Text.assemble("'", line)
        if not self._can_draw:
            plain = "".join(_ASCII_SIGNS.get(sign, sign) for sign in line.plain)
            line = Text(plain.encode("ascii", "replace").decode())
        self._console.print(line, soft_wrap=True)

    def _code(self, title: str, code: str) -> None:
        """Print code that is right as it is pasted: flush left, no line broken, in two comments."""
        self._line(Text(f"# {title} {'─' * (self._width - len(title) - 3)}", style="dim"))
        for line in code.splitlines():
            self._line(Text(line, style="cyan"))
        self._line(Text(f"# {'─' * (self._width - 2)}", style="dim"))

    def _row(self, left: Text, right: str, style: str = "") -> None:
        """Print `left` and, at the end of its first line, `right`."""
        lines = left.wrap(self._console, self._width - len(right) - 2) or [left]
        for number, line in enumerate(lines):
            line.rstrip()
            if number:
                self._line(Text.assemble("   ", line))
                continue
            gap = " " * (self._width - line.cell_len - len(right))
            self._line(Text.assemble(line, gap, (right, style)))

    def _rule(self, title: str, right: str = "") -> None:
        ending = f" {right}" if right else ""
        dashes = self._width - len(title) - 1 - len(ending)
        if dashes >= 2:
            self._print(f"{title} {'─' * dashes}{ending}", style="bold")
        else:
            self._print(title, style="bold")
            self._print(f"{'─' * (self._width - len(ending))}{ending}", style="bold")

    def _labelled(self, label: str, value: str, style: str = "") -> None:
        """Print `label  value` with the value's further lines under its first."""
        width = max(_LABEL, len(label) + 2)
        if width > self._width // 2:
            self._print(label, indent=self._indent, style="dim")
            label, width = "", _LABEL
        text = Text(value, style=style)
        for number, line in enumerate(text.wrap(self._console, self._width - self._indent - width)):
            head = label if number == 0 else ""
            self._line(Text.assemble(" " * self._indent, (f"{head:<{width}}", "dim"), line))
