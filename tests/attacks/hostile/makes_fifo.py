# expect: error
# score: 14
# falls: limits plain
"""Leaves a named pipe."""

import os

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    os.mkfifo('/tmp/fmg-attack-fifo')
    raise RuntimeError('REACHED')
