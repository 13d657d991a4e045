# expect: error
# score: 14
# falls: limits plain
"""Leaves a folder."""

import os

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    os.mkdir('/tmp/fmg-attack-folder')
    raise RuntimeError('REACHED')
