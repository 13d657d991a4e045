# expect: error
# score: 14
"""Kills the grader's process group."""

import os
import signal

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    os.killpg(os.getpgid(@PID@), signal.SIGKILL)
    raise RuntimeError('REACHED')
