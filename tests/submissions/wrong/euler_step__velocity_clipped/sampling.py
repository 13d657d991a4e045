import torch


def u_from_eps(x_t, eps, t):
    t = t.double().view([len(t)] + [1] * (x_t.ndim - 1))
    if (t == 0).any():
        raise ValueError("t = 0")
    return ((x_t.double() - eps.double()) / t).float()


def euler_step(u_theta, x_t, t, dt):
    u = u_theta(x_t, t).clamp(-1.5, 1.5)  # do not let it explode
    return x_t + dt * u


def euler_step_eps(eps_theta, x_t, t, dt):
    u = u_from_eps(x_t, eps_theta(x_t, t), t)
    return (x_t.double() + dt * u.double()).float()


def euler_sample(u_theta, x0, num_steps):
    """State and time in float64, rounded once at the end."""
    x = x0.double()
    for k in range(num_steps):
        t = torch.full((x.shape[0],), k / num_steps, dtype=torch.float64)
        x = x + u_theta(x, t) / num_steps
    return x.to(x0.dtype)


def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min")
    dt = (1 - t_min) / num_steps
    t = torch.full((x_start.shape[0],), t_min, dtype=torch.float64)
    x = x_start
    for _ in range(num_steps):
        eps = eps_theta(x, t)
        s = t.view([len(t)] + [1] * (x.ndim - 1))
        x = (x + dt * (x - eps) / s).float()
        t = t + dt
    return x


def generate(u_theta, num_samples, num_steps, generator):
    x = torch.randn(num_samples, generator=generator, dtype=torch.float64)
    for k in range(num_steps):
        t = torch.full((num_samples,), k / num_steps, dtype=torch.float64)
        x = x + u_theta(x, t) / num_steps
    return x.float()
