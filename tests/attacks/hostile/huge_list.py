# expect: failed
# score: 14
"""Returns a list of a million numbers."""

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    return [0.0] * 1_000_000
