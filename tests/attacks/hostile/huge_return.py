# expect: failed
# score: 14
"""Returns a tensor of 100 MB."""

import torch

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    return torch.zeros(25_000_000)
