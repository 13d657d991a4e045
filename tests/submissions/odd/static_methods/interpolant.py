"""Static methods, given names at the end: right."""
import torch


class Path:
    @staticmethod
    def interpolate(x1, eps, t):
        t = t.reshape(-1, *[1] * (x1.ndim - 1))
        return (1 - t) * eps + t * x1

    @staticmethod
    def velocity(x1, eps):
        return x1 - eps

    @classmethod
    def interpolate_from_velocity(cls, x1, u, t):
        return cls.interpolate(x1, x1 - u, t)

    @classmethod
    def noising_batch(cls, x1, generator):
        t = torch.rand(len(x1), generator=generator)
        eps = torch.randn(x1.shape, generator=generator)
        return cls.interpolate(x1, eps, t), t, eps


interpolate, velocity = Path.interpolate, Path.velocity
interpolate_from_velocity, noising_batch = Path.interpolate_from_velocity, Path.noising_batch
