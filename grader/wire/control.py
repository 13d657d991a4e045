"""What the grader and the zygote say to each other: datagrams on a SOCK_SEQPACKET pair.

Descriptors travel beside a message by SCM_RIGHTS: `Spawn` carries the worker's end of its call
socket, `Spawned` the worker's pidfd.
"""

from __future__ import annotations

import struct

from msgspec import Struct

MAX_CONTROL_BYTES = 4096


class Spawn(Struct, tag="spawn", frozen=True):
    """Fork a worker that may use `memory_bytes` more than it has, and `cpu_seconds` in all."""

    memory_bytes: int
    cpu_seconds: int


class Spawned(Struct, tag="spawned", frozen=True):
    pid: int


class End(Struct, tag="end", frozen=True):
    """Kill the worker's process group and all it left behind, and reap them."""

    pid: int


class Ended(Struct, tag="ended", frozen=True):
    """`signal` is what killed the worker, or None where it exited with `exit_code` on its own."""

    exit_code: int
    signal: int | None
    cpu_seconds: float


Request = Spawn | End
Answer = Spawned | Ended

#: what a plain worker, which has no zygote, is told first: memory_bytes, cpu_seconds
SETTINGS = struct.Struct("<QI")
