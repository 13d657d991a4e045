# expect: error
# score: 14
"""Gives the grader the lowest priority."""

import os

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    os.setpriority(os.PRIO_PROCESS, @PID@, 19)
    raise RuntimeError('REACHED')
