# expect: failed
# score: 14
"""Returns a tensor of 24 MB, more than an answer may have."""

import torch

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    return torch.zeros(6_000_000)
