"""Sampling with Euler's method."""
import torch
from torch import Tensor


def u_from_eps(x_t: Tensor, eps: Tensor, t: Tensor) -> Tensor:
    if (t <= 0).any():
        raise ValueError("the velocity is 0/0 at t = 0")
    while t.dim() < x_t.dim():
        t = t.unsqueeze(-1)
    return (x_t - eps) / t


@torch.no_grad()
def euler_step(u_theta, x_t: Tensor, t: Tensor, dt: float) -> Tensor:
    v = u_theta(x_t, t)
    return x_t + dt * v


@torch.no_grad()
def euler_step_eps(eps_theta, x_t: Tensor, t: Tensor, dt: float) -> Tensor:
    return euler_step(lambda x, s: u_from_eps(x, eps_theta(x, s), s), x_t, t, dt)


@torch.no_grad()
def euler_sample(u_theta, x0: Tensor, num_steps: int) -> Tensor:
    x = x0.clone()
    times = torch.linspace(0, 1, num_steps)
    for t, t_next in zip(times[:-1], times[1:]):
        x += (t_next - t) * u_theta(x, t.expand(len(x)))
    return x


@torch.no_grad()
def euler_sample_eps(eps_theta, x_start: Tensor, num_steps: int, t_min: float) -> Tensor:
    if not t_min > 0:
        raise ValueError("t_min")
    x = x_start.clone()
    times = torch.linspace(t_min, 1, num_steps + 1)
    for t, t_next in zip(times[:-1], times[1:]):
        x = euler_step_eps(eps_theta, x, t.repeat(x.shape[0]), (t_next - t).item())
    return x


def generate(u_theta, num_samples, num_steps, generator):
    dt = 1 / num_steps
    x = torch.randn((num_samples, 1), generator=generator)
    for i in range(num_steps):
        t = torch.full((num_samples,), i * dt)
        x = x + dt * u_theta(x, t)
    return x.squeeze(1)
