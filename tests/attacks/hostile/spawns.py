# expect: error
# score: 14
# falls: limits plain
"""Starts a program by posix_spawn."""

import os

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    os.posix_spawn('/bin/true', ['true'], {})
    raise RuntimeError('REACHED')
