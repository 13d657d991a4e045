# expect: timeout
# score: 14
"""Loops for ever in the function."""

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    while True:
        pass
