# expect: error failed grader_error
# score: 0
# assignment: 03_sampling
# exercise: euler_step
"""Evaluates its model at no point at all."""

def euler_step(u_theta, x_t, t, dt):
    import torch

    u_theta(torch.zeros(0, 5), torch.zeros(0))
    return x_t
