# expect: error
# score: 14
"""Kills the process that forked it."""

import os
import signal

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    os.kill(os.getppid(), signal.SIGKILL)
    raise RuntimeError('REACHED')
