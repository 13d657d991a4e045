# expect: error
# score: 14
# falls: no-seccomp limits plain
"""Makes a pipe's buffer large."""

import fcntl
import os

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    _, end = os.pipe()
    found = fcntl.fcntl(end, 1031, 1 << 20)
    raise RuntimeError(f'REACHED {found}')
