"""Shows how far a class is: a bar on a terminal, else a plain line now and then."""

from __future__ import annotations

import sys
import time

from rich.progress import TimeRemainingColumn

from grader.cohort.outcomes import NOT_READ, PROVISIONAL
from grader.commands.progress import bars

#: between two plain lines, which a log keeps
_PAUSE = 30.0


class ClassProgress:
    """Tells done, not read, provisional and time left; a context manager."""

    def __init__(self) -> None:
        self._bars = bars(TimeRemainingColumn())
        self._plain = self._bars.disable
        self._task = self._bars.add_task("getting ready", total=None)
        self._total = self._done = self._known = self._unread = self._provisional = 0
        self._began = self._said = time.monotonic()

    def begin(self, total: int, known: int) -> None:
        """Say how many there are, and how many of them need not be graded."""
        self._total, self._done, self._known = total, known, known
        self._began = time.monotonic()
        if self._plain and known < total:
            self.say(f"{total} different submissions, {total - known} to grade")
        self._show()

    def advance(self, graded: int, unread: int, provisional: int) -> None:
        """Say that so many more were graded, and how many of them staff must look at."""
        self._done += graded
        self._unread += unread
        self._provisional += provisional
        if self._plain and (time.monotonic() - self._said > _PAUSE or self._done >= self._total):
            self.say(f"{self._done} of {self._total} graded{self._odd}{self._left}")
        self._show()

    def say(self, line: str) -> None:
        """Print a line beside the bar."""
        self._said = time.monotonic()
        if self._plain:
            print(line, file=sys.stderr, flush=True)
        else:
            self._bars.console.print(line, highlight=False, markup=False)

    def _show(self) -> None:
        text = f"graded{self._odd}"
        self._bars.update(
            self._task, description=text, completed=self._done, total=self._total, refresh=True
        )

    @property
    def _odd(self) -> str:
        """Return what is odd by the words of the class page."""
        found = ((self._unread, NOT_READ), (self._provisional, PROVISIONAL))
        return "".join(f", {count} {what}" for count, what in found if count)

    @property
    def _left(self) -> str:
        done = self._done - self._known
        if not done or self._done >= self._total:
            return ""
        seconds = (time.monotonic() - self._began) / done * (self._total - self._done)
        return f", {seconds / 60:.0f} min left" if seconds > 90 else f", {seconds:.0f} s left"

    def __enter__(self) -> ClassProgress:
        self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bars.stop()
