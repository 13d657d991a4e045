# expect: failed
# score: 14
"""Reads from every descriptor that it was left."""

import os

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    for number in range(4, 1024):
        try:
            os.fstat(number)
        except OSError:
            continue
        raise RuntimeError(f'REACHED {number}')
    return None
