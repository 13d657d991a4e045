# expect: error
# score: 14
"""Appends by the C library."""

import ctypes
import os

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    libc = ctypes.CDLL(None, use_errno=True)
    found = libc.open(b'@VICTIM@', os.O_WRONLY | os.O_APPEND)
    if found >= 0:
        os.write(found, b'mine')
        raise RuntimeError('REACHED')
    raise OSError(ctypes.get_errno(), 'open')
