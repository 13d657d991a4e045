# expect: failed
# score: 14
"""Looks for the grader's environment behind Python's back."""

import ctypes

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    environ = ctypes.POINTER(ctypes.c_char_p).in_dll(ctypes.CDLL(None), 'environ')
    number = 0
    while environ[number]:
        if b'GRADER_SECRET' in environ[number]:
            raise RuntimeError('REACHED')
        number += 1
    return None
