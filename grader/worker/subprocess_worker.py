"""The worker as a fresh interpreter, where no zygote can fork it."""

from __future__ import annotations

import os

import msgspec

from grader.wire.control import SETTINGS, Spawn
from grader.worker import process
from grader.worker.lockdown import plan


def main(call_fd: int) -> None:
    """Read the limits, import torch, and become the worker."""
    (length,) = SETTINGS.unpack(_read(call_fd, SETTINGS.size))
    settings = msgspec.msgpack.decode(_read(call_fd, length), type=Spawn)
    planned = plan(settings.without)

    import torch

    import grader.worker.calls  # noqa: F401 - so that importing does not count as the student's
    from grader.worker.compiler import put_off_the_compiler

    put_off_the_compiler()
    torch.set_num_threads(1)
    planned = process.take_descriptors(call_fd, planned)
    process.run(planned, settings)


def _read(descriptor: int, size: int) -> bytes:
    found = b""
    while len(found) < size:
        data = os.read(descriptor, size - len(found))
        if not data:
            os._exit(0)  # the grader is gone
        found += data
    return found
