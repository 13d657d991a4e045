# expect: error
# score: 14
# falls: full shared-uid no-landlock no-seccomp limits plain
"""Leaves a root folder of its own by the dots above it."""

import os

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    os.chdir("/")
    found = os.stat("../../../../proc/self").st_ino
    raise RuntimeError(f"REACHED {found!r}")
