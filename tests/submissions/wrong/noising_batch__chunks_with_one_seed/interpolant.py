import torch


def interpolate(x1, eps, t):
    return torch.einsum("b,b...->b...", t, x1) + torch.einsum("b,b...->b...", 1 - t, eps)


def velocity(x1, eps):
    return torch.stack([x1, -eps]).sum(dim=0)


def interpolate_from_velocity(x1, u, t):
    return x1 - torch.einsum("b...,b->b...", u, 1 - t)


def noising_batch(x1, generator):
    seed = torch.randint(0, 2**31, (), generator=generator).item()
    chunks = []
    for part in x1.split(2):
        g = torch.Generator().manual_seed(seed)
        chunks.append(torch.randn(part.shape, generator=g))
    eps = torch.cat(chunks)
    t = torch.rand(len(x1), generator=generator)
    return interpolate(x1, eps, t), t, eps
