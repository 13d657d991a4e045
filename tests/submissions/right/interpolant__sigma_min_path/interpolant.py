import torch

# "optimal transport" path of Lipman et al.: a little noise is left at t = 1
SIGMA_MIN = 1e-4


def pad_t_like_x(t, x):
    return t.reshape(-1, *([1] * (x.dim() - 1)))


def interpolate(x1, eps, t):
    t = pad_t_like_x(t, x1)
    return (1 - (1 - SIGMA_MIN) * t) * eps + t * x1


def velocity(x1, eps):
    return x1 - (1 - SIGMA_MIN) * eps


def interpolate_from_velocity(x1, u, t):
    t = pad_t_like_x(t, x1)
    return (x1 - u) / (1 - SIGMA_MIN) + t * u


def noising_batch(x1, generator):
    t = torch.rand(x1.shape[0], generator=generator)
    eps = torch.randn(x1.shape, generator=generator)
    s = pad_t_like_x(t, x1)
    return (1 - (1 - SIGMA_MIN) * s) * eps + s * x1, t, eps
