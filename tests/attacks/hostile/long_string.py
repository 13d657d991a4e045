# expect: failed
# score: 14
"""Returns a string of 10 MB."""

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    return 'A' * 10_000_000
