# expect: failed error
# score: 14
"""Replaces builtins."""

import builtins

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    builtins.isinstance = builtins.len = builtins.all = builtins.any = lambda *_: True
    return None
