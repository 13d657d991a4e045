# expect: error
# score: 0
# assignment: 05_training
# exercise: flow_matching_loss
"""Ends the process in the backward pass, after the value of the loss is known."""

import os

import torch


class Ends(torch.autograd.Function):
    @staticmethod
    def forward(ctx, value):
        return value.mean()

    @staticmethod
    def backward(ctx, gradient):
        os._exit(0)


def flow_matching_loss(u_theta, x1, generator):
    return Ends.apply(u_theta(x1, torch.zeros(len(x1))))
