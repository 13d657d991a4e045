# expect: failed
# score: 14
"""Returns one number, repeated 2**40 times by a stride of 0."""

import torch

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    return torch.zeros(1).expand(1 << 40)
