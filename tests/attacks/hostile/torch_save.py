# expect: error
# score: 14
# falls: limits plain
"""Writes by torch."""

import torch

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    torch.save(x_t, '/tmp/fmg-attack.pt')
    raise RuntimeError('REACHED')
