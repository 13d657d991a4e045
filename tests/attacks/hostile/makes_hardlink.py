# expect: error
# score: 14
"""Leaves a hard link to another submission."""

import os

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    os.link('@SECRET@', '/tmp/fmg-attack-hard')
    raise RuntimeError('REACHED')
