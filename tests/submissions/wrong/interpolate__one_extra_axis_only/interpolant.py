import torch


def _bc(t, x):
    return t.double()[(...,) + (None,) * (x.ndim - 1)]


def interpolate(x1, eps, t):
    t = t[:, None]
    return (1 - t) * eps + t * x1


def velocity(x1, eps):
    return (x1.double() - eps.double()).to(x1.dtype)


def interpolate_from_velocity(x1, u, t):
    return (x1.double() - (1 - _bc(t, x1)) * u.double()).to(torch.float32)


def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    s = t.reshape(-1, *[1] * (x1.ndim - 1))
    return (1 - s) * eps + s * x1, t, eps
