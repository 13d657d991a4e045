# expect: error
# score: 14
# falls: no-seccomp limits plain
"""Makes a System V message queue."""

import ctypes

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.msgget(0x666D67, 0o1666) >= 0:
        raise RuntimeError('REACHED')
    raise OSError(ctypes.get_errno(), 'msgget')
