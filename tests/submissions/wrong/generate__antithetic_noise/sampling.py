import torch


def u_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t = 0")
    return (x_t - eps) / t.reshape(-1, *[1] * (x_t.ndim - 1))


def as_velocity(eps_theta):
    def u_theta(x, t):
        return u_from_eps(x, eps_theta(x, t), t)

    return u_theta


def euler_step(u_theta, x_t, t, dt):
    return x_t + dt * u_theta(x_t, t)


def euler_step_eps(eps_theta, x_t, t, dt):
    return euler_step(as_velocity(eps_theta), x_t, t, dt)


def euler_sample(u_theta, x0, num_steps, t_start=0.0):
    x = x0
    for k in range(num_steps):
        t = torch.full(x.shape[:1], t_start + (1 - t_start) * k / num_steps)
        x = euler_step(u_theta, x, t, (1 - t_start) / num_steps)
    return x


def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min")
    return euler_sample(as_velocity(eps_theta), x_start, num_steps, t_start=t_min)


def generate(u_theta, num_samples, num_steps, generator):
    half = torch.randn(num_samples - num_samples // 2, generator=generator)
    x0 = torch.cat([half, -half])[:num_samples]
    return euler_sample(u_theta, x0, num_steps)
