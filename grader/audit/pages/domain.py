"""How much of each exercise's domain its checks see, on a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from grader.audit.findings.coverage import Blind, Coverage
from grader.audit.pages.summary import Share

#: blind spots of an exercise that are shown, single conditions first; the page shows all
_SHOWN = 3


def print_domain(console: Console, table: Table, covered: Sequence[Coverage]) -> None:
    """Print the share of killed conditions of every exercise, then what is not seen, and why."""
    for row in covered:
        table.add_row(
            row.name,
            str(Share(row.singles_killed, row.singles)),
            str(Share(row.pairs_killed, row.pairs)),
            str(len(row.blind) - len(row.undeclared)),
            str(len(row.undeclared)),
        )
    table.add_row("all", *_total(covered), style="bold")
    console.print(table)
    for row in covered:
        for line in _lines(row):
            console.print(line)


def _total(covered: Sequence[Coverage]) -> list[str]:
    return [
        str(Share(sum(row.singles_killed for row in covered), sum(row.singles for row in covered))),
        str(Share(sum(row.pairs_killed for row in covered), sum(row.pairs for row in covered))),
        str(sum(len(row.blind) - len(row.undeclared) for row in covered)),
        str(sum(len(row.undeclared) for row in covered)),
    ]


def _lines(row: Coverage) -> list[RenderableType]:
    lines: list[RenderableType] = [
        Padding(Text(f"{row.name}: {count} outside, since {reason}", style="dim"), (0, 0, 0, 2))
        for reason, count in row.told.items()
    ]
    shown = sorted(row.undeclared, key=lambda blind: not blind.sabotage.single)[:_SHOWN]
    for blind in shown:
        text = Text(f"{row.name} is blind to ", style="yellow")
        lines.append(Padding(text.append(_words(blind), style=""), (0, 0, 0, 2)))
    if len(row.undeclared) > _SHOWN:
        lines.append(Text(f"  ... and to {len(row.undeclared) - _SHOWN} more", style="dim"))
    return lines


def _words(blind: Blind) -> str:
    seen = ", which a hidden check sees" if blind.hidden else ""
    return f"{blind.sabotage.words}{seen}: {blind.sabotage.shown}"
