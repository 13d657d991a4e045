# expect: timeout
# score: 0
# assignment: 05_training
# exercise: flow_matching_loss
"""Returns a loss whose backward pass, which the worker runs, never ends."""

import torch


class Hangs(torch.autograd.Function):
    @staticmethod
    def forward(ctx, value):
        return value.mean()

    @staticmethod
    def backward(ctx, gradient):
        while True:
            pass


def flow_matching_loss(u_theta, x1, generator):
    return Hangs.apply(u_theta(x1, torch.zeros(len(x1))))
