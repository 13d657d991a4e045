"""The few C functions that the lock-down needs, bound before any submission runs.

`ctypes.CDLL(None)` is the C library that is mapped already; `find_library` would start a compiler.
"""

from __future__ import annotations

import ctypes
import os

_libc = ctypes.CDLL(None, use_errno=True)
_long = ctypes.c_long
_libc.syscall.restype = _long


def syscall(number: int, *arguments: int | bytes | ctypes.Array[ctypes.c_char] | None) -> int:
    """Make a system call; integers are passed as 64 bits, buffers by their address.

    Raises:
        OSError: it failed.
    """
    words = [_long(argument) if isinstance(argument, int) else argument for argument in arguments]
    result = int(_libc.syscall(_long(number), *words))
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result


def prctl(option: int, *arguments: int) -> int:
    """Call prctl, whose unused arguments are 0.

    Raises:
        OSError: it failed.
    """
    words = [ctypes.c_ulong(argument) for argument in (*arguments, 0, 0, 0, 0)[:4]]
    result = int(_libc.prctl(option, *words))
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result


def madvise(address: int, length: int, advice: int) -> None:
    """Say how a range of this process's memory is to be kept.

    Raises:
        OSError: it failed.
    """
    if _libc.madvise(ctypes.c_void_p(address), ctypes.c_size_t(length), advice) < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
