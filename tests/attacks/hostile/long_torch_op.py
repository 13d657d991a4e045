# expect: timeout
# score: 14
"""One operation of torch that takes minutes."""

import torch

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    torch.linalg.svd(torch.randn(1500, 1500))
