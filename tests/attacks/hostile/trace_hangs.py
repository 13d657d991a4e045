# expect: timeout
# score: 14
"""A trace function that never returns."""

import sys


def hang(*_):
    while True:
        pass

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    sys.settrace(hang)
    return x_t + x_t
