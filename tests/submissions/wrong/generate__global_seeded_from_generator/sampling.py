import math

import torch


def u_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t = 0")
    inverse = torch.reciprocal(t).reshape(-1, *[1] * (x_t.ndim - 1))
    return inverse * (x_t - eps)


def euler_step(u_theta, x_t, t, dt):
    return torch.addcmul(x_t, u_theta(x_t, t), torch.tensor(dt))


def euler_step_eps(eps_theta, x_t, t, dt):
    return torch.addcmul(x_t, u_from_eps(x_t, eps_theta(x_t, t), t), torch.tensor(dt))


def euler_sample(u_theta, x0, num_steps):
    x = x0
    for k in range(num_steps):
        x = euler_step(u_theta, x, torch.ones(len(x)) * k / num_steps, 1 / num_steps)
    return x


def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min")
    x = x_start
    for k in range(num_steps):
        # the time is a mean of both ends, weighted by the steps done and to do
        t = ((num_steps - k) * t_min + k * 1.0) / num_steps
        x = euler_step_eps(eps_theta, x, torch.full_like(x.flatten(1)[:, 0], t) if x.ndim > 1
                           else torch.full_like(x, t), (1 - t_min) / num_steps)
    return x


def generate(u_theta, num_samples, num_steps, generator):
    torch.manual_seed(generator.initial_seed())
    x0 = torch.randn(num_samples)
    return euler_sample(u_theta, x0, num_steps)
