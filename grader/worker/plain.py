"""The worker as a fresh interpreter, where no zygote can fork it."""

from __future__ import annotations

import socket

from grader.wire.control import SETTINGS
from grader.wire.frames import FrameType, pack
from grader.worker import process


def main(call_fd: int) -> None:
    """Read the limits, import torch, say so, and become the worker."""
    process.take_descriptors(call_fd)
    with socket.socket(fileno=process.CALL_FD) as sock:
        memory_bytes, cpu_seconds = SETTINGS.unpack(sock.recv(SETTINGS.size, socket.MSG_WAITALL))

        import torch

        import grader.worker.calls  # noqa: F401 - so that importing does not count as the student's

        torch.set_num_threads(1)
        sock.sendall(pack(FrameType.READY, 0, b""))
        sock.detach()
    process.run(memory_bytes, cpu_seconds)
