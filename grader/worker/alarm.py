"""The worker's own clocks: one ends a demo, the other tells which line runs when time is short.

They serve honest code. The limits themselves are kept by the grader, from outside: whoever stops
these clocks only loses a line in a message.
"""

from __future__ import annotations

import linecache
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from grader.wire.messages import Frame

_AGAIN = 0.25


class TooLong(BaseException):
    """A statement had its time; not an `Exception`, so that few handlers swallow it."""


class Alarm:
    """Sets a CPU clock and a wall clock at once; `tell` is given the student's line that runs."""

    def __init__(self, tell: Callable[[Frame], None]) -> None:
        self.places: set[str] = set()
        self.last: Frame | None = None
        self._tell = tell
        self._ends = False
        self._told_at: tuple[float, float] | None = None  # the clocks' readings, while telling

    @contextmanager
    def telling(self, cpu_seconds: float, wall_seconds: float) -> Iterator[None]:
        """Tell the line that runs once one of the times is over."""
        self._told_at = time.process_time() + cpu_seconds, time.monotonic() + wall_seconds
        self._set(cpu_seconds, wall_seconds, 0.0)
        try:
            yield
        finally:
            self._told_at = None
            self._set(0.0, 0.0, 0.0)

    @contextmanager
    def ending(self, cpu_seconds: float, wall_seconds: float) -> Iterator[None]:
        """Raise `TooLong` once one of the times is over, again and again where it is swallowed."""
        self.last = None
        self._ends = True
        self._set(max(cpu_seconds, 0.01), max(wall_seconds, 0.01), _AGAIN)
        try:
            yield
        finally:
            self._ends = False
            self._set(0.0, 0.0, 0.0)
            if self._told_at is not None:
                cpu, wall = self._told_at
                left = cpu - time.process_time(), wall - time.monotonic()
                self._set(max(left[0], 0.01), max(left[1], 0.01), 0.0)

    def _set(self, cpu_seconds: float, wall_seconds: float, again: float) -> None:
        if cpu_seconds:  # the submission may have set handlers of its own
            signal.signal(signal.SIGPROF, self._rings)
            signal.signal(signal.SIGALRM, self._rings)
        signal.setitimer(signal.ITIMER_PROF, cpu_seconds, again)
        signal.setitimer(signal.ITIMER_REAL, wall_seconds, again)

    def _rings(self, _: int, frame: FrameType | None) -> None:
        while frame is not None and frame.f_code.co_filename not in self.places:
            frame = frame.f_back
        if frame is not None:
            self.last = _line_of(frame)
        if self._ends:
            raise TooLong
        if self.last is not None:
            self._tell(self.last)


def _line_of(frame: FrameType) -> Frame:
    place, line = frame.f_code.co_filename, frame.f_lineno or 0
    source = linecache.getline(place, line).strip()
    return Frame(place[:200], line, frame.f_code.co_name[:200], source[:200])
