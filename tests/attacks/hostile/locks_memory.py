# expect: error
# score: 14
"""Locks memory."""

import ctypes

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mlockall(3) == 0:
        raise RuntimeError('REACHED')
    raise OSError(ctypes.get_errno(), 'mlockall')
