# expect: timeout
# score: 14
"""Reads from a pipe that nobody writes."""

import os

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    reading, writing = os.pipe()
    os.read(reading, 1)
