import torch


def _expand(t, x):
    return t.view(-1, *([1] * (x.dim() - 1)))


def u_from_eps(x_t, eps, t):
    if torch.any(t == 0):
        raise ValueError("t = 0")
    return (x_t - eps) / _expand(t, x_t)


def euler_step(u_theta, x_t, t, dt):
    return x_t + u_theta(x_t, t) * dt


def euler_step_eps(eps_theta, x_t, t, dt):
    eps = eps_theta(x_t, t)
    u = u_from_eps(x_t, eps, t)
    return x_t + u * dt


def euler_sample(u_theta, x0, num_steps):
    grid = (1 - torch.cos(torch.linspace(0, torch.pi, num_steps + 1))) / 2
    x = x0
    for k in range(num_steps):
        x = euler_step(u_theta, x, grid[k].repeat(len(x)), float(grid[k + 1] - grid[k]))
    return x


def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min must be positive")
    dt = (1.0 - t_min) / num_steps
    x = x_start
    for i in range(num_steps):
        t = torch.full((x.shape[0],), t_min + i * dt)
        x = euler_step_eps(eps_theta, x, t, dt)
    return x


def generate(u_theta, num_samples, num_steps, generator):
    x = torch.randn(num_samples, generator=generator)
    for k in range(num_steps):
        x = euler_step(u_theta, x, torch.full((num_samples,), k / num_steps), 1 / num_steps)
    return x
