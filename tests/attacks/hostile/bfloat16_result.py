# expect: failed
# score: 0
# assignment: 02_recovery
# exercise: x1_from_u
"""A right answer in bfloat16, as torch.autocast gives it: numpy cannot compute with it."""
import torch


def x1_from_u(x_t, u, t):
    t = t.reshape(-1, *[1] * (x_t.ndim - 1))
    return (x_t + (1 - t) * u).to(torch.bfloat16)
