# expect: memory error timeout
# score: 14
"""Takes memory by many tensors, and writes to them."""

import torch

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    kept = []
    while True:
        kept.append(torch.ones(1 << 20))
