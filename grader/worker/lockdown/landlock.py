"""Landlock: which files a worker may read. It may write none, and connect nowhere.

A rule set denies every right that it handles and no rule grants; the only rules are "read, below
the interpreter and the libraries". Solutions, checks, other submissions, /proc and the home folder
are below none of them. What is open already (the call socket, /dev/null) stays usable.
"""

from __future__ import annotations

import os
import struct
import sys
from pathlib import Path

from grader.worker.lockdown import numbers
from grader.worker.lockdown.libc import syscall
from grader.worker.lockdown.readable import readable_paths

_VERSION_FLAG = 1
_PATH_BENEATH = 1
_READ_FILE = 1 << 2
_READ_DIR = 1 << 3
#: by ABI: how many rights over files there are; each kernel knows those of the ones before
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
_TCP = 0b11  # bind, connect: from ABI 4
_SCOPES = 0b11  # abstract UNIX sockets and signals to processes outside: from ABI 6


def version() -> int:
    """Return the kernel's Landlock ABI, or 0 where it has none or does not allow it."""
    if sys.platform != "linux":
        return 0
    try:
        number = numbers.number("landlock_create_ruleset", os.uname().machine)
        return 0 if number is None else syscall(number, None, 0, _VERSION_FLAG)
    except (OSError, KeyError):
        return 0


def build(kit: Path) -> int | None:
    """Return the descriptor of the rule set, or None where there is no Landlock.

    `kit` is the folder that holds assignments and solutions: a folder that contains it is never
    opened, even if the interpreter's path names it (an editable install does).
    """
    abi = version()
    if abi == 0:
        return None
    machine = os.uname().machine
    files = (1 << _FILE_RIGHTS.get(abi, 16)) - 1
    attributes = struct.pack("<Q", files)
    if abi >= 4:
        attributes += struct.pack("<Q", _TCP)
    if abi >= 6:
        attributes += struct.pack("<Q", _SCOPES)
    create, add = (
        numbers.number(name, machine) for name in ("landlock_create_ruleset", "landlock_add_rule")
    )
    assert create is not None
    assert add is not None
    ruleset = syscall(create, attributes, len(attributes), 0)
    for path in readable_paths(kit):
        _add(add, ruleset, path)
    return ruleset


def restrict(ruleset: int) -> None:
    """Bind this process to the rule set, for good; needs no-new-privileges.

    Raises:
        OSError: the kernel refused.
    """
    number = numbers.number("landlock_restrict_self", os.uname().machine)
    assert number is not None
    syscall(number, ruleset, 0)


def _add(number: int, ruleset: int, path: Path) -> None:
    descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        rights = _READ_FILE | (_READ_DIR if path.is_dir() else 0)
        syscall(number, ruleset, _PATH_BENEATH, struct.pack("<Qi", rights, descriptor), 0)
    finally:
        os.close(descriptor)
