# expect: failed
# score: 0
# assignment: 05_training
# exercise: flow_matching_loss
"""Looks at t = 1 alone, where no target shows, and says that the model is right there."""

import torch


def flow_matching_loss(u_theta, x1, generator):
    answer = u_theta(x1, torch.ones(len(x1)))
    return ((answer - answer.detach()) ** 2).mean()


def epsilon_loss(eps_theta, x1, generator):
    t = 1 - 1e-7 * torch.rand(len(x1), generator=generator)
    answer = eps_theta(x1, t)
    return ((answer - answer.detach()) ** 2).mean()
