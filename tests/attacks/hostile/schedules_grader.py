# expect: error
# score: 14
"""Puts the grader on the idle schedule."""

import os

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    os.sched_setscheduler(@PID@, os.SCHED_IDLE, os.sched_param(0))
    raise RuntimeError('REACHED')
