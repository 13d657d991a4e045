"""Workers forked from a zygote that has imported torch once: Linux."""

from __future__ import annotations

import array
import contextlib
import os
import select
import signal
import socket
import tempfile
import time
from collections.abc import Callable

import msgspec
import psutil

from grader.student.channel import Channel, Limits
from grader.student.spawn import SetupProblem, how_it_ended, python
from grader.wire.control import MAX_CONTROL_BYTES, Answer, End, Ended, Request, Spawn, Spawned

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Answer).decode


class ForkedWorkers:
    """A zygote that imports torch once, and a worker forked from it at each `open`."""

    isolation = "forked process, resource limits"

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self.cpu_seconds = 0.0
        self._folder = tempfile.TemporaryDirectory(prefix="grader-")
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._zygote = python("grader.worker.zygote", theirs.fileno(), self._folder.name)

    def open(self) -> ForkedWorker:
        ours, theirs = socket.socketpair()
        with theirs:
            request = Spawn(self._limits.memory_bytes, self._limits.total_seconds)
            answer, descriptors = self._ask(request, [theirs.fileno()])
        if not isinstance(answer, Spawned):
            raise SetupProblem("the zygote gave no worker")
        return ForkedWorker(answer.pid, descriptors[0], ours, self._limits, self._end)

    def _end(self, pid: int) -> Ended:
        answer, _ = self._ask(End(pid), [])
        if not isinstance(answer, Ended):
            raise SetupProblem("the zygote did not end a worker")
        self.cpu_seconds += answer.cpu_seconds
        return answer

    def _ask(self, request: Request, descriptors: list[int]) -> tuple[Answer, list[int]]:
        ancillary = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", descriptors))]
        try:
            self._control.sendmsg([_encode(request)], ancillary if descriptors else [])
            data, received, _, _ = socket.recv_fds(self._control, MAX_CONTROL_BYTES, 4)
        except OSError:
            data, received = b"", []
        if not data:
            raise SetupProblem(
                f"the worker process ended with exit code {self._zygote.wait()} before it could "
                "run anything: `python -m grader doctor` tells what is missing"
            )
        return _decode(data), received

    def close(self) -> None:
        self._control.close()
        self._zygote.wait()
        self._folder.cleanup()


class ForkedWorker:
    """A worker of the zygote, seen through its pidfd."""

    def __init__(
        self,
        pid: int,
        pidfd: int,
        sock: socket.socket,
        limits: Limits,
        end: Callable[[int], Ended],
    ) -> None:
        self._pid = pid
        self._pidfd = pidfd
        self._socket = sock
        self._end = end
        self._ended: Ended | None = None
        self.channel = Channel(sock, limits, self._cpu_seconds, self._resident, self._how_it_ended)

    def _cpu_seconds(self) -> float:
        try:
            return time.clock_gettime((~self._pid << 3) | 2)  # the process CPU clock of a pid
        except OSError:
            return 0.0

    def _resident(self) -> int:
        with contextlib.suppress(psutil.Error):
            return int(psutil.Process(self._pid).memory_info().rss)
        return 0

    def _how_it_ended(self, seconds: float) -> str | None:
        poll = select.poll()
        poll.register(self._pidfd, select.POLLIN)
        if not poll.poll(seconds * 1000):
            return None
        self.close()
        assert self._ended is not None
        return how_it_ended(self._ended.exit_code, self._ended.signal)

    def close(self) -> float:
        if self._ended is None:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)
            os.close(self._pidfd)
            self._socket.close()
            self._ended = self._end(self._pid)
        return self._ended.cpu_seconds
