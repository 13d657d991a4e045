"""The lock-down: put on by a worker itself, after it exists and before it reads a submission.

Each layer is tried on its own and reported, so that a lesser machine holds a submission by what it
has, and the grader can say truthfully what that was. Nothing here can be undone by the process.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from grader.limits import Limits
from grader.wire.control import Layer
from grader.worker.lockdown import control_group, landlock, limits, own_root, seccomp
from grader.worker.lockdown.credentials import Identity, assume, choose, choose_inside
from grader.worker.lockdown.libc import prctl

_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4
_PR_SET_NO_NEW_PRIVS = 38

_KIT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Inside:
    """The namespaces of a root folder of its own, and who a worker can be in there."""

    namespaces: tuple[int, ...]
    identity: Identity


@dataclass(frozen=True)
class Plan:
    """What this machine gives, found out once; a worker puts it on in a millisecond or two."""

    identity: Identity
    ruleset: int | None  # the descriptor of the Landlock rules
    seccomp: bool
    inside: Inside | None = None
    group: Path | None = None  # the control group below which workers have theirs

    @property
    def descriptors(self) -> tuple[int, ...]:
        """What a worker needs of it until it is locked down."""
        rules = () if self.ruleset is None else (self.ruleset,)
        return rules if self.inside is None else (*rules, *self.inside.namespaces)

    def moved(self, numbers: Sequence[int]) -> Plan:
        """Return the plan with `descriptors` under other numbers."""
        rules = 0 if self.ruleset is None else 1
        return replace(
            self,
            ruleset=numbers[0] if rules else None,
            inside=self.inside and replace(self.inside, namespaces=(*numbers[rules:],)),
        )


def plan(without: tuple[Layer, ...] = ()) -> Plan:
    """Find out what this machine gives. Forks, so it must come before a second thread does."""
    if sys.platform != "linux":
        return Plan(Identity(None, 0, False, None), None, False)
    ruleset = landlock.build(_KIT)
    filters = seccomp.available()
    confined = ruleset is not None and filters and not {"landlock", "seccomp"} & {*without}
    identity = choose(confined)
    inside = _inside(identity)
    if filters:
        for threads in {identity.threads, inside.identity.threads if inside else identity.threads}:
            seccomp.template(threads)
    return Plan(identity, ruleset, filters, inside, control_group.find())


def _inside(identity: Identity) -> Inside | None:
    """Make a root folder where the kernel allows, and keep it if a worker finds all it needs."""
    namespaces = own_root.build(_KIT, Path.cwd())
    if not namespaces:
        return None
    found = choose_inside(identity, lambda: own_root.join(namespaces))
    if found is None:
        for descriptor in namespaces:
            os.close(descriptor)
        return None
    return Inside(namespaces, found)


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
    inside = None if "own-root" in without else planned.inside
    identity = inside.identity if inside else planned.identity
    if identity.first_user is not None and (
        "own-user" in without or (identity.reads_all and {"landlock", "seccomp"} & {*without})
    ):
        identity = Identity(None, 0, False, None)
    if (
        planned.group is not None
        and parent is not None  # who removes it
        and "control-group" not in without
        and control_group.enter(
            planned.group, parent, Limits(memory_bytes=memory_bytes).resident_bytes
        )
    ):
        layers.append("control-group")
    limits.limit(memory_bytes, cpu_seconds, identity.processes)
    if inside:  # from here on there is no /proc
        own_root.join(inside.namespaces)
        layers.append("own-root")
    if "no-capabilities" not in without:
        if assume(identity):
            layers.append("own-user")
        if not identity.reads_all:
            layers.append("no-capabilities")
    _die_with(parent)
    prctl(_PR_SET_DUMPABLE, 0)  # no other process of the same user may look into this one
    prctl(_PR_SET_NO_NEW_PRIVS, 1)  # no set-user-id program gives anything
    if planned.ruleset is not None and "landlock" not in without:
        landlock.restrict(planned.ruleset)
        layers.append("landlock")
    for descriptor in planned.descriptors:
        os.close(descriptor)
    if planned.seccomp and "seccomp" not in without:
        seccomp.install(identity.threads)
        layers.append("seccomp")
    return tuple(layers)


def _die_with(parent: int | None) -> None:
    prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if parent is not None and os.getppid() != parent:  # it died before the signal was set
        os._exit(1)
