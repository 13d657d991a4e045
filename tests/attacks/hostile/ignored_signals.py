# expect: timeout
# score: 14
"""Ignores every signal that can be ignored, then loops."""

import signal

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    for number in range(1, 65):
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError):
            pass
    while True:
        pass
