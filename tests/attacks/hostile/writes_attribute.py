# expect: error
# score: 14
"""Writes an extended attribute."""

import os

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    os.setxattr('@VICTIM@', 'user.fmg', b'mine')
    raise RuntimeError('REACHED')
