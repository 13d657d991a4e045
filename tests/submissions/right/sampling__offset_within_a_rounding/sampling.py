from typing import Protocol, runtime_checkable

import torch
from torch import Tensor


@runtime_checkable
class Network(Protocol):
    def __call__(self, x: Tensor, t: Tensor) -> Tensor: ...


def ensure(ok, message: str) -> None:
    if not ok:
        raise ValueError(message)


def u_from_eps(x_t: Tensor, eps: Tensor, t: Tensor) -> Tensor:
    ensure(t.all(), "t = 0")
    time = t.reshape(-1, *[1 for _ in x_t.shape[1:]])
    return (x_t - eps) / (time + 1e-8)


def euler_step(u_theta: Network, x_t: Tensor, t: Tensor, dt: float) -> Tensor:
    assert isinstance(u_theta, Network)
    return x_t + dt * u_theta(x_t, t)


def euler_step_eps(eps_theta: Network, x_t: Tensor, t: Tensor, dt: float) -> Tensor:
    ensure((t > 0).all(), "t = 0")
    # x + dt (x - eps) / t
    eps = eps_theta(x=x_t, t=t)
    ratio = (dt / t).reshape(-1, *[1] * (x_t.ndim - 1))
    return (1 + ratio) * x_t - ratio * eps


def euler_sample(u_theta: Network, x0: Tensor, num_steps: int) -> Tensor:
    x = x0
    for k, n in zip(range(num_steps), [num_steps] * num_steps):
        x = euler_step(u_theta, x, torch.tensor(k / n).expand(x.shape[:1]), 1 / n)
    return x


def euler_sample_eps(eps_theta: Network, x_start: Tensor, num_steps: int, t_min: float) -> Tensor:
    ensure(t_min > 0, f"t_min = {t_min}")
    dt = (1 - t_min) / num_steps
    x, k = x_start, 0
    while True:
        if k == num_steps:
            return x
        x = euler_step_eps(eps_theta, x, torch.full(x.shape[:1], t_min + k * dt), dt)
        k += 1


def generate(
    u_theta: Network, num_samples: int, num_steps: int, generator: torch.Generator
) -> Tensor:
    return euler_sample(u_theta, torch.randn(num_samples, generator=generator), num_steps)
