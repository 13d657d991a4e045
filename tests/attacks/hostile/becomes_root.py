# expect: error
# score: 14
"""Becomes root."""

import os

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    os.setuid(0)
    os.seteuid(0)
    os.chown('@VICTIM@', 0, 0)
    raise RuntimeError('REACHED')
