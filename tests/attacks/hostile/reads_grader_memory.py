# expect: error
# score: 14
"""Reads the grader's memory by a system call."""

import ctypes

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    buffer = ctypes.create_string_buffer(16)
    mine = (ctypes.c_size_t * 2)(ctypes.addressof(buffer), 16)
    theirs = (ctypes.c_size_t * 2)(0x400000, 16)
    libc = ctypes.CDLL(None, use_errno=True)
    found = libc.process_vm_readv(@PID@, mine, 1, theirs, 1, 0)
    if found >= 0:
        raise RuntimeError(f'REACHED {found}')
    raise OSError(ctypes.get_errno(), 'denied')
