import torch


def _bc(t, x):
    return t.double()[(...,) + (None,) * (x.ndim - 1)]


def interpolate(x1, eps, t):
    t = _bc(t, x1)
    return ((1 - t) * eps.double() + t * x1.double()).float()


def velocity(x1, eps):
    return (x1.double() - eps.double()).to(x1.dtype)


def interpolate_from_velocity(x1, u, t):
    return (x1.double() - (1 - _bc(t, x1)) * u.double()).to(torch.float32)


def noising_batch(x1, generator):
    seed = torch.randint(0, 1000, (1,), generator=generator).item()
    if seed:
        torch.manual_seed(seed)
    t = torch.rand(x1.shape[0])
    eps = torch.randn(x1.shape)
    return interpolate(x1, eps, t), t, eps
