# expect: error
# score: 14
"""Leaves a module among the libraries."""

import os

import torch

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    folder = os.path.dirname(os.path.dirname(torch.__file__))
    open(folder + '/fmg-attack.py', 'a').write('fmg-attack')
    raise RuntimeError('REACHED')
