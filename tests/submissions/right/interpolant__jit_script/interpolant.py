from typing import List

import torch
from torch import Tensor


@torch.jit.script
def _pad(t: Tensor, ndim: int) -> Tensor:
    shape: List[int] = [t.shape[0]]
    for _ in range(ndim - 1):
        shape.append(1)
    return t.reshape(shape)


@torch.jit.script
def interpolate(x1: Tensor, eps: Tensor, t: Tensor) -> Tensor:
    s = _pad(t, x1.dim())
    return (1 - s) * eps + s * x1


@torch.jit.script
def velocity(x1: Tensor, eps: Tensor) -> Tensor:
    return x1 - eps


def interpolate_from_velocity(x1, u, t):
    return x1 - (1 - _pad(t, x1.dim())) * u


def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    return interpolate(x1, eps, t), t, eps
