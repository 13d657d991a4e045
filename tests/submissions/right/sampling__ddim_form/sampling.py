import torch


def _over(t, x):
    return t.reshape(-1, *[1] * (x.ndim - 1))


def u_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t = 0")
    s = _over(t, x_t)
    x1_hat = (x_t - (1 - s) * eps) / s
    return x1_hat - eps


def euler_step(u_theta, x_t, t, dt):
    """Predict both ends of the line, then take the point at t + dt."""
    s = _over(t, x_t)
    u = u_theta(x_t, t)
    eps, x1_hat = x_t - s * u, x_t + (1 - s) * u
    return (1 - s - dt) * eps + (s + dt) * x1_hat


def euler_step_eps(eps_theta, x_t, t, dt):
    """Predict the data, then add the predicted noise of the time t + dt (DDIM)."""
    if (t == 0).any():
        raise ValueError("t = 0")
    s = _over(t, x_t)
    eps = eps_theta(x_t, t)
    x1_hat = (x_t - (1 - s) * eps) / s
    return (1 - s - dt) * eps + (s + dt) * x1_hat


def euler_sample(u_theta, x0, num_steps):
    x = x0
    for k in range(num_steps):
        x = euler_step(u_theta, x, torch.full((len(x),), k / num_steps), 1 / num_steps)
    return x


def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min")
    x = x_start
    dt = (1 - t_min) / num_steps
    for k in range(num_steps):
        x = euler_step_eps(eps_theta, x, torch.full((len(x),), t_min + k * dt), dt)
    return x


def generate(u_theta, num_samples, num_steps, generator):
    return euler_sample(u_theta, torch.randn(num_samples, generator=generator), num_steps)
