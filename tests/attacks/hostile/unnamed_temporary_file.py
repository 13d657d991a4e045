# expect: error
# score: 14
# falls: limits plain
"""Fills the disk by a file without a name."""

import os

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    os.open('/tmp', os.O_TMPFILE | os.O_RDWR)
    raise RuntimeError('REACHED')
