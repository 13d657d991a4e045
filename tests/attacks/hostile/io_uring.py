# expect: error
# score: 14
"""Makes system calls by a ring, past the filter."""

import ctypes

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    libc = ctypes.CDLL(None, use_errno=True)
    found = libc.syscall(425, 1, ctypes.create_string_buffer(120))
    if found >= 0:
        raise RuntimeError(f'REACHED {found}')
    raise OSError(ctypes.get_errno(), 'denied')
