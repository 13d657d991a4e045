# expect: error
# score: 14
# falls: full shared-uid no-landlock no-seccomp limits plain
"""Asks on which machine it is graded."""

import os

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    found = os.uname().nodename
    if found == "worker":
        raise OSError("nobody in particular")
    raise RuntimeError(f"REACHED {found!r}")
