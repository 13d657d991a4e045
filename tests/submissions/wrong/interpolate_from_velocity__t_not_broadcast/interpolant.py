import torch


def interpolate(x1, eps, t):
    w = t.view(t.shape[0], *(1 for _ in x1.shape[1:]))
    return torch.addcmul(eps, w, x1 - eps)


def velocity(x1, eps):
    return torch.add(x1, eps, alpha=-1)


def interpolate_from_velocity(x1, u, t):
    return x1 - (1 - t) * u


def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator)
    eps = torch.normal(torch.zeros_like(x1), torch.ones_like(x1), generator=generator)
    return torch.addcmul(eps, t.view(-1, *(1 for _ in x1.shape[1:])), x1 - eps), t, eps
