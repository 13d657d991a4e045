from functools import partial, reduce
from itertools import accumulate, repeat

import torch


def u_from_eps(x_t, eps, t):
    if not t.all():
        raise ValueError("t = 0")
    return torch.einsum("b...,b->b...", x_t - eps, 1 / t)


def euler_step(u_theta, x_t, t, dt):
    return x_t + dt * u_theta(x_t, t)


def euler_step_eps(eps_theta, x_t, t, dt):
    return x_t + dt * u_from_eps(x_t, eps_theta(x_t, t), t)


def _integrate(step, x, start, num_steps):
    dt = (1 - start) / num_steps
    times = accumulate(repeat(dt, num_steps - 1), initial=start)
    return reduce(lambda state, t: step(state, torch.full((len(state),), t), dt), times, x)


def euler_sample(u_theta, x0, num_steps):
    return _integrate(partial(euler_step, u_theta), x0, 0.0, num_steps) if num_steps else x0


def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min must be positive")
    ts = torch.linspace(t_min, 1, num_steps + 1)
    x = x_start
    for k in range(num_steps - 1):
        x = euler_step_eps(eps_theta, x, ts[k].repeat(len(x)), float(ts[k + 1] - ts[k]))
    # the last step: the predicted clean sample, from the time before
    t = ts[-2].repeat(len(x))
    s = t.reshape(-1, *[1] * (x.ndim - 1))
    return (x + (1 - s) * eps_theta(x, t)) / s


def generate(u_theta, num_samples, num_steps, generator):
    zeros, ones = torch.zeros(num_samples), torch.ones(num_samples)
    return euler_sample(u_theta, torch.normal(zeros, ones, generator=generator), num_steps)
