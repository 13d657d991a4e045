# expect: error
# score: 14
"""Raises an exception whose __str__ returns a number."""

class Odd(Exception):
    def __str__(self):
        return 20

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    raise Odd
