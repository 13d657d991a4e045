# expect: error
# score: 14
"""Makes a system call by the numbers of x32, which a filter may forget."""

import ctypes

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    libc = ctypes.CDLL(None, use_errno=True)
    found = libc.syscall(0x40000000 + 39)
    if found >= 0:
        raise RuntimeError(f'REACHED {found}')
    raise OSError(ctypes.get_errno(), 'denied')
