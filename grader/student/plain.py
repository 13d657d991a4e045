"""Workers that are fresh interpreters: for systems where forking after torch is unsafe."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import tempfile

import psutil

from grader.student.channel import Channel, Limits
from grader.student.spawn import how_it_ended, python
from grader.wire.control import SETTINGS


class PlainWorkers:
    """A fresh interpreter for every worker; the next one imports torch while this one works."""

    isolation = "plain subprocess, resource limits"

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self.cpu_seconds = 0.0
        self._folder = tempfile.TemporaryDirectory(prefix="grader-")
        self._spare: PlainWorker | None = PlainWorker(limits, self._folder.name)

    def open(self) -> PlainWorker:
        worker = self._spare or PlainWorker(self._limits, self._folder.name)
        self._spare = PlainWorker(self._limits, self._folder.name)
        worker.channel.wait_until_ready()
        return worker

    def close(self) -> None:
        if self._spare is not None:
            self._spare.close()
        self._folder.cleanup()


class PlainWorker:
    """A worker that is a child of the grader itself."""

    def __init__(self, limits: Limits, folder: str) -> None:
        self._socket, theirs = socket.socketpair()
        with theirs:
            self._process = python("grader.worker.plain", theirs.fileno(), folder)
        self._socket.sendall(SETTINGS.pack(limits.memory_bytes, limits.total_seconds))
        self._observed = psutil.Process(self._process.pid)
        self._used = 0.0
        self.channel = Channel(
            self._socket, limits, self._cpu_seconds, self._resident, self._how_it_ended
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

    def _how_it_ended(self, seconds: float) -> str | None:
        try:
            code = self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None
        return how_it_ended(max(code, 0), -code if code < 0 else None)

    def close(self) -> float:
        """Kill and reap the worker's process group; return the CPU seconds it used."""
        self._cpu_seconds()
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._socket.close()
        return self._used
