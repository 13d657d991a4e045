"""What the grader and the zygote say to each other: datagrams on a SOCK_SEQPACKET pair.

Descriptors travel beside a message by SCM_RIGHTS: `Spawn` carries the worker's end of its call
socket, `Spawned` the worker's pidfd.
"""

from __future__ import annotations

import struct
from typing import Annotated, Literal

from msgspec import Meta, Struct

from grader.limits import MAX_LAYERS, MAX_PROBLEM_CHARACTERS

#: the layers that hold a worker, each on its own; `grader.host.isolation` tells their worth
Layer = Literal[
    "forked", "own-user", "no-capabilities", "own-root", "control-group", "landlock", "seccomp"
]


class Spawn(Struct, tag="spawn", frozen=True):
    """Fork a worker that may use `memory_bytes` more than it has, and `cpu_seconds` in all.

    `without` leaves layers of the lock-down out, by which tests stand for lesser machines.
    """

    memory_bytes: int
    cpu_seconds: int
    without: tuple[Layer, ...] = ()


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


class Ready(Struct, tag="ready", frozen=True):
    """A worker's first frame, before it has read a byte of a submission: what holds it.

    `problem` says why it cannot run at all.
    """

    layers: Annotated[tuple[Layer, ...], Meta(max_length=MAX_LAYERS)]
    problem: Annotated[str, Meta(max_length=MAX_PROBLEM_CHARACTERS)] | None = None


Request = Spawn | End
Answer = Spawned | Ended

#: before a `Spawn` that goes to a plain worker, which has no zygote and no datagrams: its length
SETTINGS = struct.Struct("<H")
