import torch
from torch.func import jvp


@torch.no_grad()
def interpolate(x1, eps, t):
    t = t.reshape(t.shape[0], *([1] * (x1.dim() - 1)))
    return (1 - t) * eps + t * x1


def velocity(x1, eps):
    """u is dx_t/dt, so let torch differentiate the path (at t = 0.5, but it is constant)."""

    def path(t):
        return (1 - t) * eps + t * x1

    half = torch.full_like(x1, 0.5)
    _, tangent = jvp(path, (half,), (torch.ones_like(half),))
    return tangent


@torch.no_grad()
def interpolate_from_velocity(x1, u, t):
    t = t.reshape(t.shape[0], *([1] * (x1.dim() - 1)))
    return x1 - (1 - t) * u


@torch.inference_mode()
def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    return interpolate(x1, eps, t), t, eps
