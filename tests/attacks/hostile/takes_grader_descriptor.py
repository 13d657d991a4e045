# expect: error
# score: 14
"""Takes a descriptor out of the grader."""

import ctypes
import os

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    process = os.pidfd_open(@PID@)
    libc = ctypes.CDLL(None, use_errno=True)
    found = libc.syscall(438, process, 3, 0)
    if found >= 0:
        raise RuntimeError(f'REACHED {found}')
    raise OSError(ctypes.get_errno(), 'denied')
