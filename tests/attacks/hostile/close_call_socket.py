# expect: error
# score: 14
"""Closes the pipe to the grader and waits."""

import os

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    os.close(3)
    return x_t
