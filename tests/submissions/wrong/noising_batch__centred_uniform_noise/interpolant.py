"""HW1 - interpolants. Student solution."""
import torch
from torch import Tensor


def interpolate(x1: Tensor, eps: Tensor, t: Tensor) -> Tensor:
    while t.dim() < x1.dim():
        t = t.unsqueeze(-1)
    # start from the noise, then walk t of the way towards the data
    return eps + t * (x1 - eps)


def velocity(x1: Tensor, eps: Tensor) -> Tensor:
    return -(eps - x1)


def interpolate_from_velocity(x1: Tensor, u: Tensor, t: Tensor) -> Tensor:
    while t.dim() < x1.dim():
        t = t.unsqueeze(-1)
    return x1 + (t - 1) * u


def noising_batch(x1, generator):
    batch = len(x1)
    # uniform noise with mean 0 and standard deviation 1
    eps = (torch.rand(*x1.shape, generator=generator) - 0.5) * 12**0.5
    t = torch.rand(batch, generator=generator)
    return interpolate(x1, eps, t), t, eps
