# expect: error
# score: 14
"""Reads from address 0."""

import ctypes

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    ctypes.string_at(0)
