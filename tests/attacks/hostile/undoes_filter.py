# expect: error
# score: 14
# falls: no-seccomp limits plain
"""Replaces the system call filter by one that allows all."""

import ctypes
import struct

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    program = ctypes.create_string_buffer(struct.pack('<HBBI', 6, 0, 0, 0x7FFF0000))
    header = struct.pack('<H6xQ', 1, ctypes.addressof(program))
    libc = ctypes.CDLL(None, use_errno=True)
    found = libc.prctl(22, 2, header, 0, 0)
    if found >= 0:
        raise RuntimeError(f'REACHED {found}')
    raise OSError(ctypes.get_errno(), 'denied')
