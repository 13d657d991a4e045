"""The lock-down: put on by a worker itself, after it exists and before it reads a submission.

Each layer is tried on its own and reported, so that a lesser machine holds a submission by what it
has, and the grader can say truthfully what that was. Nothing here can be undone by the process.
"""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import dataclass
from pathlib import Path

from grader.wire.control import Layer
from grader.worker.lockdown import landlock, limits, seccomp
from grader.worker.lockdown.credentials import Identity, assume, choose
from grader.worker.lockdown.libc import prctl

_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4
_PR_SET_NO_NEW_PRIVS = 38

_KIT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Plan:
    """What this machine gives, found out once; a worker puts it on in a millisecond or two."""

    identity: Identity
    ruleset: int | None  # the descriptor of the Landlock rules
    seccomp: bool


def plan(without: tuple[Layer, ...] = ()) -> Plan:
    """Find out what this machine gives. Forks, so it must come before a second thread does."""
    if sys.platform != "linux":
        return Plan(Identity(None, 0, False, None), None, False)
    ruleset = landlock.build(_KIT)
    filters = seccomp.available()
    confined = ruleset is not None and filters and not {"landlock", "seccomp"} & {*without}
    identity = choose(confined)
    if filters:
        seccomp.template(identity.threads)
    return Plan(identity, ruleset, filters)


def lock_down(
    planned: Plan,
    memory_bytes: int,
    cpu_seconds: int,
    without: tuple[Layer, ...] = (),
    parent: int | None = None,
) -> tuple[Layer, ...]:
    """Lock this process down and return the layers that hold.

    `parent` is the process with which this one is to die. The order matters: a user cannot be
    changed after the filter, and changing it clears the death signal and the dumpable flag.
    """
    layers: list[Layer] = []
    if sys.platform != "linux":
        limits.limit(memory_bytes, cpu_seconds, None)
        return ()
    identity = planned.identity
    if identity.first_user is not None and (
        "own-user" in without or (identity.reads_all and {"landlock", "seccomp"} & {*without})
    ):
        identity = Identity(None, 0, False, None)
    limits.limit(memory_bytes, cpu_seconds, identity.processes)
    if "no-capabilities" not in without:
        if assume(identity):
            layers.append("own-user")
        if not identity.reads_all:
            layers.append("no-capabilities")
    _die_with(parent)
    prctl(_PR_SET_DUMPABLE, 0)  # no other process of the same user may look into this one
    prctl(_PR_SET_NO_NEW_PRIVS, 1)  # no set-user-id program gives anything
    if planned.ruleset is not None:
        if "landlock" not in without:
            landlock.restrict(planned.ruleset)
            layers.append("landlock")
        os.close(planned.ruleset)
    if planned.seccomp and "seccomp" not in without:
        seccomp.install(identity.threads)
        layers.append("seccomp")
    return tuple(layers)


def _die_with(parent: int | None) -> None:
    prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if parent is not None and os.getppid() != parent:  # it died before the signal was set
        os._exit(1)
