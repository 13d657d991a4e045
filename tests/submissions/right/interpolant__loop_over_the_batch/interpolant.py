import torch


def interpolate(x1, eps, t):
    points = []
    for i in range(len(x1)):
        ti = t[i].item()
        points.append((1 - ti) * eps[i] + ti * x1[i])
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
    t, eps = [], []
    # one draw after the other, sample by sample
    for sample in x1:
        t.append(torch.rand((), generator=generator))
        eps.append(torch.randn(sample.shape, generator=generator))
    t, eps = torch.stack(t), torch.stack(eps)
    return interpolate(x1, eps, t), t, eps
