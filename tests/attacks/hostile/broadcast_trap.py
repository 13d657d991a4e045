# expect: failed
# score: 14
"""Returns a shape that broadcasts against the truth in memory B squared."""

import torch

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    return torch.zeros(x_t.shape[0], *[1] * 6, 1)
