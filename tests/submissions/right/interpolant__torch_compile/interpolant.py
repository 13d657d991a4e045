import torch


@torch.compile
def interpolate(x1, eps, t):
    t = t.reshape(t.shape[0], *([1] * (x1.dim() - 1)))
    return (1 - t) * eps + t * x1


@torch.compile(fullgraph=True, dynamic=True)
def velocity(x1, eps):
    return x1 - eps


def _interpolate_from_velocity(x1, u, t):
    t = t.reshape(t.shape[0], *([1] * (x1.dim() - 1)))
    return x1 - (1 - t) * u


interpolate_from_velocity = torch.compile(_interpolate_from_velocity)


def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    return interpolate(x1, eps, t), t, eps
