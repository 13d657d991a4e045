# expect: memory error timeout
# score: 14
"""Takes memory by one huge tensor."""

import torch

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    return torch.zeros(1 << 40)
