import torch

from helpers import expand_like
from utils.rng import draw_noise, draw_times


def interpolate(x1, eps, t):
    t = expand_like(t, x1)
    return (1 - t) * eps + t * x1


def velocity(x1, eps):
    return x1 - eps


def interpolate_from_velocity(x1, u, t):
    return x1 - (1 - expand_like(t, x1)) * u


def noising_batch(x1, generator):
    t = draw_times(x1.shape[0], generator)
    eps = draw_noise(x1.shape, generator)
    return interpolate(x1, eps, t), t, eps


if __name__ == "__main__":
    g = torch.Generator().manual_seed(0)
    print(noising_batch(torch.ones(2, 3), g))
