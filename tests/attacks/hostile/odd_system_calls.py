# expect: error
# score: 14
# falls: no-seccomp limits plain
"""Tries system calls that nobody has heard of."""

import ctypes

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    libc = ctypes.CDLL(None, use_errno=True)
    for number in (462, 470, 600, 1000):
        if libc.syscall(number, 0, 0, 0, 0, 0, 0) >= 0:
            raise RuntimeError(f'REACHED {number}')
    raise OSError(ctypes.get_errno(), 'denied')
