# expect: error failed
# score: 14
"""Replaces the other exercises while it is called."""

import sys

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    main = sys.modules['recovery']
    main.x1_from_eps = main.x1_error_gain = None
    return None
