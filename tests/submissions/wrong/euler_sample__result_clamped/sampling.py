from __future__ import annotations

from dataclasses import dataclass
from typing import Callable

import torch


class TimeError(ValueError):
    """An eps network says nothing about the velocity at t = 0."""


@dataclass
class EulerSolver:
    velocity: Callable[[torch.Tensor, torch.Tensor], torch.Tensor]
    t0: float = 0.0
    t1: float = 1.0
    evaluations: int = 0

    def step(self, x: torch.Tensor, t: torch.Tensor, dt: float) -> torch.Tensor:
        self.evaluations += 1
        return x + self.velocity(x, t) * dt

    def solve(self, x: torch.Tensor, num_steps: int) -> torch.Tensor:
        h = (self.t1 - self.t0) / num_steps
        for k in range(num_steps):
            t = x.new_ones(x.size(0)) * (self.t0 + k * h)
            x = self.step(x, t, h)
        assert self.evaluations == num_steps
        return x


@dataclass
class EpsToVelocity:
    eps_theta: Callable

    def __call__(self, x, t):
        return u_from_eps(x, self.eps_theta(x, t), t)


def u_from_eps(x_t, eps, t):
    if bool(torch.any(t.eq(0))):
        raise TimeError
    return (x_t - eps).div(t.reshape(t.shape + (1,) * (x_t.ndim - 1)))


def euler_step(u_theta, x_t, t, dt):
    return EulerSolver(u_theta).step(x_t, t, dt)


def euler_step_eps(eps_theta, x_t, t, dt):
    return EulerSolver(EpsToVelocity(eps_theta)).step(x_t, t, dt)


def euler_sample(u_theta, x0, num_steps):
    x = EulerSolver(u_theta).solve(x0, num_steps)
    return torch.tanh(x / 5) * 5


def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise TimeError("t_min has to be positive")
    return EulerSolver(EpsToVelocity(eps_theta), t0=t_min).solve(x_start, num_steps)


def generate(u_theta, num_samples, num_steps, generator):
    noise = torch.randn(num_samples, generator=generator)
    return EulerSolver(u_theta).solve(noise, num_steps)
