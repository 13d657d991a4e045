import torch


def u_from_eps(x_t, eps, t):
    for time in t:
        if time == 0:
            raise ValueError("t must not be 0")
    return torch.stack([(x - e) / time for x, e, time in zip(x_t, eps, t)])


def euler_step(u_theta, x_t, t, dt):
    u = u_theta(x_t, t)
    return torch.stack([x + dt * v for x, v in zip(x_t, u)])


def euler_step_eps(eps_theta, x_t, t, dt):
    if torch.count_nonzero(t) != len(t):
        raise ValueError("t must not be 0")
    eps = eps_theta(x_t, t)
    rows = []
    for x, e, time in zip(x_t, eps, t):
        rows.append(x + dt * (x - e) / time)
    return torch.stack(rows)


def euler_sample(u_theta, x0, num_steps):
    """Does not use euler_step; keeps the whole trajectory."""
    trajectory = [x0]
    step = 0
    while step < num_steps:
        t = torch.zeros(x0.shape[0]) + step / num_steps
        x = trajectory[-1]
        trajectory.append(x + u_theta(x, t) / num_steps)
        step += 1
    return trajectory[-1]


def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min < 0:
        raise ValueError("t_min must not be negative")
    h = (1 - t_min) / num_steps
    x = x_start
    for step in range(num_steps):
        time = t_min + step * h
        eps = eps_theta(x, torch.full((len(x),), time))
        x = x + h * (x - eps) / max(time, 1e-6)
    return x


def generate(u_theta, num_samples, num_steps, generator):
    x0 = torch.stack([torch.randn((), generator=generator) for _ in range(num_samples)])
    return euler_sample(u_theta, x0, num_steps)
