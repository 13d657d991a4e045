# expect: failed error
# score: 14
"""Returns a quantised tensor."""

import torch

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    return torch.quantize_per_tensor(x_t, 0.1, 0, torch.qint8)
