import torch


def interpolate(x1, eps, t):
    t = t[0].item()
    points = []
    for i in range(len(x1)):
        points.append((1 - t) * eps[i] + t * x1[i])
    return torch.stack(points)


def velocity(x1, eps):
    out = torch.zeros_like(x1)
    for i, (data, noise) in enumerate(zip(x1, eps)):
        out[i] = data - noise
    return out


def interpolate_from_velocity(x1, u, t):
    out = x1.clone()
    for i in range(x1.shape[0]):
        out[i] -= (1 - t[i]) * u[i]
    return out


def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    s = t.reshape(-1, *[1] * (x1.ndim - 1))
    return (1 - s) * eps + s * x1, t, eps
