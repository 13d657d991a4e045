# expect: error
# score: 14
# falls: full shared-uid no-landlock no-seccomp limits plain
"""Asks whether another student has handed in, and how much."""

import os

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    found = os.stat("@SECRET@").st_size
    raise RuntimeError(f"REACHED {found!r}")
