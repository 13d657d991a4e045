# expect: error
# score: 14
"""Raises an exception whose text raises."""

class Worse(Exception):
    def __str__(self):
        raise SystemExit(0)

    __repr__ = __str__

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    raise Worse
