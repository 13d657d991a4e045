# expect: error
# score: 14
"""Stops the process that forked it, so that nothing is forked any more."""

import os
import signal

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    os.kill(os.getppid(), signal.SIGSTOP)
    raise RuntimeError('REACHED')
