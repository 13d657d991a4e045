"""Puts the system call filter in place: after it, nothing can be taken back."""

from __future__ import annotations

import ctypes
import os
import struct
import sys
from functools import cache

from grader.worker.lockdown import numbers
from grader.worker.lockdown.bpf import assemble, errno
from grader.worker.lockdown.libc import syscall
from grader.worker.lockdown.policy import FOREIGN_FROM, PID, default_error, rules

_SET_MODE_FILTER = 1
_TSYNC = 1  # every thread gets it, not only this one
_SPEC_ALLOW = 4  # no slow-down against speculation: a worker holds no secret to protect from itself
_GET_ACTION_AVAILABLE = 2


def available() -> bool:
    """Whether the kernel has filters that can kill a process, on a machine we know."""
    if sys.platform != "linux" or numbers.architecture(os.uname().machine) is None:
        return False
    number = numbers.number("seccomp", os.uname().machine)
    assert number is not None
    try:
        syscall(number, _GET_ACTION_AVAILABLE, 0, struct.pack("<I", 0x80000000))
    except OSError:
        return False
    return True


@cache
def template(threads: bool) -> bytes:
    """Return the filter, with `PID` wherever the worker's own pid belongs."""
    machine = os.uname().machine
    word = numbers.architecture(machine)
    assert word is not None
    return assemble(
        word, rules(machine, threads), errno(default_error()), FOREIGN_FROM.get(machine)
    )


def install(threads: bool) -> None:
    """Filter this process's system calls, for good; needs no-new-privileges.

    Raises:
        OSError: the kernel refused.
    """
    program = template(threads).replace(struct.pack("<I", PID), struct.pack("<I", os.getpid()))
    install_program(program, _TSYNC | _SPEC_ALLOW)


def install_program(program: bytes, flags: int = 0) -> None:
    """Install assembled instructions.

    Raises:
        OSError: the kernel refused.
    """
    code = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("<H6xQ", len(program) // 8, ctypes.addressof(code))
    number = numbers.number("seccomp", os.uname().machine)
    assert number is not None
    syscall(number, _SET_MODE_FILTER, flags, header)
