# expect: error
# score: 14
# falls: full shared-uid no-landlock no-seccomp limits plain
"""Makes the folder of the solutions its own, and asks what is around it."""

import os

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    os.chdir("@ROOT@/solutions")
    found = os.path.exists("../tests") and os.getcwd()
    raise RuntimeError(f"REACHED {found!r}")
