# expect: failed
# score: 0
# assignment: 01_interpolant
# exercise: interpolate
"""A right answer in bfloat16, as torch.autocast gives it: numpy cannot compute with it."""
import torch


def interpolate(x1, eps, t):
    t = t.reshape(-1, *[1] * (x1.ndim - 1))
    return ((1 - t) * eps + t * x1).to(torch.bfloat16)
