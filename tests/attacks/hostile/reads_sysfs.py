# expect: error
# score: 14
# falls: no-landlock limits plain
"""Reads /sys."""

import os

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    found = os.listdir('/sys')
    raise RuntimeError(f'REACHED {found!r}')
