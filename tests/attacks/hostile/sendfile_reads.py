# expect: error
# score: 14
"""Copies a file to the grader's socket inside the kernel."""

import ctypes

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    libc = ctypes.CDLL(None, use_errno=True)
    found = libc.sendfile(3, 0, None, 100)
    if found > 0:
        raise RuntimeError('REACHED')
    raise OSError(ctypes.get_errno(), 'sendfile')
