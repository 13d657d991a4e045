"""How strongly this machine can hold a submission: the levels, what they lack, and the cure.

From strongest to weakest. The order is that of the attacks held in measurements; every level keeps
the promise that matters most, that a score cannot be forged, since it never leaves the grader.

sealed       the same as full, in a root folder of its own that holds nothing but interpreter and
             libraries: not even whether another file exists can be asked
full         a user of its own, Landlock, the system call filter, limits: nothing of the machine is
             readable but the interpreter, nothing writable, no process or network in reach
shared-uid   the same, but the worker runs as the grader's user, without capabilities: only the
             filters stand between it and the grader's processes
no-landlock  files are readable as far as their modes allow: solutions, other submissions, /proc
no-seccomp   system calls are not filtered: other processes of the same user can be signalled and
             sockets that are not TCP opened; files stay hidden
limits       a forked process with resource limits: reads, writes and signals what its user may
plain        a subprocess with limits, where the system cannot fork workers (macOS): whatever a
             submission starts may outlive it. For checking one's own work only.
"""

from __future__ import annotations

import subprocess
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import get_args

from grader.errors import GraderError
from grader.host.spawn import can_fork, command, environment, private_folder
from grader.limits import PROBE_WALL_SECONDS
from grader.wire.control import Layer


class Level(StrEnum):
    """How a worker is held; compare with `at_least`."""

    SEALED = "sealed"
    FULL = "full"
    SHARED_UID = "shared-uid"
    NO_LANDLOCK = "no-landlock"
    NO_SECCOMP = "no-seccomp"
    LIMITS = "limits"
    PLAIN = "plain"

    def at_least(self, other: Level) -> bool:
        """Whether this level is `other` or a stronger one."""
        order = list(Level)
        return order.index(self) <= order.index(other)


@dataclass(frozen=True)
class Missing:
    """A layer that this machine does not give, what that means, and what would give it."""

    layer: Layer
    means: str
    cure: str


class IsolationError(GraderError):
    """The machine gives less isolation than the user requires."""

    exit_code = 3


_PHRASES: dict[Layer, str] = {
    "own-user": "own user",
    "own-root": "own root",
    "control-group": "control group",
    "landlock": "Landlock",
    "seccomp": "seccomp",
    "no-capabilities": "no capabilities",
    "forked": "forked",
}

_MISSING = (
    Missing(
        "landlock",
        "a submission can read the files that its user can: solutions, other submissions",
        "a Linux kernel 5.13 or newer with landlock in /sys/kernel/security/lsm, and a container "
        "profile that allows it (Docker's default does; gVisor has none)",
    ),
    Missing(
        "seccomp",
        "a submission can make every system call that its user can",
        "Linux on x86_64 or aarch64 with CONFIG_SECCOMP_FILTER",
    ),
    Missing(
        "own-user",
        "a submission runs as the grader's own user; the filters alone keep it from the grader",
        "run the grader as root (with CAP_SETUID, CAP_SETGID and CAP_KILL), with a Python that "
        "other users can read: not below /root",
    ),
    Missing(
        "own-root",
        "whether a file exists, and how large it is, can be asked of a path that is known exactly",
        "root (or a user, where the system allows all) that may make namespaces, which the default "
        "profile of a container forbids",
    ),
    Missing(
        "no-capabilities",
        "a submission keeps the capability to read past file modes; Landlock alone hides files",
        "a Python that other users can read: not below /root",
    ),
    Missing(
        "forked",
        "every worker imports torch anew (2 s), and what it starts may outlive it",
        "Linux 5.4 or newer with /proc mounted",
    ),
)


def level_of(layers: Collection[Layer]) -> Level:
    """Return the level that a worker held by `layers` has."""
    held = {*layers}
    if {"landlock", "seccomp"} <= held:
        if "own-user" not in held:
            return Level.SHARED_UID
        return Level.SEALED if "own-root" in held else Level.FULL
    if "seccomp" in held:
        return Level.NO_LANDLOCK
    if "landlock" in held:
        return Level.NO_SECCOMP
    return Level.LIMITS if "forked" in held else Level.PLAIN


def describe(layers: Collection[Layer]) -> str:
    """Return the level and its layers in one line, for reports: the same for a machine always."""
    named = [phrase for layer, phrase in _PHRASES.items() if layer in layers]
    return f"{level_of(layers).value} ({', '.join([*named, 'limits'])})"


def missing(layers: Collection[Layer]) -> tuple[Missing, ...]:
    """Return what is missing, the weightiest first."""
    return tuple(lacking for lacking in _MISSING if lacking.layer not in layers)


def require(layers: Collection[Layer], wanted: Level) -> None:
    """Refuse a machine that gives less than `wanted`.

    Raises:
        IsolationError: it does; the text says what is missing and the cure.
    """
    level = level_of(layers)
    if level.at_least(wanted):
        return
    first = missing(layers)[0]
    raise IsolationError(
        f"isolation {wanted.value} is required, and this machine gives {level.value}: "
        f"{first.means}. It takes {first.cure}"
    )


def probe() -> tuple[Layer, ...]:
    """Lock a process down, without torch, and return the layers that held: about 0.1 s.

    Where no process can be locked down at all the answer is (): level plain.
    """
    with private_folder() as folder:
        done = subprocess.run(
            command("grader.worker.lockdown.probe", 1),
            env=environment(folder),
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=PROBE_WALL_SECONDS,
            check=False,
        )
    said = done.stdout.decode("ascii", "replace").split()
    if can_fork():
        said.append("forked")
    known: tuple[Layer, ...] = get_args(Layer)
    return tuple(layer for layer in known if layer in said)
