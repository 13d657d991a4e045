# expect: error
# score: 14
# falls: no-landlock limits plain
"""Opens a path only, then what it points to."""

import os

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    found = os.open('@SECRET@', os.O_PATH)
    read = open(f'/proc/self/fd/{found}').read()
    raise RuntimeError(f'REACHED {read}')
