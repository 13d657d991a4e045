"""A control group of its own: the kernel bounds what a worker takes in all, whatever it is called.

Limits of a process count what it maps, and a worker's threads only where it has a user of its own.
A control group (version 2) counts every page that is used for it, those of the kernel and of memory
files as well, and every thread. It stands behind the other limits, with room, so that these are met
first and say what happened.

It is used where it was given: below the group that the grader is in, or beside it where the group
above was handed over to whoever runs it, and only if that one hands memory and pids on. Nothing of
what is there is changed. A worker makes its group itself, the zygote removes it, and the next one
removes what a zygote that was killed has left.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from grader.limits import MAX_THREADS, Limits

_PREFIX = "grader"
#: by which systemd marks a group that it has handed over, with all below
_HANDED_OVER = ("user.delegate", "trusted.delegate")


def find(root: Path = Path("/sys/fs/cgroup"), own: str | None = None) -> Path | None:
    """Return the group below which workers may have theirs, or None.

    `own` is the path of this process's group as /proc/self/cgroup has it. Forks, to try it.
    """
    try:
        own = _own() if own is None else own
    except OSError:
        return None
    if own is None or ".." in own.split("/"):  # outside of what this container sees
        return None
    here = root / own.strip("/")
    above = [here.parent] if here != root and _is_given(here.parent, root) else []
    return next((group for group in (here, *above) if _hands_on(group) and _works(group)), None)


def enter(base: Path, parent: int, resident_bytes: int) -> bool:
    """Put this process into a new group, with limits; return whether it is in there.

    `parent` is the process by whose life leftovers are told.
    """
    group = _of(base, parent, os.getpid())
    try:
        group.mkdir()
        _write(group / "memory.max", resident_bytes)
        _write(group / "pids.max", MAX_THREADS)
        with contextlib.suppress(OSError):  # where the kernel counts no swap, there is no such file
            _write(group / "memory.swap.max", 0)
        _write(group / "cgroup.procs", 0)  # this process
    except OSError:
        with contextlib.suppress(OSError):
            group.rmdir()
        return False
    return True


def remove(base: Path, parent: int, pid: int) -> None:
    """Remove the group of a worker that was reaped, if it had one."""
    with contextlib.suppress(OSError):
        _of(base, parent, pid).rmdir()


def _sweep(base: Path) -> None:
    """Remove the groups of zygotes that are no more; those with a process in them stay."""
    for group in base.glob(f"{_PREFIX}-*-*"):
        parent = group.name.split("-")[1]
        if parent.isdigit() and not os.path.exists(f"/proc/{parent}"):
            with contextlib.suppress(OSError):
                group.rmdir()


def _of(base: Path, parent: int, pid: int) -> Path:
    return base / f"{_PREFIX}-{parent}-{pid}"


def _own() -> str | None:
    with open("/proc/self/cgroup", encoding="utf-8") as lines:
        return next((line[3:].strip() for line in lines if line.startswith("0::")), None)


def _is_given(group: Path, root: Path) -> bool:
    """Whether a group is ours to divide: by its mark, or as the topmost one of a container."""
    for mark in _HANDED_OVER:
        with contextlib.suppress(OSError):
            if os.getxattr(group, mark) == b"1":
                return True
    return group == root and (group / "cgroup.type").exists()  # the machine's own topmost has none


def _hands_on(group: Path) -> bool:
    try:
        handed = (group / "cgroup.subtree_control").read_text(encoding="ascii").split()
    except OSError:
        return False
    return {"memory", "pids"} <= {*handed} and os.access(group, os.W_OK)


def _works(base: Path) -> bool:
    _sweep(base)
    pid = os.fork()
    if pid == 0:
        held = False
        try:
            held = enter(base, os.getppid(), Limits().resident_bytes)
        finally:
            os._exit(0 if held else 1)
    status = os.waitpid(pid, 0)[1]
    remove(base, os.getpid(), pid)
    return status == 0


def _write(path: Path, value: int) -> None:
    descriptor = os.open(path, os.O_WRONLY)
    try:
        os.write(descriptor, b"%d" % value)
    finally:
        os.close(descriptor)
