from __future__ import annotations

import functools

import torch


def _combine(weights, first, second, t, *, dims=None):
    dims = first.dim() if dims is None else dims
    t = t.reshape(t.shape + torch.Size([1]) * (dims - 1))
    a, b = weights(t)
    return a * first + b * second


interpolate = functools.partial(_combine, lambda t: (t, 1 - t))


def velocity(x1: torch.Tensor, eps: torch.Tensor, *, sign: int = 1) -> torch.Tensor:
    return sign * (x1 - eps)


interpolate_from_velocity = functools.partial(_combine, lambda t: (1, t - 1))


def _spawn(generator):
    """A new generator that depends on the given one only."""
    return torch.Generator().manual_seed(generator.initial_seed())


def noising_batch(x1, generator):
    g = _spawn(generator)
    t = torch.rand(x1.shape[0], generator=g)
    eps = torch.randn(x1.shape, generator=g)
    return interpolate(x1, eps, t), t, eps
