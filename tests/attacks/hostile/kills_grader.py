# expect: error
# score: 14
"""Kills the grader."""

import os
import signal

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    os.kill(@PID@, signal.SIGKILL)
    raise RuntimeError('REACHED')
