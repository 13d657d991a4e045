"""What was measured, as Markdown."""

from __future__ import annotations

import re
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_MOST_LINES = 60


@dataclass(frozen=True)
class Row:
    """One system: CPU seconds of each submission, median wall seconds, and the peak of memory."""

    name: str
    cpu: Sequence[float]
    wall: float
    peak: int

    @property
    def median(self) -> float:
        return statistics.median(self.cpu)


def table(rows: Sequence[Row], left_out: Mapping[str, str]) -> str:
    """Return a line a system; ratios are the medians of the ratios to the first row, in pairs."""
    lines = [
        "| system | CPU s a submission: median (range) | over this kit | wall s | peak memory |",
        "|---|---|---|---|---|",
    ]
    ours = rows[0]
    for row in rows:
        ratio = statistics.median(a / b for a, b in zip(row.cpu, ours.cpu, strict=True))
        spread = f"{min(row.cpu):.2f} to {max(row.cpu):.2f}"
        cpu = f"{row.median:.2f} ({spread})"
        cells = [row.name, cpu, f"{ratio:.1f}", f"{row.wall:.2f}", f"{row.peak >> 20} MiB"]
        lines.append(f"| {' | '.join(cells)} |")
    lines += [f"| {name} | {why} | | | |" for name, why in left_out.items()]
    return "\n".join(lines)


def forgeries_table(given: Mapping[str, Mapping[str, str]]) -> str:
    """Return a line a forgery, with the points that each system gives it."""
    names = list(next(iter(given.values())))
    lines = ["", f"| forgery | {' | '.join(names)} |", f"|---{'|---' * len(names)}|"]
    lines += [f"| {name} | {' | '.join(points.values())} |" for name, points in given.items()]
    return "\n".join(lines)


def shown(said: Mapping[int, Mapping[str, str]]) -> str:
    """Return what each system shows of each mistake, in full up to a number of lines."""
    parts = []
    for number, texts in said.items():
        for name, text in texts.items():
            lines = _ANSI.sub("", text).strip().splitlines()
            cut = len(lines) - _MOST_LINES
            if cut > 0:
                lines = [*lines[:_MOST_LINES], f"... {cut} lines more"]
            body = "\n".join(line.rstrip() for line in lines)
            parts.append(f"\nMistake {number}, {name}:\n\n```text\n{body}\n```")
    return "\n".join(parts)
