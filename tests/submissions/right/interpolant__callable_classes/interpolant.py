from dataclasses import dataclass

import torch


class Interpolant:
    """Linear interpolant between noise and data."""

    def alpha(self, t):
        return t

    def sigma(self, t):
        return 1 - t

    def __call__(self, x1, eps, t):
        shape = (t.shape[0],) + (1,) * (x1.dim() - 1)
        a = self.alpha(t).reshape(shape)
        s = self.sigma(t).reshape(shape)
        return a * x1 + s * eps


class Velocity(Interpolant):
    def __call__(self, x1, eps):
        # d alpha / dt = 1, d sigma / dt = -1
        return 1 * x1 + (-1) * eps


@dataclass
class FromVelocity:
    path: Interpolant

    def __call__(self, x1, u, t):
        return self.path(x1, x1 - u, t)


@dataclass(frozen=True)
class Noiser:
    path: Interpolant

    def __call__(self, x1, generator):
        t = torch.rand(x1.shape[0], generator=generator)
        eps = torch.randn(x1.shape, generator=generator)
        return self.path(x1, eps, t), t, eps


interpolate = Interpolant()
velocity = Velocity()
interpolate_from_velocity = FromVelocity(interpolate)
noising_batch = Noiser(interpolate)
