# expect: failed error
# score: 14
"""An object that says it is a tensor."""

import torch


class Tensorish:
    @property
    def __class__(self):
        return torch.Tensor

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    return Tensorish()
