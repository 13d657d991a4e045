# expect: error
# score: 14
# falls: full shared-uid no-landlock no-seccomp limits plain
"""Asks how full the disk is on which submissions lie: a clock of what others do."""

import os

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    found = os.statvfs("@SECRET@").f_bfree
    raise RuntimeError(f"REACHED {found!r}")
