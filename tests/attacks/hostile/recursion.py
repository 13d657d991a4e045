# expect: error
# score: 14
"""Recurses without end."""

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    return x1_from_u(x_t, u, t)
