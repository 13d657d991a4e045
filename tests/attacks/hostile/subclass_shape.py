# expect: failed error
# score: 14
"""A tensor subclass that lies about its shape."""

import torch


class Other(torch.Tensor):
    @property
    def shape(self):
        return torch.Size([1])

    def numel(self):
        return 1

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    return Other(torch.zeros(2, 9))
