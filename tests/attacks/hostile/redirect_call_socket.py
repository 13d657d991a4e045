# expect: error
# score: 14
"""Puts /dev/null where the socket to the grader was."""

import os

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    os.dup2(0, 3)
    return x_t
