# expect: error
# score: 14
"""Signals the grader by a process descriptor."""

import os
import signal

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    signal.pidfd_send_signal(os.pidfd_open(@PID@), signal.SIGKILL)
    raise RuntimeError('REACHED')
