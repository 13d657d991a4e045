# expect: failed error
# score: 14
"""Returns a tensor that exists inside vmap only."""

import torch

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    kept = []
    torch.vmap(lambda x: kept.append(x) or x)(x_t)
    return kept[0]
