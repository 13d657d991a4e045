import torch


def interpolate(x1, eps, t):
    def mix(weights, values):
        return torch.einsum("b,b...->b...", weights.bfloat16(), values.bfloat16())

    return (mix(t, x1) + mix(1 - t, eps)).to(x1.dtype)


def velocity(x1, eps):
    return torch.stack([x1, -eps]).sum(dim=0)


def interpolate_from_velocity(x1, u, t):
    return x1 - torch.einsum("b...,b->b...", u, 1 - t)


def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    s = t.reshape(-1, *[1] * (x1.ndim - 1))
    return (1 - s) * eps + s * x1, t, eps
