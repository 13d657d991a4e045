# expect: error
# score: 14
"""Raises an exception with a text of 20 MB."""

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    raise ValueError('A' * 20_000_000)
