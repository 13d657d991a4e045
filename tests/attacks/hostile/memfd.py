# expect: error
# score: 14
# falls: no-seccomp limits plain
"""Takes memory by files that live in memory."""

import os

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    found = os.memfd_create('x')
    raise RuntimeError(f'REACHED {found}')
