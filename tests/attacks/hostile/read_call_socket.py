# expect: timeout
# score: 14
"""Eats the grader's requests and waits for more."""

import os

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    while True:
        os.read(3, 1 << 16)
