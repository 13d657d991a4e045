"""One worker's call socket, with every limit kept from this side.

Only a whole reply to the call being answered resets its clock: bytes that drip in do not.
"""

from __future__ import annotations

import contextlib
import secrets
import select
import socket
import struct
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

import msgspec

from grader.host.evaluating import evaluate
from grader.host.keeper import Keeper, Start
from grader.host.lost import WorkerLost, broke_protocol
from grader.host.values import Evaluation, PreparedCall, to_wire
from grader.limits import (
    EXIT_GRACE_SECONDS,
    IMPORT_SECONDS,
    MAX_REPLY_BYTES,
    TRANSFER_BYTES,
    WATCH_SECONDS,
    Limits,
)
from grader.results import Verdict
from grader.wire.control import Ready
from grader.wire.frames import FrameReader, FrameType, WireError, pack
from grader.wire.messages import (
    Evaluate,
    Evaluated,
    Frame,
    Load,
    Loaded,
    Raised,
    Returned,
    decode,
    encode,
)
from grader.wire.paths import as_text

_Message = TypeVar("_Message")


@dataclass(frozen=True)
class Outcome:
    """What came of one call."""

    reply: Returned | Raised
    evaluations: tuple[Evaluation, ...]


class Conversation(Protocol):
    """What a session says to a worker, and hears of it."""

    @property
    def waited_seconds(self) -> float:
        """How long its answers were waited for."""

    def cpu_seconds(self) -> float:
        """Read its CPU clock."""

    def load(self, request: Load, waited_seconds: float = 0.0) -> Loaded:
        """Have it load a submission whose workers before it were waited for so long."""

    def call(self, calls: Sequence[PreparedCall]) -> Iterator[Outcome]:
        """Send all calls at once and yield their outcomes in order, as they come."""


