import torch


def interpolate(x1, eps, t):
    angle = (t * torch.pi / 2).reshape(-1, *[1] * (x1.ndim - 1))
    return torch.sin(angle) * x1 + torch.cos(angle) * eps


def velocity(x1, eps):
    return x1 - eps


def interpolate_from_velocity(x1, u, t):
    return x1 + (t - 1).reshape(-1, *[1] * (x1.ndim - 1)) * u


def _spawn(generator):
    """A new generator that depends on the given one only."""
    seed = torch.randint(0, 2**63 - 1, (), generator=generator).item()
    return torch.Generator().manual_seed(seed)


def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    s = t.reshape(-1, *[1] * (x1.ndim - 1))
    return (1 - s) * eps + s * x1, t, eps
