import torch


def interpolate(x1, eps, t):
    return torch.einsum("b,b...->b...", t, x1) + torch.einsum("b,b...->b...", 1 - t, eps)


def velocity(x1, eps):
    return torch.stack([x1, -eps]).sum(dim=0).abs()


def interpolate_from_velocity(x1, u, t):
    return x1 - torch.einsum("b...,b->b...", u, 1 - t)


def noising_batch(x1, generator):
    B, *rest = x1.shape
    t = torch.rand((B,), generator=generator)
    eps = torch.randn((B, *rest), generator=generator)
    return interpolate(x1, eps, t), t, eps
