# expect: error
# score: 14
"""Raises KeyboardInterrupt, which runners take for the user's."""

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    raise KeyboardInterrupt
