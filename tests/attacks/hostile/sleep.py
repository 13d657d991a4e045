# expect: timeout
# score: 14
"""Sleeps, which takes no CPU time."""

import time

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    time.sleep(3600)
