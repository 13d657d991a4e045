# expect: error
# score: 14
"""Renames a file."""

import os

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    os.rename('@VICTIM@', '@VICTIM@.fmg-attack')
    raise RuntimeError('REACHED')
