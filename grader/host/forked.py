"""Workers forked from a zygote that has imported torch once: Linux."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import time
from collections.abc import Callable

from grader.host.isolation import Level
from grader.host.lost import WorkerLost
from grader.host.processes import WorkerProcess, WorkerProcesses
from grader.host.spawn import SetupProblem, ending
from grader.host.zygote import Forked, Zygote, ZygoteGone
from grader.limits import Limits
from grader.results import Verdict
from grader.wire.control import Ended, Layer


class ForkedWorkers(WorkerProcesses):
    """A zygote that imports torch once, and workers forked from it.

    One worker is always forked ahead, so that an `open` finds it locked down and waiting.
    """

    def __init__(
        self, limits: Limits, without: tuple[Layer, ...] = (), required: Level = Level.PLAIN
    ) -> None:
        super().__init__(limits, without, required)
        self._zygote = self._new_zygote()

    def _new_zygote(self) -> Zygote:
        zygote = Zygote(self._settings, self._folder.name)
        with contextlib.suppress(ZygoteGone):  # `open` meets it too, and tries again
            zygote.fork_ahead()
        return zygote

    def open(self, ahead: bool = True) -> WorkerProcess:
        """Return a worker; the next one is forked meanwhile, unless `ahead` is False."""
        worker = super().open()
        if ahead:
            with contextlib.suppress(ZygoteGone):
                self._zygote.fork_ahead()
        return worker

    def _ready(self) -> WorkerProcess:
        for _ in range(2):  # the spare one may have been killed from outside while it waited
            with contextlib.suppress(ZygoteGone, WorkerLost):
                return self._taken()
        # the zygote as well, or memory ran out: once more, from new
        self._zygote.close()
        self._zygote = self._new_zygote()
        try:
            return self._taken()
        except (ZygoteGone, WorkerLost):
            raise SetupProblem(
                f"the worker process ended with exit code {self._zygote.close()} before it could "
                "run anything: `python -m grader doctor` tells what is missing"
            ) from None

    def _taken(self) -> WorkerProcess:
        forked = self._zygote.take()
        worker = ForkedWorker(forked, self.limits, self._count, self._zygote.end)
        self._locked_down(worker)
        if (lost := worker.ended()) is not None:  # after it had said that it was ready
            raise lost
        return worker

    def _close(self) -> None:
        self._zygote.close()


class ForkedWorker(WorkerProcess):
    """A worker of the zygote, seen through its pidfd; `end` has the zygote kill and reap it."""

    def __init__(
        self,
        forked: Forked,
        limits: Limits,
        used: Callable[[float], None],
        end: Callable[[int], Ended],
    ) -> None:
        super().__init__(forked.pid, forked.socket, limits, used)
        self._pidfd = forked.pidfd
        self._ask_to_end = end
        self._ended: Ended | None = None  # also None where the zygote went first

    def _cpu_seconds(self) -> float:
        try:
            return time.clock_gettime((~self._pid << 3) | 2)  # the process CPU clock of a pid
        except OSError:
            return 0.0

    def _ending(self, seconds: float) -> WorkerLost | None:
        poll = select.poll()
        poll.register(self._pidfd, select.POLLIN)
        if not poll.poll(seconds * 1000):
            return None
        self.close()
        if self._ended is None:
            return WorkerLost(
                Verdict.GRADER_ERROR,
                "the grader's own process that runs submissions was ended from outside",
            )
        return ending(
            self._ended.exit_code, self._ended.signal, self._ended.cpu_seconds, self._limits
        )

    def ended(self) -> WorkerLost | None:
        """Say how it ended, if it has."""
        return self._ending(0)

    def _end(self) -> float:
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)
        os.close(self._pidfd)
        with contextlib.suppress(ZygoteGone):
            self._ended = self._ask_to_end(self._pid)
        return self._ended.cpu_seconds if self._ended else 0.0
