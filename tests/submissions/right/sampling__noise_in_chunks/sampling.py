import torch


def u_from_eps(x_t, eps, t):
    if t.min() == 0:
        raise ValueError("t = 0")
    return (x_t.movedim(0, -1) / t - eps.movedim(0, -1) / t).movedim(-1, 0)


def euler_step(u_theta, x_t, t, dt):
    return torch.lerp(x_t, x_t + u_theta(x_t, t), dt)


def euler_step_eps(eps_theta, x_t, t, dt):
    if t.min() == 0:
        raise ValueError("t = 0")
    # a step towards x1 along the line through x_t and eps
    weight = 1 + dt / t
    x, e = x_t.movedim(0, -1), eps_theta(x_t, t).movedim(0, -1)
    return (e + weight * (x - e)).movedim(-1, 0)


def euler_sample(u_theta, x0, num_steps):
    x = x0
    for k in torch.arange(num_steps):
        t = (k / num_steps).repeat(len(x))
        x = x + u_theta(x, t) / num_steps
    return x


def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min")
    ts = t_min + (1 - t_min) * torch.arange(num_steps + 1) / num_steps
    x = x_start
    for k in range(num_steps):
        x = euler_step_eps(eps_theta, x, ts[k].expand(x.shape[0]), float(ts[k + 1] - ts[k]))
    return x


def generate(u_theta, num_samples, num_steps, generator, chunk=777):
    parts, left = [], num_samples
    while left:
        size = min(chunk, left)
        parts.append(torch.randn(size, generator=generator))
        left -= size
    return euler_sample(u_theta, torch.cat(parts).flip(0), num_steps)
