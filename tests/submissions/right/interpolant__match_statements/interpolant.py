from typing import NamedTuple

import torch


class Batch(NamedTuple):
    x_t: torch.Tensor
    t: torch.Tensor
    eps: torch.Tensor


def _time_for(x, t):
    match x.dim():
        case 1:
            return t
        case 2:
            return t[:, None]
        case 3:
            return t[:, None, None]
        case 4:
            return t[:, None, None, None]
        case n:
            return t.reshape(-1, *[1] * (n - 1))


def interpolate(x1, eps, t):
    s = _time_for(x1, t)
    return s * x1 + (1 - s) * eps


def velocity(x1, eps):
    return x1 - eps


def interpolate_from_velocity(x1, u, t):
    return x1 - (1 - _time_for(x1, t)) * u


def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    return Batch(x_t=interpolate(x1, eps, t), t=t, eps=eps)
