# expect: error
# score: 14
"""Leaves with sys.exit(0) inside the function."""

import sys

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    sys.exit(0)
