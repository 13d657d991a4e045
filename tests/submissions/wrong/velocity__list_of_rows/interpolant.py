from __future__ import annotations

import functools

import torch


def _combine(weights, first, second, t, *, dims=None):
    dims = first.dim() if dims is None else dims
    t = t.reshape(t.shape + torch.Size([1]) * (dims - 1))
    a, b = weights(t)
    return a * first + b * second


interpolate = functools.partial(_combine, lambda t: (t, 1 - t))


def velocity(x1: torch.Tensor, eps: torch.Tensor, *, sign: int = 1):
    return [sign * (a - b) for a, b in zip(x1, eps)]


interpolate_from_velocity = functools.partial(_combine, lambda t: (1, t - 1))


def noising_batch(
    x1: torch.Tensor,
    generator: torch.Generator,
    t_low: float = 0.0,
    t_high: float = 1.0,
    *,
    verbose: bool = False,
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    t = t_low + (t_high - t_low) * torch.rand(len(x1), generator=generator)
    eps = torch.randn(size=x1.shape, generator=generator, dtype=x1.dtype, device=x1.device)
    if verbose:
        print("t", t)
    return interpolate(x1, eps, t), t, eps
