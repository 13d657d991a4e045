# expect: error
# score: 14
"""Leaves its session, so that its group cannot be killed."""

import os

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    os.setsid()
    raise RuntimeError('REACHED')
