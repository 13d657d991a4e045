import torch


def _like(t, x):
    return t.reshape([-1] + [1] * (x.ndim - 1)).expand_as(x)


def interpolate(x1, eps, t):
    return torch.lerp(eps, x1, _like(t, x1))


def velocity(x1, eps):
    return torch.sub(x1, eps)


def interpolate_from_velocity(x1, u, t):
    # x1 - u is the noise end of the line
    return torch.lerp(x1 - u, x1, _like(t, x1))


def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator)
    s = _like(t, x1)
    eps = torch.empty_like(x1).normal_(generator=generator)
    return eps.mul_(1 - s).add_(s * x1), t, eps
