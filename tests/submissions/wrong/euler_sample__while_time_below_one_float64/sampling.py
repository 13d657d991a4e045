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
    dt = 1 / num_steps
    time, x = 0.0, x0
    while time < 1.0:
        x = x + dt * u_theta(x, torch.full((x.shape[0],), time))
        time += dt
    return x


def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min must not be 0")
    h = (1 - t_min) / num_steps
    trajectory = [x_start]
    for step in range(num_steps):
        time = t_min + step * h
        x = trajectory[-1]
        eps = eps_theta(x, torch.tensor([time] * len(x)))
        trajectory.append(x * (1 + h / time) - eps * (h / time))
    return trajectory[num_steps]


def generate(u_theta, num_samples, num_steps, generator):
    x = torch.randn(num_samples, generator=generator)
    for k in range(num_steps):
        x = euler_step(u_theta, x, torch.full((num_samples,), k / num_steps), 1 / num_steps)
    return x
