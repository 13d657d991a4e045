"""Bars of progress at the bottom of a terminal; nothing elsewhere, and nothing left behind."""

from __future__ import annotations

import shutil
import sys

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, TextColumn
from rich.table import Column


def bars(*further: ProgressColumn) -> Progress:
    """Return what shows a line for each task, and nothing where a stream of ours is piped."""
    return Progress(
        BarColumn(20, complete_style="green", finished_style="green"),
        MofNCompleteColumn(table_column=Column(no_wrap=True)),
        TextColumn("{task.description}", markup=False, table_column=Column(no_wrap=True)),
        *further,
        # one column stays free: a full line would wrap on some terminals
        console=Console(stderr=True, width=shutil.get_terminal_size().columns - 1),
        disable=not (sys.stdout.isatty() and sys.stderr.isatty()),
        transient=True,
        auto_refresh=False,  # a thread of ours would take time from what is graded
    )


class GradingBar:
    """The bar of one grading of so many exercises."""

    def __init__(self, exercises: int) -> None:
        self._bars = bars()
        self._task = self._bars.add_task("getting ready", total=exercises)

    def show(self, exercise: str, number: int, total: int) -> None:
        """Show that an exercise is being judged, which is the `number`-th of `total`."""
        self._bars.update(
            self._task, description=exercise, completed=number, total=total, refresh=True
        )

    def finish(self) -> None:
        """Show the full bar, whatever the last assignments came to."""
        (task,) = self._bars.tasks
        self._bars.update(self._task, description="", completed=task.total, refresh=True)

    def __enter__(self) -> GradingBar:
        self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bars.stop()
