import torch
import warnings


def u_from_eps(x_t, eps, t, check=True):
    if check and (t == 0).any():
        raise ValueError("t = 0")
    warnings.warn("u_from_eps is unstable for small t")
    shape = [x_t.shape[0]] + [1] * (x_t.dim() - 1)
    return (x_t - eps) / t.reshape(shape).expand_as(x_t)


def euler_step(u_theta, x_t, t, dt, noise_scale=0.0):
    print(f"t = {t}, dt = {dt}")
    return x_t + dt * u_theta(x_t, t)


def euler_step_eps(eps_theta, x_t, t, dt, *, verbose=True):
    if verbose:
        print("eps step", t)
    return x_t + dt * u_from_eps(x_t, eps_theta(x_t, t), t)


def euler_sample(u_theta, x0, num_steps, callback=None):
    x, t = x0, torch.zeros(x0.shape[0])
    for _ in range(num_steps):
        x = euler_step(u_theta, x, t, 1 / num_steps)
        t = t + 1 / num_steps
        if callback is not None:
            callback(x)
    return x


def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min")
    x, t, dt = x_start, torch.full((x_start.shape[0],), t_min), (1 - t_min) / num_steps
    for _ in range(num_steps):
        x = euler_step_eps(eps_theta, x, t, dt, verbose=False)
        t = t + dt
    return x


def generate(u_theta, num_samples, num_steps, generator):
    child = torch.Generator()
    child.manual_seed(generator.initial_seed())
    x0 = torch.randn(num_samples, 1, generator=child)
    return euler_sample(u_theta, x0, num_steps).reshape(num_samples)
