# expect: error
# score: 14
"""Writes to the home folder that its environment names."""

import os

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    open(os.environ['HOME'] + '/fmg-attack', 'a').write('fmg-attack')
    raise RuntimeError('REACHED')
