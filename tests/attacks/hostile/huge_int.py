# expect: failed
# score: 14
"""Returns an integer of a million digits."""

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    return 1 << 4_000_000
