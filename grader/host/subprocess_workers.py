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

from grader.host.isolation import Level
from grader.host.lost import WorkerLost
from grader.host.processes import WorkerProcess, WorkerProcesses
from grader.host.spawn import SetupProblem, ending, python
from grader.limits import Limits
from grader.wire.control import SETTINGS, Layer, Spawn


class SubprocessWorkers(WorkerProcesses):
    """A fresh interpreter for every worker; the next one imports torch while this one works."""

    def __init__(
        self, limits: Limits, without: tuple[Layer, ...] = (), required: Level = Level.PLAIN
    ) -> None:
        super().__init__(limits, without, required)
        self._spare = self._start()

    def _start(self) -> SubprocessWorker:
        return SubprocessWorker(self._settings, self._folder.name, self.limits, self._count)

    def _ready(self) -> WorkerProcess:
        worker, self._spare = self._spare, self._start()
        try:
            return self._locked_down(worker)
        except WorkerLost as lost:
            raise SetupProblem(f"a worker could not be started: {lost.message}") from None

    def _close(self) -> None:
        self._spare.close()


class SubprocessWorker(WorkerProcess):
    """A worker that is a child of the grader itself."""

    def __init__(
        self, settings: Spawn, folder: str, limits: Limits, used: Callable[[float], None]
    ) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = python("grader.worker.subprocess_worker", theirs.fileno(), folder)
        said = msgspec.msgpack.encode(settings)
        ours.sendall(SETTINGS.pack(len(said)) + said)
        self._observed = psutil.Process(self._process.pid)
        self._last_reading = 0.0
        super().__init__(self._process.pid, ours, limits, used)

    def _cpu_seconds(self) -> float:
        with contextlib.suppress(psutil.Error):
            times = self._observed.cpu_times()
            self._last_reading = times.user + times.system
        return self._last_reading

    def _ending(self, seconds: float) -> WorkerLost | None:
        try:
            code = self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None
        return ending(max(code, 0), -code if code < 0 else None, self._last_reading, self._limits)

    def _end(self) -> float:
        seconds = self._cpu_seconds()
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        return seconds
