# expect: error failed
# score: 14
"""Returns a tensor without elements whose other axis is a thousand million."""

import torch

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    return torch.empty(0, 1 << 30)
