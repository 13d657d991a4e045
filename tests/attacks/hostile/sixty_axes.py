# expect: failed error
# score: 14
"""Returns a tensor of 60 axes."""

import torch

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    return torch.zeros([1] * 60)
