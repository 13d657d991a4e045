"""Who a worker is: a user of its own where root can give one, and no capability either way.

A user of its own keeps a worker from signalling, tracing and reading what the grader owns even if
every filter failed, and lets the kernel bound its threads. The choice is made once, in the zygote,
by trying: the interpreter must be readable by that user.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import struct
import sys
from collections.abc import Callable
from dataclasses import dataclass

from grader.limits import MAX_SHARED_THREADS, MAX_THREADS
from grader.worker.lockdown import numbers
from grader.worker.lockdown.libc import prctl, syscall

_PR_SET_KEEPCAPS = 8
_PR_CAPBSET_DROP = 24
_CAP_VERSION = 0x20080522
_CAP_DAC_READ_SEARCH = 2
_CAP_KILL, _CAP_SETGID, _CAP_SETUID = 5, 6, 7
_LAST_CAPABILITY = 63

#: where the users of workers begin: a range that no distribution, container or directory service
#: gives out, and one that also exists inside a container with 65,536 users of its own
_RANGES = ((0x70000000, 1 << 22), (60000, 1184))


@dataclass(frozen=True)
class Identity:
    """Who workers are to be.

    `first_user` begins the range of their own users, None where they stay the grader's.
    `reads_all` keeps the one capability that reads past file modes, where the interpreter lies in a
    folder closed to others (/root); what a worker may open is then Landlock's to say, so this is
    chosen only with it. `processes` bounds what a worker's user may run, None where nothing would.
    """

    first_user: int | None
    users: int
    reads_all: bool
    processes: int | None

    @property
    def threads(self) -> bool:
        """Whether a worker may start threads: only where their number can be bounded."""
        return self.processes is not None


def choose(confined: bool) -> Identity:
    """Find out what this machine gives; `confined` is whether Landlock and seccomp both hold.

    Forks, so it must be called before there is a second thread.
    """
    if os.geteuid() != 0:
        # counted with all that this user runs: other programs of theirs may start more meanwhile
        return Identity(None, 0, False, _running() + MAX_SHARED_THREADS)
    held = _capabilities()
    if all(held >> capability & 1 for capability in (_CAP_KILL, _CAP_SETGID, _CAP_SETUID)):
        for first, users in _RANGES:
            if _succeeds(first, False):
                return Identity(first, users, False, MAX_THREADS)
        for first, users in _RANGES:
            if confined and held >> _CAP_DAC_READ_SEARCH & 1 and _succeeds(first, True):
                return Identity(first, users, True, MAX_THREADS)
    return Identity(None, 0, False, None)


def choose_inside(outside: Identity, enter: Callable[[], None]) -> Identity | None:
    """Return who a worker can be once it has entered a root folder of its own, or None.

    There no folder on the way is closed to other users, so that no capability is needed. Where
    workers have the grader's user outside, they keep it. Forks.
    """
    if os.geteuid() != 0:
        return outside if _succeeds(None, False, enter) else None
    for first, users in _RANGES:
        if _succeeds(first, False, enter):
            return Identity(first, users, False, MAX_THREADS)
    return None


def assume(identity: Identity) -> bool:
    """Become a worker's user and drop what capabilities are left; return whether it is its own.

    Raises:
        OSError: the kernel refused what it had allowed when the identity was chosen.
    """
    for capability in range(_LAST_CAPABILITY + 1):
        with contextlib.suppress(OSError):  # EINVAL past the kernel's last; EPERM without SETPCAP
            prctl(_PR_CAPBSET_DROP, capability)
    if identity.first_user is None:
        set_capabilities(0)
        return False
    _become(identity.first_user + os.getpid() % identity.users, identity.reads_all)
    with contextlib.suppress(OSError):
        os.setuid(0)
        raise RuntimeError("a worker's user could be changed back")
    return True


def _become(user: int, reads_all: bool) -> None:
    if reads_all:
        prctl(_PR_SET_KEEPCAPS, 1)
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)
    if reads_all:
        prctl(_PR_SET_KEEPCAPS, 0)
    set_capabilities(1 << _CAP_DAC_READ_SEARCH if reads_all else 0)


def _succeeds(user: int | None, reads_all: bool, enter: Callable[[], None] | None = None) -> bool:
    """Whether a process of this user can read what workers import. Tried in a child."""
    probed = _imported_files()
    if enter is None:
        probed.append(sys.executable)
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            if enter is not None:
                enter()
            if user is not None:
                _become(user, reads_all)
            for path in probed:
                os.listdir(os.path.dirname(path))
                with open(path, "rb") as stream:
                    stream.read(1)
            status = 0
        finally:
            os._exit(status)
    return os.waitpid(pid, 0)[1] == 0


def _imported_files() -> list[str]:
    files = [os.__file__]
    for name in ("torch", "numpy", "msgspec"):
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.origin is not None:
            files.append(spec.origin)
    return files


def _capabilities() -> int:
    """Return the effective capabilities of this process, as bits."""
    number = numbers.number("capget", os.uname().machine)
    assert number is not None
    import ctypes

    data = ctypes.create_string_buffer(24)
    syscall(number, struct.pack("<Ii", _CAP_VERSION, 0), data)
    low, _, _, high, _, _ = struct.unpack("<6I", data.raw)
    return int(low | high << 32)


def set_capabilities(bits: int) -> None:
    """Keep only these, effective and permitted; none can be inherited."""
    number = numbers.number("capset", os.uname().machine)
    assert number is not None
    low, high = bits & 0xFFFFFFFF, bits >> 32
    data = struct.pack("<6I", low, low, 0, high, high, 0)
    syscall(number, struct.pack("<Ii", _CAP_VERSION, 0), data)


def _running() -> int:
    """Return how many threads this user runs now, as the limit of processes counts them."""
    user, threads = os.getuid(), 0
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            with contextlib.suppress(OSError):
                if os.stat(f"/proc/{entry}").st_uid == user:
                    threads += len(os.listdir(f"/proc/{entry}/task"))
    return threads
