# expect: failed error
# score: 14
# falls: limits plain
"""Runs a command by os.system."""

import os

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    if os.system('true') == 0:
        raise RuntimeError('REACHED')
    return None
