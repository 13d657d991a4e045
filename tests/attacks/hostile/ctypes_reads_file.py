# expect: error
# score: 14
# falls: no-landlock limits plain
"""Reads another submission by the C library."""

import ctypes
import os

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    libc = ctypes.CDLL(None, use_errno=True)
    found = libc.open(b'@SECRET@', 0)
    if found >= 0:
        raise RuntimeError('REACHED ' + os.read(found, 100).decode())
    raise OSError(ctypes.get_errno(), 'open')
