# expect: error
# score: 14
"""Ends the process with exit code 0, as a test run that passed does."""

import os

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    os._exit(0)
