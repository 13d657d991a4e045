# expect: error failed
# score: 0
# assignment: 03_sampling
# exercise: euler_step
"""Evaluates its model at a point of 40 axes."""

def euler_step(u_theta, x_t, t, dt):
    import torch

    return u_theta(torch.zeros([1] * 40), torch.zeros(1))
