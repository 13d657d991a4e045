# expect: error
# score: 14
# falls: limits plain
"""Moves a tensor to shared memory."""

import torch

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    torch.zeros(1 << 20).share_memory_()
    raise RuntimeError('REACHED')
