import numpy as np
import torch


def _np(x):
    return x.detach().cpu().numpy()


def _torch(x):
    return torch.from_numpy(np.ascontiguousarray(x, dtype=np.float32))


def u_from_eps(x_t, eps, t):
    s = _np(t).reshape(-1, *(1,) * (x_t.ndim - 1))
    if np.any(s == 0):
        raise ValueError("t = 0")
    return _torch((_np(x_t) - _np(eps)) / s)


def euler_step(u_theta, x_t, t, dt):
    return _torch(_np(x_t) + dt * _np(u_theta(x_t, t)))


def euler_step_eps(eps_theta, x_t, t, dt):
    return _torch(_np(x_t) + dt * _np(u_from_eps(x_t, eps_theta(x_t, t), t)))


def euler_sample(u_theta, x0, num_steps):
    x = _np(x0)
    for t in np.arange(num_steps) / num_steps:
        u = u_theta(_torch(x), _torch(np.repeat(t, len(x))))
        x = x + _np(u) / np.float32(num_steps)
    return _torch(x)


def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min")
    x, grid = x_start, np.linspace(t_min, 1.0, num_steps, endpoint=False)
    for t in grid:
        x = euler_step_eps(eps_theta, x, _torch(np.full(len(x), t)), (1 - t_min) / num_steps)
    return x


def generate(u_theta, num_samples, num_steps, generator):
    np.random.seed(int(torch.randint(0, 2**32, (1,), generator=generator)))
    return euler_sample(u_theta, _torch(np.random.randn(num_samples)), num_steps)
