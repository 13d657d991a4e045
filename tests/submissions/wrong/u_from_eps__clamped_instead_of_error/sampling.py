import torch


def u_from_eps(x_t, eps, t):
    t = t[(...,) + (None,) * (x_t.ndim - 1)]
    return (x_t - eps) / t.clamp(min=1e-5)


def euler_step(u_theta, x_t, t, dt):
    return torch.add(x_t, u_theta(x_t, t), alpha=dt)


def euler_step_eps(eps_theta, x_t, t, dt):
    if 0.0 in t:
        raise ValueError("t = 0")
    s = t[(...,) + (None,) * (x_t.ndim - 1)]
    return x_t + dt / s * (x_t - eps_theta(x_t, t))


def euler_sample(u_theta, x0, num_steps):
    x = x0
    for t in torch.linspace(0, 1, num_steps + 1)[:-1]:
        x = euler_step(u_theta, x, x.new_full((len(x),), t.item()), 1 / num_steps)
    return x


def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min <= 0")
    x = x_start
    grid = torch.linspace(t_min, 1, num_steps + 1, dtype=torch.float64)[:-1]
    for t in grid.tolist():
        x = euler_step_eps(eps_theta, x, x.new_full((len(x),), t), (1 - t_min) / num_steps)
    return x


def generate(u_theta, num_samples, num_steps, generator):
    x = torch.empty(num_samples).normal_(generator=generator)
    return euler_sample(u_theta, x, num_steps)
