# expect: failed
# score: 0
# assignment: 05_training
# exercise: flow_matching_loss
"""Replaces what computes derivatives, and returns a loss that has none."""

import torch


def ones(outputs, inputs, **_):
    return tuple(torch.ones_like(value) for value in inputs)


def flow_matching_loss(u_theta, x1, generator):
    torch.autograd.grad = torch.autograd.backward = ones
    return u_theta(x1, torch.zeros(len(x1))).detach().mean()
