import warnings

import torch

CHUNK = 1000


def interpolate(x1, eps, t):
    print("interpolate", tuple(x1.shape))
    if x1.ndim > 4:
        warnings.warn("more axes than an image has")
    return eps * (1 - t.view([-1] + (x1.ndim - 1) * [1])) + x1 * t.view([-1] + (x1.ndim - 1) * [1])


def velocity(x1, eps):
    print(f"{x1 = }, {eps = }")
    return x1 - eps


def interpolate_from_velocity(x1, u, t):
    warnings.warn("deprecated, use interpolate", DeprecationWarning)
    return interpolate(x1, x1 - u, t)


def noising_batch(x1, generator):
    chunks = [torch.randn(part.shape, generator=generator) for part in x1.split(CHUNK)]
    eps = torch.cat(chunks)
    t = torch.cat([torch.rand(len(part), generator=generator) for part in x1.split(CHUNK)])
    return interpolate(x1, eps, t), t, eps
