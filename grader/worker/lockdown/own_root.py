"""A root folder of its own: a worker sees the interpreter, the libraries, and nothing else.

Landlock keeps a worker from opening other files, but not from asking whether one exists, how large
it is and when it was read. In a mount namespace whose root holds only what may be read, read-only,
there is no such path: no /proc, no /home, no submission, no solutions. Network, System V memory and
host name are new ones as well, a second wall behind the filter of system calls.

A child makes the namespaces once and hands their descriptors back; a worker joins them in four
calls. Where any step is refused, as in most containers, there are none, and nothing is left: all of
it lives in the child's own namespace. A namespace of pids would gain nothing, since the filter
allows signals to the worker itself only, and its first process would be deaf to its own.
"""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Iterator, Sequence
from pathlib import Path

from grader.limits import MAX_CONTROL_BYTES, OWN_ROOT_SECONDS
from grader.worker.lockdown import numbers
from grader.worker.lockdown.libc import syscall
from grader.worker.lockdown.readable import readable_paths, stated_paths

_NEW_MOUNTS, _NEW_NAMES, _NEW_IPC, _NEW_USER, _NEW_NETWORK = (
    0x00020000, 0x04000000, 0x08000000, 0x10000000, 0x40000000,
)  # fmt: skip
_READ_ONLY, _NO_SET_UID, _NO_DEVICES, _NO_PROGRAMS = 1, 2, 4, 8
_REMOUNT, _BIND, _RECURSIVE, _PRIVATE = 32, 4096, 1 << 14, 1 << 18
#: of a mount that is bound again, these stay: without privilege none may be taken off
_KEPT = {
    os.ST_NOEXEC: _NO_PROGRAMS,
    os.ST_NOATIME: 1024,
    os.ST_NODIRATIME: 2048,
    os.ST_RELATIME: 1 << 21,
}
_DETACH = 2


def build(kit: Path, empty: Path) -> tuple[int, ...]:
    """Make the namespaces; return their descriptors, in the order of joining, or none.

    `kit` is never readable, `empty` is a folder to build in, there and empty inside as well.
    Forks, so it must be called before there is a second thread.
    """
    ours, theirs = socket.socketpair()
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            signal.alarm(OWN_ROOT_SECONDS)
            socket.send_fds(theirs, [b"."], _made(kit, empty))
            status = 0
        finally:
            os._exit(status)
    theirs.close()
    with ours:
        _, descriptors, _, _ = socket.recv_fds(ours, MAX_CONTROL_BYTES, len(_KINDS) + 1)
    os.waitpid(pid, 0)
    return tuple(descriptors)


def join(descriptors: Sequence[int]) -> None:
    """Join the namespaces, for good where no capability is kept.

    Raises:
        OSError: the kernel refused.
    """
    for descriptor in descriptors:
        _call("setns", descriptor, 0)


_KINDS = {"mnt": _NEW_MOUNTS, "ipc": _NEW_IPC, "net": _NEW_NETWORK, "uts": _NEW_NAMES}


def _made(kit: Path, empty: Path) -> list[int]:
    """Make the namespaces around this process, and return their descriptors.

    Raises:
        OSError: the kernel or a container's profile refuses.
    """
    kinds, flags = [*_KINDS], sum(_KINDS.values())
    if (user := os.geteuid()) == 0:
        _call("unshare", flags)
    else:  # who is not root may where it has a namespace of users as well, and is itself in it
        group = os.getegid()
        _call("unshare", flags | _NEW_USER)
        kinds.insert(0, "user")
        for name, text in (
            ("setgroups", "deny"),
            ("uid_map", f"{user} {user} 1"),
            ("gid_map", f"{group} {group} 1"),
        ):
            _write(f"/proc/self/{name}", text)
    made = [os.open(f"/proc/self/ns/{kind}", os.O_RDONLY) for kind in kinds]
    socket.sethostname("worker")
    _mount(None, "/", None, _RECURSIVE | _PRIVATE)  # what is mounted here shows nowhere else
    _fill(kit, empty)
    os.chdir(empty)
    _call("pivot_root", b".", b".")  # the old root now lies over the new one
    _call("umount2", b".", _DETACH)
    _mount(None, "/", None, _REMOUNT | _BIND | _READ_ONLY | _NO_SET_UID | _NO_DEVICES)
    if os.path.exists("/proc"):
        raise OSError("the root folder is still the old one")
    return made


def _write(path: str, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY)  # without a codec, whose module may be closed by now
    try:
        os.write(descriptor, text.encode())
    finally:
        os.close(descriptor)


def _fill(kit: Path, base: Path) -> None:
    """Mount a new root at `base` that holds what may be read, under the same paths."""
    readable = readable_paths(kit)
    links = [
        link for name in stated_paths() if Path(name).resolve() in readable for link in _links(name)
    ]
    _mount("none", str(base), "tmpfs", _NO_SET_UID | _NO_DEVICES, "mode=755,size=1m")
    _inside(base, base).mkdir(parents=True)
    bound: list[Path] = []
    for path in sorted(readable):
        if any(folder in path.parents for folder in bound):
            continue
        bound.append(path)
        target = _inside(base, path)
        if path.is_dir():
            target.mkdir(parents=True, exist_ok=True)
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.touch()
        flags = _READ_ONLY | _NO_SET_UID | (_NO_DEVICES if not path.is_char_device() else 0)
        found = os.statvfs(path).f_flag
        flags |= sum(flag for kept, flag in _KEPT.items() if found & kept)
        _mount(str(path), str(target), None, _BIND)
        _mount(None, str(target), None, _REMOUNT | _BIND | flags)
    for link, leads in links:
        place = _inside(base, link)
        if not os.path.lexists(place):
            place.parent.mkdir(parents=True, exist_ok=True)
            place.symlink_to(leads)


def _inside(base: Path, path: Path) -> Path:
    return base / path.relative_to("/")


def _links(name: str) -> Iterator[tuple[Path, str]]:
    """Yield the symbolic links on the way to a path that exists, each with where it leads."""
    at, rest = Path("/"), [*Path(name).parts[1:]]
    while rest:
        here = at / rest.pop(0)
        if here.is_symlink():
            leads = os.readlink(here)
            yield here, leads
            rest = [*Path(os.path.normpath(at / leads)).parts[1:], *rest]
            here = Path("/")
        at = here


def _mount(
    source: str | None, target: str, kind: str | None, flags: int, options: str | None = None
) -> None:
    text = (None if word is None else os.fsencode(word) for word in (source, target, kind))
    _call("mount", *text, flags, None if options is None else options.encode())


def _call(name: str, *arguments: int | bytes | None) -> None:
    number = numbers.number(name, os.uname().machine)
    if number is None:
        raise OSError(f"no system call {name} here")
    syscall(number, *arguments)
