import torch


def draw_times(n, generator):
    return torch.rand(n, generator=generator)


def draw_noise(shape, generator):
    return torch.randn(shape, generator=generator)
