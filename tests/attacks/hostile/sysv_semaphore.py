# expect: error
# score: 14
# falls: no-seccomp limits plain
"""Makes System V semaphores."""

import ctypes

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.semget(0x666D67, 10, 0o1666) >= 0:
        raise RuntimeError('REACHED')
    raise OSError(ctypes.get_errno(), 'semget')
