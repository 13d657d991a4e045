# expect: error
# score: 14
"""Joins the grader's process group."""

import os

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    os.setpgid(0, os.getpgid(@PID@))
    raise RuntimeError('REACHED')
