# expect: timeout
# score: 14
"""Raises an exception whose text never ends."""

class Slow(Exception):
    def __str__(self):
        while True:
            pass

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    raise Slow
