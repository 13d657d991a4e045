import torch


def interpolate(x1, eps, t):
    return torch.einsum("b,b...->b...", t, x1) + torch.einsum("b,b...->b...", 1 - t, eps)


def velocity(x1, eps):
    return torch.stack([x1, -eps]).sum(dim=0)


def interpolate_from_velocity(x1, u, t):
    return x1 - torch.einsum("b...,b->b...", u, 1 - t)


def noising_batch(x1, generator):
    n = x1.shape[0]
    t = torch.rand((n + 1) // 2, generator=generator).repeat(2)[:n]
    eps = torch.randn(x1.shape, generator=generator)
    return interpolate(x1, eps, t), t, eps
