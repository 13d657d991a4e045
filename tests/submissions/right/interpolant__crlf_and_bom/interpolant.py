import torch


def match_dims(t, x):
    return t.reshape(-1, *[1] * (x.ndim - 1))


def interpolate(x1, eps, t):
    t = match_dims(t, x1)
    return (1 - t) * eps + t * x1


def velocity(x1, eps):
    return x1 - eps


def interpolate_from_velocity(x1, u, t):
    return x1 - (1 - match_dims(t, x1)) * u


def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    return interpolate(x1, eps, t), t, eps
