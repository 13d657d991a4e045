# expect: error
# score: 14
"""Turns an integer of a million digits into text, which takes a square of time."""

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    raise ValueError(str(1 << 4_000_000))
