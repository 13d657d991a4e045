# expect: error
# score: 14
# falls: limits plain
"""Leaves a symbolic link to the solution."""

import os

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    os.symlink('@ROOT@/solutions', '/tmp/fmg-attack-link')
    raise RuntimeError('REACHED')
