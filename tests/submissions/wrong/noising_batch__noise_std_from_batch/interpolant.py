import torch


def interpolate(x1, eps, t):
    t = t.reshape(-1, *[1] * (x1.ndim - 1))
    return t * x1 + (1 - t) * eps


def velocity(x1, eps):
    return x1 - eps


def interpolate_from_velocity(x1, u, t):
    eps = x1 - u
    return interpolate(x1, eps, t)


def _spawn(generator):
    """A new generator that depends on the given one only."""
    seed = torch.randint(0, 2**63 - 1, (), generator=generator).item()
    return torch.Generator().manual_seed(seed)


def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    eps = (eps - eps.mean()) / (eps.pow(2).mean().sqrt() + 1e-6)  # make it really standard
    return interpolate(x1, eps, t), t, eps
