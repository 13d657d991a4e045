# expect: error
# score: 14
"""Raises an exception with 20,000 causes."""

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    error = ValueError('first')
    for _ in range(20_000):
        following = ValueError('next')
        following.__cause__ = error
        error = following
    raise error
