import torch


def interpolate(x1, eps, t):
    t = t.reshape(-1, *[1] * (x1.ndim - 1))
    return t * x1 + (1 - t) * eps


def velocity(x1, eps):
    return x1 - eps


def interpolate_from_velocity(x1, u, t):
    eps = x1 - u
    return interpolate(x1, eps, t)


def _child(seed):
    return torch.Generator().manual_seed(seed)


def noising_batch(x1, generator):
    seed = torch.randint(0, 2**63 - 1, (), generator=generator).item()
    t = torch.rand(x1.shape[0], generator=_child(seed))
    eps = torch.randn(x1.shape, generator=_child(seed))
    return interpolate(x1, eps, t), t, eps
