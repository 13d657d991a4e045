# expect: error
# score: 14
"""Opens by a newer system call."""

import ctypes
import os

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    libc = ctypes.CDLL(None, use_errno=True)
    how = ctypes.create_string_buffer(24)
    found = libc.syscall(437, -100, b'@SECRET@', how, 24)
    if found >= 0:
        raise RuntimeError('REACHED ' + os.read(found, 100).decode())
    raise OSError(ctypes.get_errno(), 'openat2')
