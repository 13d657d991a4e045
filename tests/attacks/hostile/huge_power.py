# expect: timeout
# score: 14
"""Computes a power in C, which no Python signal handler can interrupt."""

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    return len(bin(3 ** (10**9)))
