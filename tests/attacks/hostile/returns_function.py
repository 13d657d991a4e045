# expect: failed
# score: 14
"""Returns a function."""

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    return lambda *_: x_t
