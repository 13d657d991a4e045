# expect: failed error
# score: 0
# assignment: 05_training
# exercise: flow_matching_loss
"""Returns a loss whose derivative has another shape, repeats one number and is not finite."""

import torch


class Odd(torch.autograd.Function):
    @staticmethod
    def forward(ctx, value):
        return value.mean()

    @staticmethod
    def backward(ctx, gradient):
        return torch.full((), float("nan")).expand(1 << 8, 1 << 8)


def flow_matching_loss(u_theta, x1, generator):
    return Odd.apply(u_theta(x1, torch.zeros(len(x1))))
