# expect: timeout
# score: 14
"""Writes to the error output for ever."""

import os

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    while True:
        os.write(2, b'PASSED' * 10_000)
