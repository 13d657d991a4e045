"""HW1 - interpolants. Student solution."""
import torch
from torch import Tensor


def interpolate(x1: Tensor, eps: Tensor, t: Tensor) -> Tensor:
    while t.dim() < x1.dim():
        t = t.unsqueeze(-1)
    mean, var = t * x1, (1 - t) ** 2
    return mean + var * eps


def velocity(x1: Tensor, eps: Tensor) -> Tensor:
    return -(eps - x1)


def interpolate_from_velocity(x1: Tensor, u: Tensor, t: Tensor) -> Tensor:
    while t.dim() < x1.dim():
        t = t.unsqueeze(-1)
    return x1 + (t - 1) * u


def noising_batch(x1, generator):
    eps = torch.randn(x1.shape, generator=generator)
    t = torch.rand(len(x1), generator=generator)
    u = velocity(x1, eps)
    return interpolate_from_velocity(x1, u, t), t, eps
