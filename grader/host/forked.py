"""Workers forked from a zygote that has imported torch once: Linux."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import time
from collections.abc import Callable

import psutil

from grader.host.channel import Channel
from grader.host.isolation import Level, describe, level_of, require
from grader.host.lost import WorkerLost
from grader.host.spawn import SetupProblem, ending, private_folder
from grader.host.zygote import Forked, Zygote, ZygoteGone
from grader.limits import Limits
from grader.results import Verdict
from grader.wire.control import Ended, Layer, Spawn


class ForkedWorkers:
    """A zygote that imports torch once, and workers forked from it.

    One worker is always forked ahead, so that an `open` finds it locked down and waiting. `without`
    leaves layers out; a worker that is held by less than `required` is not used.
    """

    def __init__(
        self, limits: Limits, without: tuple[Layer, ...] = (), required: Level = Level.PLAIN
    ) -> None:
        self._limits = limits
        self._required = required
        self._settings = Spawn(limits.memory_bytes, limits.total_seconds, without)
        self._layers: tuple[Layer, ...] | None = None
        self._opened: ForkedWorker | None = None
        self.cpu_seconds = 0.0
        self._folder = private_folder()
        self._zygote = self._new_zygote()

    def _new_zygote(self) -> Zygote:
        zygote = Zygote(self._settings, self._folder.name)
        with contextlib.suppress(ZygoteGone):  # `open` meets it too, and tries again
            zygote.fork_ahead()
        return zygote

    @property
    def layers(self) -> tuple[Layer, ...]:
        """What held the least held worker so far; before the first, what holds the next."""
        if self._layers is None:
            self._opened = self._ready_or_retried()
        assert self._layers is not None
        return self._layers

    @property
    def isolation(self) -> str:
        return describe(self.layers)

    def open(self, ahead: bool = True) -> ForkedWorker:
        """Return a worker that is locked down and has read nothing of a submission.

        The next one is forked meanwhile, unless `ahead` is False.

        Raises:
            SetupProblem: none can be started.
            IsolationError: it is held by less than is required.
        """
        worker, self._opened = self._opened, None
        if worker is None:
            worker = self._ready_or_retried()
        if ahead:
            with contextlib.suppress(ZygoteGone):
                self._zygote.fork_ahead()
        return worker

    def _ready_or_retried(self) -> ForkedWorker:
        try:
            return self._ready()
        except ZygoteGone:  # killed from outside, or memory ran out: once more, from new
            self._zygote.close()
            self._zygote = self._new_zygote()
        try:
            return self._ready()
        except ZygoteGone:
            raise SetupProblem(
                f"the worker process ended with exit code {self._zygote.close()} before it could "
                "run anything: `python -m grader doctor` tells what is missing"
            ) from None

    def _ready(self) -> ForkedWorker:
        forked = self._zygote.take()
        worker = ForkedWorker(forked, self._limits, self._zygote.end, self._count)
        try:
            ready = worker.channel.wait_until_ready()
            if ready.problem is not None:
                raise SetupProblem(f"a worker could not be locked down: {ready.problem}")
            require(ready.layers, self._required)
        except WorkerLost:
            worker.close()
            raise ZygoteGone from None
        except BaseException:
            worker.close()
            raise
        if self._layers is None or not level_of(ready.layers).at_least(level_of(self._layers)):
            self._layers = ready.layers
        return worker

    def _count(self, seconds: float) -> None:
        self.cpu_seconds += seconds

    def close(self) -> None:
        if self._opened is not None:
            self._opened.close()
        self._zygote.close()
        self._folder.cleanup()


class ForkedWorker:
    """A worker of the zygote, seen through its pidfd."""

    def __init__(
        self,
        forked: Forked,
        limits: Limits,
        end: Callable[[int], Ended],
        count: Callable[[float], None],
    ) -> None:
        self._pid = forked.pid
        self._pidfd = forked.pidfd
        self._socket = forked.socket
        self._limits = limits
        self._end = end
        self._count = count
        self._closed = False
        self._ended: Ended | None = None  # also None where the zygote went first
        self.channel = Channel(
            forked.socket, limits, self._cpu_seconds, self._resident, self._ending
        )

    def _cpu_seconds(self) -> float:
        try:
            return time.clock_gettime((~self._pid << 3) | 2)  # the process CPU clock of a pid
        except OSError:
            return 0.0

    def _resident(self) -> int:
        with contextlib.suppress(psutil.Error):
            return int(psutil.Process(self._pid).memory_info().rss)
        return 0

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

    def close(self) -> float:
        if not self._closed:
            self._closed = True
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)
            os.close(self._pidfd)
            self._socket.close()
            with contextlib.suppress(ZygoteGone):
                self._ended = self._end(self._pid)
                self._count(self._ended.cpu_seconds)
        return self._ended.cpu_seconds if self._ended else 0.0
