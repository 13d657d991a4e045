import torch


def interpolate(x1, eps, t):
    return torch.einsum("b,b...->b...", t, x1) + torch.einsum("b,b...->b...", 1 - t, eps)


def velocity(x1, eps):
    return torch.stack([x1, -eps]).sum(dim=0)


def interpolate_from_velocity(x1, u, t):
    return x1 - (u.mT * (1 - t)).mT if u.ndim > 1 else x1 - (1 - t) * u


def noising_batch(x1, generator):
    B, *rest = x1.shape
    t = torch.rand((B,), generator=generator)
    eps = torch.randn((B, *rest), generator=generator)
    return interpolate(x1, eps, t), t, eps
