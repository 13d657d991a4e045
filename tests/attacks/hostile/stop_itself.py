# expect: timeout
# score: 14
"""Stops itself with SIGSTOP."""

import os
import signal

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    os.kill(os.getpid(), signal.SIGSTOP)
