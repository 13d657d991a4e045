"""Keeps the limits of one worker from our side: its time, its memory, and how much it answers.

CPU time is limited tightly and wall time generously, so that a busy machine costs no student
points.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from grader.host.lost import WorkerLost
from grader.limits import Limits
from grader.results import Verdict
from grader.wire.messages import Frame


@dataclass(frozen=True)
class Start:
    """What the clocks said when a request began: seconds of wall and CPU time."""

    wall: float
    cpu: float


class Keeper:
    """Counts what a worker uses; `cpu_seconds` and `resident_bytes` look at it from outside."""

    def __init__(
        self,
        limits: Limits,
        cpu_seconds: Callable[[], float],
        resident_bytes: Callable[[], int],
    ) -> None:
        self.limits = limits
        self.cpu_seconds = cpu_seconds
        #: the line that a worker told when its time was nearly up
        self.running: Frame | None = None
        self._resident_bytes = resident_bytes
        self._answered_bytes = 0

    def start(self) -> Start:
        return Start(time.monotonic(), self.cpu_seconds())

    def count(self, size: int) -> None:
        """Count bytes that the grader will hold for as long as it judges.

        Raises:
            WorkerLost: they are too many by now.
        """
        self._answered_bytes += size
        if self._answered_bytes > self.limits.answer_bytes:
            raise WorkerLost(
                Verdict.MEMORY,
                f"it returned more than the {self.limits.answer_bytes >> 20} MiB allowed in all",
            )

    def enforce(self, what: str, seconds: float, start: Start, waited: float) -> None:
        """Look at the clocks and the memory; `waited` are the worker's wall seconds in all.

        Raises:
            WorkerLost: a limit is passed; the text says what took so long.
        """
        limits = self.limits
        if self.cpu_seconds() - start.cpu > seconds:
            raise WorkerLost(
                Verdict.TIMEOUT,
                f"{what} did not finish within {seconds:g} seconds of CPU time{self._where()}",
            )
        wall_seconds = max(limits.call_wall_seconds, seconds)
        if time.monotonic() - start.wall > wall_seconds:
            raise WorkerLost(
                Verdict.TIMEOUT,
                f"{what} did not finish within {wall_seconds:g} seconds{self._where()}",
            )
        # sleeping takes no CPU time, only ours
        if waited > max(limits.total_wall_seconds, seconds):
            raise WorkerLost(
                Verdict.TIMEOUT, f"it used all the {limits.total_wall_seconds:g} seconds allowed"
            )
        if self._resident_bytes() > limits.resident_bytes:
            mebibytes = limits.memory_bytes >> 20
            raise WorkerLost(
                Verdict.MEMORY, f"it used more memory than the {mebibytes} MiB allowed"
            )

    def _where(self) -> str:
        """Say which line of the submission ran last, where that is known."""
        if self.running is None:
            return ""
        line = self.running
        return f". {line.place}, line {line.line} ran last: {line.source}"
