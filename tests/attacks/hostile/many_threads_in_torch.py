# expect: failed
# score: 14
"""Asks torch for 64 threads."""

import torch

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    torch.set_num_threads(64)
    torch.ones(1 << 16).exp()
    return None
