"""More right submissions of assignment 03: times and lengths of steps that were rounded to float32.

Cells as in equivalents.py. A length of a step that is a difference of two float32 times is off by a
rounding of the times, which is as right as a time that was rounded.
"""

# %% between_two_times : euler_step
def step_between(u_theta, x, t, t_next):
    h = (t_next - t).reshape(-1, *[1] * (x.ndim - 1))
    return x + h * u_theta(x, t)


def euler_step(u_theta, x_t, t, dt):
    return step_between(u_theta, x_t, t, t + dt)


# %% between_two_sigmas : euler_step
def euler_step(u_theta, x_t, t, dt):
    sigma, sigma_next = 1 - t, 1 - (t + dt)
    h = (sigma_next - sigma).reshape(-1, *[1] * (x_t.ndim - 1))
    return x_t - h * u_theta(x_t, t)


# %% float32_dt : euler_step
def euler_step(u_theta, x_t, t, dt):
    return x_t + torch.tensor(dt, dtype=torch.float32) * u_theta(x_t, t)


# %% between_two_times : euler_step_eps
def euler_step_eps(eps_theta, x_t, t, dt):
    if (t == 0).any():
        raise ValueError("t is 0")
    h = (t + dt) - t
    return x_t + (h / t).reshape(-1, *[1] * (x_t.ndim - 1)) * (x_t - eps_theta(x_t, t))


# %% between_two_sigmas : euler_step_eps
def euler_step_eps(eps_theta, x_t, t, dt):
    if (t == 0).any():
        raise ValueError("t is 0")
    sigma, sigma_next = 1 - t, 1 - (t + dt)
    h = (sigma - sigma_next).reshape(-1, *[1] * (x_t.ndim - 1))
    return x_t + h * u_from_eps(x_t, eps_theta(x_t, t), t)


# %% ddim : euler_step_eps
def euler_step_eps(eps_theta, x_t, t, dt):
    if (t == 0).any():
        raise ValueError("t is 0")
    s, s_next = (time.reshape(-1, *[1] * (x_t.ndim - 1)) for time in (t, t + dt))
    eps = eps_theta(x_t, t)
    x1 = (x_t - (1 - s) * eps) / s
    return (1 - s_next) * eps + s_next * x1


# %% ratio_of_times : euler_step_eps
def euler_step_eps(eps_theta, x_t, t, dt):
    if (t == 0).any():
        raise ValueError("t is 0")
    growth = ((t + dt) / t).reshape(-1, *[1] * (x_t.ndim - 1))
    eps = eps_theta(x_t, t)
    return eps + growth * (x_t - eps)


# %% cumulative_sum_in_float32 : euler_sample
def euler_sample(u_theta, x0, num_steps):
    h = torch.full((num_steps,), 1 / num_steps)
    x = x0
    for t, dt in zip(torch.cumsum(h, 0) - h, h):
        x = x + dt * u_theta(x, t.expand(len(x)))
    return x


# %% sigmas_in_float32 : euler_sample_eps
def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min <= 0")
    sigmas = torch.linspace(1 - t_min, 0, num_steps + 1)
    x = x_start
    for sigma, sigma_next in zip(sigmas, sigmas[1:]):
        eps = eps_theta(x, (1 - sigma).expand(len(x)))
        x = x + (sigma - sigma_next) * (x - eps) / (1 - sigma)
    return x


# %% pairs_of_float32_linspace : euler_sample_eps
def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min <= 0")
    times = torch.linspace(t_min, 1, num_steps + 1)
    x = x_start
    for t, t_next in zip(times[:-1], times[1:]):
        x = x + (t_next - t) * u_from_eps(x, eps_theta(x, t.expand(len(x))), t.expand(len(x)))
    return x


# %% scaled_unit_grid_in_float32 : euler_sample_eps
def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min <= 0")
    grid = t_min + (1 - t_min) * torch.linspace(0, 1, num_steps + 1)
    x = x_start
    for t, h in zip(grid[:-1], grid.diff()):
        x = euler_step_eps(eps_theta, x, t.repeat(len(x)), h.item())
    return x


# %% arange_in_float32 : euler_sample_eps
def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min <= 0")
    dt = (1 - t_min) / num_steps
    x = x_start
    for t in t_min + dt * torch.arange(num_steps):
        x = euler_step_eps(eps_theta, x, t.expand(len(x)), dt)
    return x


# %% ddim : euler_sample_eps
def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min <= 0")
    times = torch.linspace(t_min, 1, num_steps + 1)
    x = x_start
    for t, t_next in zip(times, times[1:]):
        eps = eps_theta(x, t.expand(len(x)))
        x1 = (x - (1 - t) * eps) / t
        x = (1 - t_next) * eps + t_next * x1
    return x


# %% ratio_of_times_in_float32 : euler_sample_eps
def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min <= 0")
    times = torch.linspace(t_min, 1.0, num_steps + 1)
    x = x_start
    for k in range(num_steps):
        eps = eps_theta(x, times[k].expand(len(x)))
        x = torch.lerp(eps, x, times[k + 1] / times[k])
    return x
