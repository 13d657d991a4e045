# expect: error
# score: 14
"""Reads the grader's memory by a system call."""

import ctypes

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    libc = ctypes.CDLL(None, use_errno=True)
    found = libc.process_vm_readv(@PID@, ctypes.create_string_buffer(16), 0, ctypes.create_string_buffer(16), 0, 0)
    if found >= 0:
        raise RuntimeError(f'REACHED {found}')
    raise OSError(ctypes.get_errno(), 'denied')
