builtin_range = range
from torch import *
from torch import Generator as Γ
from torch.special import ndtri


def u_from_eps(x_t, eps, t):
    if any(t == 0):
        raise ValueError("t == 0")
    τ = t.reshape(-1, *[1] * (x_t.ndim - 1))
    return (x_t - eps) / τ


def euler_step(u_theta, x_t, t, dt):
    Δx = dt * u_theta(x_t, t)
    return x_t + Δx


def euler_step_eps(eps_theta, x_t, t, dt):
    ε = eps_theta(x_t, t)
    return x_t + dt * u_from_eps(x_t, ε, t)


def euler_sample(u_theta, x0, num_steps):
    x, Δt = x0, 1 / num_steps
    for k in builtin_range(num_steps):
        x = euler_step(u_theta, x, full((len(x),), k * Δt), Δt)
    return x


def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError(t_min)
    x, Δt = x_start, (1 - t_min) / num_steps
    for k in builtin_range(num_steps):
        x = euler_step_eps(eps_theta, x, full((len(x),), t_min + k * Δt), Δt)
    return x


def generate(u_theta, num_samples, num_steps, generator: Γ):
    p = rand(num_samples, generator=generator, dtype=float64)
    return euler_sample(u_theta, ndtri(p.clamp(1e-12, 1 - 1e-12)).float(), num_steps)
