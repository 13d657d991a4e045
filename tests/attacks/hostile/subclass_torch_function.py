# expect: failed
# score: 14
"""A tensor subclass that says it is close to everything."""

import torch


class Close(torch.Tensor):
    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):
        return True

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    return Close(torch.zeros_like(x_t))
