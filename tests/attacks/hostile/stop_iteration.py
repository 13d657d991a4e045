# expect: error
# score: 14
"""Raises StopIteration, which ends a careless loop."""

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    raise StopIteration
