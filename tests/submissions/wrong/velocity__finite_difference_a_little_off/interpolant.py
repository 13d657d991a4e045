"""HW1 - interpolants. Student solution."""
import torch
from torch import Tensor


def interpolate(x1: Tensor, eps: Tensor, t: Tensor) -> Tensor:
    while t.dim() < x1.dim():
        t = t.unsqueeze(-1)
    # start from the noise, then walk t of the way towards the data
    return eps + t * (x1 - eps)


def velocity(x1: Tensor, eps: Tensor) -> Tensor:
    """Finite difference of the path between t = 0 and t = 0.1, times ten."""
    t = torch.full((len(x1),), 0.1)
    return (interpolate(x1, eps, t) - eps) * 10.01


def interpolate_from_velocity(x1: Tensor, u: Tensor, t: Tensor) -> Tensor:
    while t.dim() < x1.dim():
        t = t.unsqueeze(-1)
    return x1 + (t - 1) * u


def noising_batch(x1: Tensor, generator: torch.Generator):
    batch = len(x1)
    # noise first, time second
    eps = torch.randn(*x1.shape, generator=generator)
    t = torch.rand(batch, generator=generator)
    return interpolate(x1, eps, t), t, eps
