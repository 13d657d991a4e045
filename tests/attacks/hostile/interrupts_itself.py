# expect: error
# score: 14
"""Sends itself the signal of Ctrl-C."""

import os
import signal

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    os.kill(os.getpid(), signal.SIGINT)
    return None
