# expect: failed error
# score: 14
"""A tensor subclass whose detach makes something else."""

import torch


class Other(torch.Tensor):
    def detach(self):
        return 'passed'

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    return Other(torch.zeros(3))
