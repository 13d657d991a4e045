import torch


def u_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t = 0")
    return (x_t - eps) / t.reshape(-1, *[1] * (x_t.ndim - 1))


def euler_step(u_theta, x_t, t, dt):
    return x_t + dt * u_theta(x_t, t)


def euler_step_eps(eps_theta, x_t, t, dt):
    return x_t + dt * u_from_eps(x_t, eps_theta(x_t, t), t)


def _states(step, model, x, grid):
    """Yield x after every step."""
    for t, after in zip(grid, grid[1:]):
        x = step(model, x, torch.full((x.shape[0],), t), after - t)
        yield x


def euler_sample(u_theta, x0, num_steps):
    *_, last = _states(euler_step, u_theta, x0, [k / num_steps for k in range(num_steps + 1)])
    return last


def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min")
    grid = [t_min + k * (1 - t_min) / num_steps for k in range(num_steps)] + [1.0]
    *_, last = _states(euler_step_eps, eps_theta, x_start, grid)
    return last


def generate(u_theta, num_samples, num_steps, generator):
    x0 = torch.randn(1, num_samples, generator=generator)
    return euler_sample(u_theta, x0, num_steps).squeeze(0)