class Channel:
    """Talks to one worker over `sock`.

    `cpu_seconds` reads the worker's CPU clock and `resident_bytes` its memory, from outside;
    `ending` waits for its end, a given time at most, and says how it came.
    """

    def __init__(
        self,
        sock: socket.socket,
        limits: Limits,
        cpu_seconds: Callable[[], float],
        resident_bytes: Callable[[], int],
        ending: Callable[[float], WorkerLost | None],
    ) -> None:
        self._socket = sock
        self._socket.setblocking(False)
        self._limits = limits
        self._keeper = Keeper(limits, cpu_seconds, resident_bytes)
        self._ending = ending
        self._reader = FrameReader(MAX_REPLY_BYTES)
        self._unsent = bytearray()
        self.waited_seconds = 0.0
        self._poll = select.poll()
        self._wanted = select.POLLIN
        self._poll.register(sock, self._wanted)

    def cpu_seconds(self) -> float:
        """Read the worker's CPU clock."""
        return self._keeper.cpu_seconds()

    def wait_until_ready(self) -> Ready:
        """Wait for a worker's first frame, which says what holds it.

        Raises:
            WorkerLost: it died, or took minutes.
        """
        frame_type, body = self._await(0, "starting a worker", IMPORT_SECONDS)
        return _decoded(body, Ready, frame_type is FrameType.READY)

    def load(self, request: Load, waited_seconds: float = 0.0) -> Loaded:
        """Have the worker load a submission.

        `waited_seconds` are those of its workers before this one: one that sleeps, and ends itself
        before its limit, is not given the whole time again.

        Raises:
            WorkerLost: it died, or a limit ended it.
        """
        self.waited_seconds += waited_seconds
        nonce = secrets.randbits(64)
        # a file system's names need not be UTF-8, and what crosses must
        named = tuple((as_text(name), data) for name, data in request.files)
        request = msgspec.structs.replace(request, files=named)
        self._unsent += pack(FrameType.LOAD, nonce, encode(request))
        frame_type, body = self._await(nonce, "reading your file", self._limits.load_seconds)
        return _decoded(body, Loaded, frame_type is FrameType.LOADED)

    def call(self, calls: Sequence[PreparedCall]) -> Iterator[Outcome]:
        """Send all calls at once and yield their outcomes in order, as they come.

        Raises:
            WorkerLost: it died, or a limit ended it, at the call whose outcome is awaited.
        """
        # one system call, however many there are
        nonces = struct.unpack(f"<{len(calls)}Q", secrets.token_bytes(8 * len(calls)))
        for nonce, call in zip(nonces, calls, strict=True):
            self._unsent += pack(FrameType.CALL, nonce, call.body)
        for nonce, call in zip(nonces, calls, strict=True):
            yield self._outcome(nonce, call)

    def _outcome(self, nonce: int, call: PreparedCall) -> Outcome:
        evaluations: list[Evaluation] = []
        self._keeper.begin()
        started = self._keeper.start()
        limits = self._limits
        seconds = limits.training_seconds if call.takes_long else limits.call_seconds
        while True:
            frame_type, body = self._await(nonce, call.function, seconds, started)
            if frame_type is FrameType.RETURNED:
                return Outcome(_decoded(body, Returned), tuple(evaluations))
            if frame_type is FrameType.RAISED:
                return Outcome(_decoded(body, Raised), tuple(evaluations))
            allowed = min(limits.evaluations, call.evaluations)
            if len(evaluations) >= allowed:
                raise WorkerLost(
                    Verdict.FAILED,
                    f"{call.function} evaluated its model more than {allowed} times in one call",
                )
            self._keeper.count_evaluation(call.function)
            request = _decoded(body, Evaluate, frame_type is FrameType.EVALUATE)
            evaluations.append(evaluate(request, call))
            self._keeper.count(evaluations[-1].value.nbytes)
            answer = encode(Evaluated(to_wire(evaluations[-1].value)))
            self._unsent += pack(FrameType.EVALUATED, nonce, answer)

    def _await(
        self,
        nonce: int,
        what: str,
        seconds: float,
        started: Start | None = None,
    ) -> tuple[FrameType, bytes]:
        """Pump bytes both ways until the worker's next frame, and return it."""
        start = started or self._keeper.start()
        waits_since = time.monotonic()
        look_again = start.wall + WATCH_SECONDS
        try:
            while True:
                frame = self._next_frame(nonce)
                if frame is not None and frame[0] is FrameType.RUNNING:
                    self._hear(frame[1])
                    continue
                if frame is not None:
                    return frame
                self._pump()
                now = time.monotonic()
                if now >= look_again:  # reading the clocks is a system call or two: not every time
                    look_again = now + WATCH_SECONDS
                    waited = self.waited_seconds + now - waits_since
                    self._keeper.enforce(what, seconds, start, waited)
        finally:
            self.waited_seconds += time.monotonic() - waits_since

    def _hear(self, body: bytes) -> None:
        """Keep the line that runs; it is only told, so what a submission forges is its own loss."""
        self._keeper.tell(_decoded(body, Frame))

    def _next_frame(self, nonce: int) -> tuple[FrameType, bytes] | None:
        """Return the next whole frame, which repeats `nonce`, or None if it has not all come."""
        try:
            frame = self._reader.next()
        except WireError as error:
            raise broke_protocol(str(error)) from None
        if frame is None:
            return None
        frame_type, replied, body = frame
        if replied != nonce:
            raise broke_protocol("it answered something that was not asked")
        self._keeper.count(len(body))
        return frame_type, body

    def _send(self) -> None:
        if self._unsent:
            with contextlib.suppress(BlockingIOError, BrokenPipeError, ConnectionResetError):
                with memoryview(self._unsent) as unsent:
                    sent = self._socket.send(unsent[:TRANSFER_BYTES])
                del self._unsent[:sent]

    def _pump(self) -> None:
        """Move what can be moved within a slice of time."""
        self._send()  # most frames fit into the socket's buffer at once
        wanted = select.POLLIN | (select.POLLOUT if self._unsent else 0)
        if wanted != self._wanted:
            self._wanted = wanted
            self._poll.modify(self._socket, wanted)
        events = self._poll.poll(WATCH_SECONDS * 1000)
        ready = events[0][1] if events else 0
        if not ready & (select.POLLIN | select.POLLHUP | select.POLLERR):
            return
        try:
            data = self._socket.recv(TRANSFER_BYTES)
        except BlockingIOError:
            return
        except ConnectionResetError:
            data = b""
        if not data:
            raise self._ended()
        self._reader.feed(data)

    def _ended(self) -> WorkerLost:
        lost = self._ending(EXIT_GRACE_SECONDS)
        return lost or WorkerLost(Verdict.ERROR, "it closed the grader's connection")


def _decoded(body: bytes, kind: type[_Message], expected: bool = True) -> _Message:
    try:
        if not expected:
            raise WireError("a frame of another kind was expected")
        return decode(body, kind)
    except WireError as error:
        raise broke_protocol(str(error)) from None
