# expect: error
# score: 14
# falls: no-landlock limits plain
"""Reads another submission by numpy."""

import numpy as np

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    found = bytes(np.fromfile('@SECRET@', dtype=np.uint8))
    raise RuntimeError(f'REACHED {found!r}')
