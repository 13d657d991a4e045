"""The result is an nn.Parameter: right."""
import torch


def _expand(t, x):
    # (B,) -> (B, 1, 1, ...)
    return t.view(-1, *([1] * (x.dim() - 1)))


def interpolate(x1, eps, t):
    t = _expand(t, x1)
    return t * x1 + (1.0 - t) * eps


def velocity(x1, eps):
    return torch.nn.Parameter(x1 - eps)


def interpolate_from_velocity(x1, u, t):
    t = _expand(t, x1)
    return x1 - (1.0 - t) * u


def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    x_t = interpolate(x1, eps, t)
    return x_t, t, eps
