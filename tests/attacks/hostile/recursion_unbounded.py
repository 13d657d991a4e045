# expect: error timeout memory
# score: 14
"""Recurses without end, with Python's bound taken away."""

import sys

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    sys.setrecursionlimit(10**9)

    def deeper(value):
        return [deeper(each) for each in (value,)]

    return deeper(x_t)
