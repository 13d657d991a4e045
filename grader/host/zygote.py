"""The grader's end of the control socket: asks the zygote for workers and for their end."""

from __future__ import annotations

import array
import os
import socket
import subprocess
from dataclasses import dataclass

import msgspec

from grader.host.spawn import python
from grader.limits import (
    IMPORT_SECONDS,
    MAX_CONTROL_BYTES,
    MAX_CONTROL_DESCRIPTORS,
    ZYGOTE_ANSWER_SECONDS,
    ZYGOTE_CLOSE_SECONDS,
)
from grader.wire.control import Answer, End, Ended, Request, Spawn, Spawned

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Answer).decode


class ZygoteGone(Exception):
    """The zygote ended or does not answer, and all its workers are lost with it."""


@dataclass(frozen=True)
class Forked:
    """A worker that was forked: its pid, a descriptor of the process, and our end of its socket."""

    pid: int
    pidfd: int
    socket: socket.socket


class Zygote:
    """The process that forks workers. Answers come in the order of the requests."""

    def __init__(self, settings: Spawn, folder: str) -> None:
        self._settings = settings
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._control.settimeout(IMPORT_SECONDS)
        with theirs:
            self._process = python("grader.worker.zygote", theirs.fileno(), folder)
        self._asked: socket.socket | None = None  # of a worker that is being forked
        self._ahead: Forked | None = None

    def fork_ahead(self) -> None:
        """Ask for a worker, without waiting for it.

        Raises:
            ZygoteGone: it cannot be asked.
        """
        if self._asked is not None or self._ahead is not None:
            return
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                self._ask(self._settings, [theirs.fileno()])
            except ZygoteGone:
                ours.close()
                raise
        self._asked = ours

    def take(self) -> Forked:
        """Return the worker that was forked ahead, or a new one.

        Raises:
            ZygoteGone: there is none.
        """
        if self._process.poll() is not None:  # what it had forked ahead goes with it
            raise ZygoteGone
        self.fork_ahead()
        self._collect()
        forked, self._ahead = self._ahead, None
        assert forked is not None
        return forked

    def end(self, pid: int) -> Ended:
        """Have a worker killed with all it started, and reaped.

        Raises:
            ZygoteGone: its workers died with it.
        """
        self._collect()
        self._ask(End(pid), [])
        answer, _ = self._answer()
        assert isinstance(answer, Ended)
        return answer

    def _collect(self) -> None:
        """Take the answer about the worker that was asked for, if one was."""
        if self._asked is None:
            return
        ours, self._asked = self._asked, None
        try:
            answer, descriptors = self._answer()
        except ZygoteGone:
            ours.close()
            raise
        assert isinstance(answer, Spawned)
        self._ahead = Forked(answer.pid, descriptors[0], ours)

    def _ask(self, request: Request, descriptors: list[int]) -> None:
        ancillary = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", descriptors))]
        try:
            self._control.sendmsg([_encode(request)], ancillary if descriptors else [])
        except OSError:
            raise ZygoteGone from None

    def _answer(self) -> tuple[Answer, list[int]]:
        try:
            data, descriptors, _, _ = socket.recv_fds(
                self._control, MAX_CONTROL_BYTES, MAX_CONTROL_DESCRIPTORS
            )
        except OSError:
            data, descriptors = b"", []
        if not data:
            self._process.kill()  # or its late answer would be taken for that to another request
            self._process.wait()
            raise ZygoteGone
        self._control.settimeout(ZYGOTE_ANSWER_SECONDS)
        return _decode(data), descriptors

    def close(self) -> int:
        """Have it end its workers and itself; return its exit code."""
        if self._ahead is not None:
            os.close(self._ahead.pidfd)
            self._ahead.socket.close()
            self._ahead = None
        if self._asked is not None:
            self._asked.close()
            self._asked = None
        self._control.close()
        try:
            return self._process.wait(ZYGOTE_CLOSE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()
