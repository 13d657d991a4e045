# expect: timeout
# score: 14
"""Sends right answers' frames late: every deletion waits."""

class Slow:
    def __del__(self):
        while True:
            pass

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    return [Slow()]
