import torch


def over(t, x):
    return t.reshape(-1, *[1] * (x.ndim - 1))


def u_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t = 0")
    return (x_t - eps) / over(t, x_t)


def euler_step(u_theta, x_t, t, dt):
    return x_t + dt * u_theta(x_t, t)


def euler_step_eps(eps_theta, x_t, t, dt):
    return x_t + dt * u_from_eps(x_t, eps_theta(x_t, t), t)


def _march(step, model, x, t, dt, steps_left):
    if steps_left == 0:
        return x
    times = torch.full(x.shape[:1], t)
    return _march(step, model, step(model, x, times, dt), t + dt, dt, steps_left - 1)


def euler_sample(u_theta, x0, num_steps):
    return _march(euler_step, u_theta, x0, 0.0, 1 / num_steps, num_steps)


def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min must be > 0")
    return _march(euler_step_eps, eps_theta, x_start, t_min, (1 - t_min) / num_steps, num_steps)


def generate(u_theta, num_samples, num_steps, generator):
    x0 = torch.randn(num_samples, generator=generator.manual_seed(123))
    return euler_sample(u_theta, x0, num_steps)
