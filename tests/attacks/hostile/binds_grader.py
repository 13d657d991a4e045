# expect: error
# score: 14
"""Binds the grader to one processor."""

import os

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    os.sched_setaffinity(@PID@, {0})
    raise RuntimeError('REACHED')
