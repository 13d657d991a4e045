# expect: memory failed error timeout
# score: 0
# assignment: 03_sampling
# exercise: euler_step
"""Evaluates its model at the largest batch there is, again and again."""

def euler_step(u_theta, x_t, t, dt):
    import torch

    while True:
        u_theta(torch.zeros(1 << 20), torch.zeros(1 << 20))
