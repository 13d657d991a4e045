import torch


def u_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t = 0")
    return (x_t - eps) / t.reshape(-1, *[1] * (x_t.ndim - 1))


@torch.inference_mode()
def euler_step(u_theta, x_t, t, dt):
    return x_t + dt * u_theta(x_t, t)


@torch.inference_mode()
def euler_step_eps(eps_theta, x_t, t, dt):
    return x_t + dt * u_from_eps(x_t, eps_theta(x_t, t), t)


def euler_sample(u_theta, x0, num_steps):
    out = []
    for x in x0.split(1):
        for k in range(num_steps):
            x = euler_step(u_theta, x, torch.full((1,), k / num_steps), 1 / num_steps)
        out.append(x)
    return torch.cat(out)


@torch.inference_mode()
def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min")
    x = x_start.detach().clone()
    dt = (1 - t_min) / num_steps
    for k in range(num_steps):
        x = euler_step_eps(eps_theta, x, torch.full((len(x),), t_min + k * dt), dt)
    return x


def generate(u_theta, num_samples, num_steps, generator):
    x = torch.randn(num_samples, generator=generator)
    for k in range(num_steps):
        x = euler_step(u_theta, x, torch.full((num_samples,), k / num_steps), 1 / num_steps)
    return x
