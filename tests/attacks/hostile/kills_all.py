# expect: error
# score: 14
# falls: no-seccomp limits plain
"""Kills every process that it may."""

import os
import signal

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    os.kill(-1, signal.SIGKILL)
    raise RuntimeError('REACHED')
