"""Workers that are fresh interpreters: for systems where forking after torch is unsafe."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
from collections.abc import Callable

import msgspec
import psutil

from grader.host.channel import Channel
from grader.host.isolation import Level, describe, level_of, require
from grader.host.lost import WorkerLost
from grader.host.spawn import SetupProblem, ending, private_folder, python
from grader.limits import Limits
from grader.wire.control import SETTINGS, Layer, Spawn


class SubprocessWorkers:
    """A fresh interpreter for every worker; the next one imports torch while this one works.

    `without` leaves layers of the lock-down out; a worker that is held by less than `required` is
    not used.
    """

    def __init__(
        self, limits: Limits, without: tuple[Layer, ...] = (), required: Level = Level.PLAIN
    ) -> None:
        self._limits = limits
        self._without = without
        self._required = required
        self._layers: tuple[Layer, ...] | None = None
        self._opened: PlainWorker | None = None
        self.cpu_seconds = 0.0
        self._folder = private_folder()
        self._spare: PlainWorker | None = self._start()

    def _start(self) -> PlainWorker:
        return PlainWorker(self._limits, self._without, self._folder.name, self._count)

    @property
    def layers(self) -> tuple[Layer, ...]:
        """What held the least held worker so far; before the first, what holds the next."""
        if self._layers is None:
            self._opened = self._ready()
        assert self._layers is not None
        return self._layers

    @property
    def isolation(self) -> str:
        return describe(self.layers)

    def open(self) -> PlainWorker:
        """Return a worker that has read nothing of a submission.

        Raises:
            SetupProblem: none can be started.
            IsolationError: it is held by less than is required.
        """
        worker, self._opened = self._opened, None
        return worker or self._ready()

    def _ready(self) -> PlainWorker:
        worker = self._spare or self._start()
        self._spare = self._start()
        try:
            ready = worker.channel.wait_until_ready()
            if ready.problem is not None:
                raise SetupProblem(f"a worker could not be locked down: {ready.problem}")
            require(ready.layers, self._required)
        except WorkerLost as lost:
            worker.close()
            raise SetupProblem(f"a worker could not be started: {lost.message}") from None
        except BaseException:
            worker.close()
            raise
        if self._layers is None or not level_of(ready.layers).at_least(level_of(self._layers)):
            self._layers = ready.layers
        return worker

    def _count(self, seconds: float) -> None:
        self.cpu_seconds += seconds

    def close(self) -> None:
        for worker in (self._opened, self._spare):
            if worker is not None:
                worker.close()
        self._folder.cleanup()


class PlainWorker:
    """A worker that is a child of the grader itself."""

    def __init__(
        self,
        limits: Limits,
        without: tuple[Layer, ...],
        folder: str,
        count: Callable[[float], None],
    ) -> None:
        self._socket, theirs = socket.socketpair()
        with theirs:
            self._process = python("grader.worker.subprocess_worker", theirs.fileno(), folder)
        settings = msgspec.msgpack.encode(Spawn(limits.memory_bytes, limits.total_seconds, without))
        self._socket.sendall(SETTINGS.pack(len(settings)) + settings)
        self._observed = psutil.Process(self._process.pid)
        self._limits = limits
        self._count = count
        self._closed = False
        self._used = 0.0
        self.channel = Channel(
            self._socket, limits, self._cpu_seconds, self._resident, self._ending
        )

    def _cpu_seconds(self) -> float:
        with contextlib.suppress(psutil.Error):
            times = self._observed.cpu_times()
            self._used = times.user + times.system
        return self._used

    def _resident(self) -> int:
        with contextlib.suppress(psutil.Error):
            return int(self._observed.memory_info().rss)
        return 0

    def _ending(self, seconds: float) -> WorkerLost | None:
        try:
            code = self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None
        return ending(max(code, 0), -code if code < 0 else None, self._used, self._limits)

    def close(self) -> float:
        """Kill and reap the worker's process group; return the CPU seconds it used."""
        if not self._closed:
            self._closed = True
            self._cpu_seconds()
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._socket.close()
            self._count(self._used)
        return self._used
