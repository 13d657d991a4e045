"""Workers as processes: what is the same for forked and plain ones."""

from __future__ import annotations

import contextlib
import socket
from abc import ABC, abstractmethod
from collections.abc import Callable
from functools import cached_property

import psutil

from grader.host.channel import Channel
from grader.host.isolation import Level, describe, level_of, require
from grader.host.lost import WorkerLost
from grader.host.spawn import SetupProblem, private_folder
from grader.limits import Limits
from grader.wire.control import Layer, Spawn


class WorkerProcess(ABC):
    """A process that holds one submission and answers calls.

    `used` is told the CPU seconds of the worker once it has ended.
    """

    def __init__(
        self, pid: int, sock: socket.socket, limits: Limits, used: Callable[[float], None]
    ) -> None:
        self._pid = pid
        self._socket = sock
        self._limits = limits
        self._used = used
        self._seconds: float | None = None  # of CPU time, once it is closed
        self.channel = Channel(sock, limits, self._cpu_seconds, self._resident_bytes, self._ending)

    @abstractmethod
    def _cpu_seconds(self) -> float:
        """Read the CPU clock of the running worker, from outside."""

    @abstractmethod
    def _ending(self, seconds: float) -> WorkerLost | None:
        """Wait for the worker's own end, so long at most, and say how it came."""

    @abstractmethod
    def _end(self) -> float:
        """Kill and reap the worker with all it started; return the CPU seconds it used."""

    def _resident_bytes(self) -> int:
        with contextlib.suppress(psutil.Error):
            return int(self._watched.memory_info().rss)
        return 0

    @cached_property
    def _watched(self) -> psutil.Process:
        return psutil.Process(self._pid)  # made once: it reads more than its memory

    def close(self) -> float:
        """End the worker with all it started, once; return the CPU seconds it used."""
        if self._seconds is None:
            self._seconds = 0.0  # an end that is interrupted is not begun again
            self._seconds = self._end()
            self._socket.close()
            self._used(self._seconds)
        return self._seconds


class WorkerProcesses(ABC):
    """Starts worker processes, and has one ready. A context manager.

    `without` leaves layers of the lock-down out; a worker that is held by less than `required` is
    not used. `cpu_seconds` are those of all workers that were closed.
    """

    def __init__(
        self, limits: Limits, without: tuple[Layer, ...] = (), required: Level = Level.PLAIN
    ) -> None:
        self.limits = limits
        self.cpu_seconds = 0.0
        self._settings = Spawn(limits.memory_bytes, limits.total_seconds, without)
        self._required = required
        self._layers: tuple[Layer, ...] | None = None
        self._opened: WorkerProcess | None = None
        self._folder = private_folder()

    @property
    def layers(self) -> tuple[Layer, ...]:
        """What held the least held worker so far; before the first, what holds the next."""
        if self._layers is None:
            self._opened = self._ready()
        assert self._layers is not None
        return self._layers

    @property
    def isolation(self) -> str:
        """The level of isolation and its layers, in one line for reports."""
        return describe(self.layers)

    def open(self) -> WorkerProcess:
        """Return a worker that is locked down and has read nothing of a submission.

        Raises:
            SetupProblem: none can be started.
            IsolationError: it is held by less than is required.
        """
        worker, self._opened = self._opened, None
        return worker or self._ready()

    @abstractmethod
    def _ready(self) -> WorkerProcess:
        """Start a worker, or take one that was started ahead, and have it locked down."""

    def _locked_down(self, worker: WorkerProcess) -> WorkerProcess:
        """Wait until a worker says what holds it.

        Raises:
            WorkerLost: it ended before it could say so.
            SetupProblem: it cannot be locked down.
            IsolationError: it is held by less than is required.
        """
        try:
            ready = worker.channel.wait_until_ready()
            if ready.problem is not None:
                raise SetupProblem(f"a worker could not be locked down: {ready.problem}")
            require(ready.layers, self._required)
        except BaseException:
            worker.close()
            raise
        if self._layers is None or not level_of(ready.layers).at_least(level_of(self._layers)):
            self._layers = ready.layers
        return worker

    def _count(self, seconds: float) -> None:
        self.cpu_seconds += seconds

    def close(self) -> None:
        """End everything that was started."""
        if self._opened is not None:
            self._opened.close()
            self._opened = None
        self._close()
        self._folder.cleanup()

    @abstractmethod
    def _close(self) -> None:
        """End what was started ahead."""

    def __enter__(self) -> WorkerProcesses:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
