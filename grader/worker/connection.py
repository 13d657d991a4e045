"""The worker's end of the call socket."""

from __future__ import annotations

import os
from collections import deque

from grader.limits import MAX_REQUEST_BYTES, READ_BYTES
from grader.wire.frames import FrameReader, FrameType, pack
from grader.wire.messages import Evaluate, Evaluated, decode, encode
from grader.wire.values import ArrayValue

# bound before any submission runs, which may replace them
_read, _write = os.read, os.write


class GraderGone(BaseException):
    """The grader closed the socket: the worker has nothing left to do."""


class Connection:
    """Frames over the call socket; requests that come early wait their turn.

    It reads and writes as one does a file: the lock-down allows no call that is for sockets only.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._reader = FrameReader(MAX_REQUEST_BYTES)
        self._waiting: deque[tuple[FrameType, int, bytes]] = deque()
        self._sending = False

    def receive(self, answer: bool = False) -> tuple[FrameType, int, bytes]:
        """Return the next request, or the next answer to an evaluation."""
        if not answer and self._waiting:
            return self._waiting.popleft()
        while True:
            frame = self._reader.next()
            if frame is None:
                data = _read(self._descriptor, READ_BYTES)
                if not data:
                    raise GraderGone
                self._reader.feed(data)
            elif answer and frame[0] is not FrameType.EVALUATED:
                self._waiting.append(frame)
            else:
                return frame

    def send(self, frame_type: FrameType, nonce: int, body: bytes) -> None:
        left = memoryview(pack(frame_type, nonce, body))
        self._sending = True
        while left:
            left = left[_write(self._descriptor, left) :]
        self._sending = False

    def interrupt(self, frame_type: FrameType, nonce: int, body: bytes) -> None:
        """Send from a signal handler, unless that would cut another frame in two."""
        if not self._sending:
            self.send(frame_type, nonce, body)

    def evaluate(self, nonce: int, request: Evaluate) -> ArrayValue:
        """Have the grader evaluate a model."""
        self.send(FrameType.EVALUATE, nonce, encode(request))
        _, _, body = self.receive(answer=True)
        return decode(body, Evaluated).value
