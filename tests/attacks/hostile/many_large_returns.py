# expect: failed memory
# score: 14
"""Returns the most that is allowed, at every call."""

import torch

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    return torch.zeros(1 << 18)
