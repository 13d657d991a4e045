# expect: timeout
# score: 14
"""Handles its own crash and goes on."""

import os
import signal

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    signal.signal(signal.SIGSEGV, signal.SIG_IGN)
    os.kill(os.getpid(), signal.SIGSEGV)
    while True:
        pass
