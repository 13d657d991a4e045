"""Keeps the limits of one worker from our side: its time, its memory, and how much it answers.

CPU time is limited tightly and wall time generously, so that a busy machine costs no student
points.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from grader.host.lost import WorkerLost, broke_protocol
from grader.limits import MAX_LINES_TOLD, Limits
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
        self._running: Frame | None = None  # told by the worker when its time was nearly up
        self._told = 0
        self._evaluations: Counter[str] = Counter()
        self._resident_bytes = resident_bytes
        self._answered_bytes = 0

    def start(self) -> Start:
        return Start(time.monotonic(), self.cpu_seconds())

    def begin(self) -> None:
        """Forget what was told of the call before."""
        self._running, self._told = None, 0

    def tell(self, line: Frame) -> None:
        """Keep the line that runs.

        Raises:
            WorkerLost: it is told more often than ours does, which is work for us.
        """
        self._running = line
        self._told += 1
        if self._told > MAX_LINES_TOLD:
            raise broke_protocol("it told the line that runs too often")

    def count_evaluation(self, function: str) -> None:
        """Count an evaluation of a model, which is the grader's own work while a worker idles.

        Raises:
            WorkerLost: they are too many by now.
        """
        self._evaluations[function] += 1
        allowed = self.limits.evaluations_in_all
        if self._evaluations[function] > allowed:
            raise WorkerLost(
                Verdict.FAILED, f"{function} evaluated its models more than {allowed} times in all"
            )

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
        if self._running is None:
            return ""
        line = self._running
        return f". {line.place}, line {line.line} ran last: {line.source}"
