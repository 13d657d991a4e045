"""Frames: a fixed header and a body of stated length.

    magic (4 bytes) | type (1) | nonce (8) | body length (4) | body

A nonce is drawn by the grader for each request; a reply must repeat the nonce of the request that
is being answered, so a reply sent early, twice or unasked is a protocol error.
"""

from __future__ import annotations

import struct
from enum import IntEnum

MAGIC = b"FMG1"
HEADER = struct.Struct("<4sBQI")


class WireError(Exception):
    """The other side broke the protocol: a bad header, length, schema, shape, dtype or nonce."""


class FrameType(IntEnum):
    """What a body holds; see `grader.wire.messages`."""

    LOAD = 1
    LOADED = 2
    CALL = 3
    RETURNED = 4
    RAISED = 5
    EVALUATE = 6
    EVALUATED = 7
    READY = 8
    RUNNING = 9


def pack(frame_type: FrameType, nonce: int, body: bytes) -> bytes:
    """Return the frame around an encoded `body`."""
    return HEADER.pack(MAGIC, frame_type, nonce, len(body)) + body


class FrameReader:
    """Cuts a byte stream into frames, refusing a bad header before its body is awaited."""

    def __init__(self, max_body_bytes: int) -> None:
        self._buffer = bytearray()
        self._max_body_bytes = max_body_bytes

    def feed(self, data: bytes | memoryview) -> None:
        self._buffer += data

    def next(self) -> tuple[FrameType, int, bytes] | None:
        """Return the next whole frame as (type, nonce, body), or None if it has not all come.

        Raises:
            WireError: the header is not one of ours, or announces too long a body.
        """
        if len(self._buffer) < HEADER.size:
            return None
        magic, type_number, nonce, length = HEADER.unpack_from(self._buffer)
        if magic != MAGIC:
            raise WireError("a frame did not begin with the magic bytes")
        try:
            frame_type = FrameType(type_number)
        except ValueError:
            raise WireError(f"unknown frame type {type_number}") from None
        if length > self._max_body_bytes:
            raise WireError(f"it announced a frame over the {self._max_body_bytes} bytes allowed")
        end = HEADER.size + length
        if len(self._buffer) < end:
            return None
        body = bytes(memoryview(self._buffer)[HEADER.size : end])
        del self._buffer[:end]
        return frame_type, nonce, body
