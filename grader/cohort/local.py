"""Grades on the cores of this machine: a process each, with a zygote and workers of its own.

A process that ends costs its chunk another try, and nothing else. What comes back is no pickle.
"""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

import msgspec

from grader.cohort.chunks import Sink, Work
from grader.cohort.core import ChunkGrader, Grader
from grader.cohort.records import Chunk, Graded, Node, Setting
from grader.errors import ClassError, GraderError
from grader.limits import MAX_IDLE_DEATHS


class HandedBack(msgspec.Struct, tag="back", frozen=True):
    """What waits behind a slow submission."""

    keys: tuple[bytes, ...]


class Joined(msgspec.Struct, tag="joined", frozen=True):
    node: Node


class Done(msgspec.Struct, tag="done", frozen=True):
    graded: Graded


class Failed(msgspec.Struct, tag="failed", frozen=True):
    """A user's mistake or a machine that cannot grade: the run ends with this line."""

    text: str
    exit_code: int


_Message = HandedBack | Joined | Done | Failed
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(_Message).decode
_decode_chunk = msgspec.msgpack.Decoder(Chunk).decode


class ProcessFailed(GraderError):
    """What a process told of why it cannot grade."""

    def __init__(self, text: str, exit_code: int) -> None:
        super().__init__(text)
        self.exit_code = exit_code


@dataclass
class _Process:
    process: BaseProcess
    connection: Connection
    chunk: Chunk | None = None
    ready: bool = False

    def end(self) -> None:
        self.connection.close()
        self.process.join(5)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()


class LocalProcesses:
    """So many processes that grade. A context manager."""

    def __init__(
        self, setting: Setting, count: int, make: Callable[[Setting], Grader] = ChunkGrader
    ) -> None:
        self._setting = setting
        self._make = make
        self._context = get_context("spawn")
        self._processes = [self._started() for _ in range(count)]
        self._idle_deaths = 0

    @property
    def pids(self) -> list[int]:
        """The processes that run now."""
        return [found.process.pid or 0 for found in self._processes]

    def _started(self) -> _Process:
        ours, theirs = self._context.Pipe()
        given = (theirs, self._setting, self._make)
        process = self._context.Process(target=_grade, args=given, daemon=True)
        process.start()
        theirs.close()
        return _Process(process, ours)

    def run(self, work: Work, sink: Sink) -> None:
        """Grade until nothing is left.

        Raises:
            GraderError: a process cannot grade here at all.
        """
        while True:
            for found in self._processes:
                if found.ready and found.chunk is None and (chunk := work.take()) is not None:
                    found.chunk = chunk
                    with contextlib.suppress(OSError):  # it ended: that is read below
                        found.connection.send_bytes(_encode(chunk))
            # those that wait for work are heard as well: one may end
            if not any(found.chunk or not found.ready for found in self._processes):
                return
            for ready in wait([found.connection for found in self._processes]):
                found = next(process for process in self._processes if process.connection is ready)
                try:
                    message = _decode(found.connection.recv_bytes())
                except (EOFError, OSError):
                    self._ended(found, work, sink)
                else:
                    self._heard(found, message, work, sink)

    def _heard(self, found: _Process, message: _Message, work: Work, sink: Sink) -> None:
        if isinstance(message, Failed):
            raise ProcessFailed(message.text, message.exit_code)
        if isinstance(message, Joined):
            sink.joined(message.node)
            found.ready = True
            return
        assert found.chunk is not None
        if isinstance(message, HandedBack):
            found.chunk = self._give_back(found.chunk, message.keys, work)
            return
        self._idle_deaths = 0
        self._give_back(found.chunk, message.graded.rest, work)
        found.chunk = None
        sink.graded(message.graded)

    def _give_back(self, chunk: Chunk, keys: tuple[bytes, ...], work: Work) -> Chunk:
        """Put back what is still counted as this chunk's, and return what is left of it."""
        work.put_back(chunk, keys)
        given = {*keys}
        left = tuple(handed for handed in chunk.handed if handed.key not in given)
        return replace(chunk, handed=left)

    def _ended(self, found: _Process, work: Work, sink: Sink) -> None:
        """Start another process in the place of one that ended, and have its chunk tried again."""
        found.end()
        self._idle_deaths += 1
        if self._idle_deaths > MAX_IDLE_DEATHS:
            raise ClassError(
                "the processes that grade end one after the other (exit code "
                f"{found.process.exitcode}): is there memory left? What was graded is kept"
            )
        if found.chunk is not None and (lost := work.died(found.chunk)) is not None:
            self._idle_deaths = 0
            sink.lost(lost)
        self._processes[self._processes.index(found)] = self._started()

    def close(self) -> None:
        """End them all."""
        for found in self._processes:
            found.connection.close()
        for found in self._processes:
            found.end()

    def __enter__(self) -> LocalProcesses:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _grade(connection: Connection, setting: Setting, make: Callable[[Setting], Grader]) -> None:
    """Grade chunks until the connection closes: what runs in a process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the run itself ends us
    lock = threading.Lock()

    def send(message: _Message) -> None:
        with lock, contextlib.suppress(OSError):  # nobody listens any more: recv tells
            connection.send_bytes(_encode(message))

    try:
        with make(setting) as grader, contextlib.suppress(EOFError, ConnectionError):
            send(Joined(grader.node))
            while True:
                chunk = _decode_chunk(connection.recv_bytes())
                send(Done(grader.grade(chunk.handed, lambda keys: send(HandedBack(keys)))))
    except GraderError as error:
        send(Failed(str(error), error.exit_code))
