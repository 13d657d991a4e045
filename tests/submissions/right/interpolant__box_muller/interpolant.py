import math

import torch


def interpolate(x1, eps, t):
    t = t[(slice(None),) + (None,) * (x1.ndim - 1)]
    return (1 - t) * eps + t * x1


def velocity(x1, eps):
    return x1 - eps


def interpolate_from_velocity(x1, u, t):
    t = t[(slice(None),) + (None,) * (x1.ndim - 1)]
    return x1 - u + t * u


def _normal(shape, generator):
    """Standard normal numbers by Box and Muller's method."""
    n = math.prod(shape)
    half = (n + 1) // 2
    a = torch.rand(half, generator=generator, dtype=torch.float64)
    b = torch.rand(half, generator=generator, dtype=torch.float64)
    radius = torch.sqrt(-2 * torch.log1p(-a))
    z = torch.cat([radius * torch.cos(2 * math.pi * b), radius * torch.sin(2 * math.pi * b)])
    return z[:n].reshape(shape).float()


def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator)
    eps = _normal(x1.shape, generator)
    return interpolate(x1, eps, t), t, eps
