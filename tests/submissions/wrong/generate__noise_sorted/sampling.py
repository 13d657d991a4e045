import torch
from torch import nn


class VelocityFromNoise(nn.Module):
    """A noise network seen as a velocity network."""

    def __init__(self, eps_theta):
        super().__init__()
        self.eps_theta = eps_theta

    def forward(self, x, t):
        eps = self.eps_theta(x, t)
        return u_from_eps(x, eps, t)


class Sampler(nn.Module):
    def __init__(self, u_theta):
        super().__init__()
        self.u_theta = u_theta

    def forward(self, x, start: float, num_steps: int):
        dt = (1 - start) / num_steps
        for k in range(num_steps):
            t = torch.empty(x.shape[0]).fill_(start + k * dt)
            x = x + self.u_theta(x, t).mul(dt)
        return x


def u_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t = 0")
    return (x_t - eps) / t.view(-1, *[1] * (x_t.ndim - 1))


def euler_step(u_theta, x_t, t, dt):
    return x_t + u_theta(x_t, t).mul(dt)


def euler_step_eps(eps_theta, x_t, t, dt):
    return euler_step(VelocityFromNoise(eps_theta), x_t, t, dt)


def euler_sample(u_theta, x0, num_steps):
    return Sampler(u_theta)(x0, 0.0, num_steps)


def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min")
    return Sampler(VelocityFromNoise(eps_theta))(x_start, t_min, num_steps)


def generate(u_theta, num_samples, num_steps, generator):
    x0, _ = torch.randn(num_samples, generator=generator).sort(descending=True)
    return euler_sample(u_theta, x0, num_steps)
