# expect: error
# score: 14
"""Reads the kernel's log."""

import ctypes

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    libc = ctypes.CDLL(None, use_errno=True)
    found = libc.klogctl(3, ctypes.create_string_buffer(100), 100)
    if found > 0:
        raise RuntimeError('REACHED')
    raise OSError(ctypes.get_errno(), 'klogctl')
