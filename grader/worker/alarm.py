"""The worker's own clocks: one ends a demo, the other tells which line runs when time is short.

They serve honest code. The limits themselves are kept by the grader, from outside: whoever stops
these clocks only loses a line in a message.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from grader.limits import ALARM_AGAIN_SECONDS, LEAST_ALARM_SECONDS
from grader.wire.messages import Frame
from grader.worker.failures import frame_at


class TooLong(BaseException):
    """A statement used up its time. It is no `Exception`, so that few handlers swallow it."""


class Alarm:
    """Sets a CPU clock and a wall clock at once; `tell` is given the student's line that runs.

    `loop_around(place, line)` returns the line of the outermost loop around a line, or None.
    """

    def __init__(self, tell: Callable[[Frame], None]) -> None:
        self.places: set[str] = set()
        self.loop_around: Callable[[str, int], int | None] = lambda _place, _line: None
        self._tell = tell
        self._ends: list[tuple[float, float]] = []  # readings at which what runs is to end
        self._tells: tuple[float, float] | None = None  # and at which its line is to be told
        self._ticks = 0.0, 0.0

    def tick(self, cpu_seconds: float, wall_seconds: float) -> None:
        """Look at the time at these intervals: cheaper than setting a clock for every call."""
        self._ticks = cpu_seconds, wall_seconds
        self._set()

    def tell_after(self, cpu_seconds: float, wall_seconds: float) -> None:
        """Tell the line that runs, once, when one of the times is over."""
        self._tells = _now(cpu_seconds, wall_seconds)

    def tell_no_more(self) -> None:
        """Tell nothing: what ran is over."""
        self._tells = None

    @contextmanager
    def telling(self, cpu_seconds: float, wall_seconds: float) -> Iterator[None]:
        """Do so while the block runs."""
        self.tell_after(cpu_seconds, wall_seconds)
        try:
            yield
        finally:
            self.tell_no_more()

    @contextmanager
    def ending(self, cpu_seconds: float, wall_seconds: float) -> Iterator[None]:
        """Raise `TooLong` once one of the times is over, again and again where it is swallowed.

        A nested limit never outlasts the one around it.
        """
        limit = _now(max(cpu_seconds, LEAST_ALARM_SECONDS), max(wall_seconds, LEAST_ALARM_SECONDS))
        if self._ends:
            limit = min(limit[0], self._ends[-1][0]), min(limit[1], self._ends[-1][1])
        self._ends.append(limit)
        self._set()
        try:
            yield
        finally:
            self._ends.pop()
            self._set()

    def _set(self) -> None:
        """Set the clocks: to the next end, or else to tick."""
        signal.signal(signal.SIGPROF, self._rings)  # the submission may have set its own
        signal.signal(signal.SIGALRM, self._rings)
        cpu, wall = self._ticks
        again = self._ticks
        if self._ends:
            end = self._ends[-1]
            cpu = max(end[0] - time.process_time(), LEAST_ALARM_SECONDS)
            wall = max(end[1] - time.monotonic(), LEAST_ALARM_SECONDS)
            again = ALARM_AGAIN_SECONDS, ALARM_AGAIN_SECONDS
        signal.setitimer(signal.ITIMER_PROF, cpu, again[0])
        signal.setitimer(signal.ITIMER_REAL, wall, again[1])

    def _rings(self, _: int, frame: FrameType | None) -> None:
        if self._ends:
            raise TooLong
        if self._tells is None:
            return
        if time.process_time() < self._tells[0] and time.monotonic() < self._tells[1]:
            return
        self._tells = None
        if (line := self._line_that_runs(frame)) is not None:
            self._tell(line)

    def _line_that_runs(self, frame: FrameType | None) -> Frame | None:
        """Return the loop that is run, which is the same on every run, or the innermost line."""
        innermost, loop = None, None
        while frame is not None:
            place = frame.f_code.co_filename
            if place in self.places:
                line = frame.f_lineno or 0
                innermost = innermost or frame_at(frame.f_code, line)
                if (around := self.loop_around(place, line)) is not None:
                    loop = frame_at(frame.f_code, around)
            frame = frame.f_back
        return loop or innermost


def _now(cpu_seconds: float, wall_seconds: float) -> tuple[float, float]:
    return time.process_time() + cpu_seconds, time.monotonic() + wall_seconds
