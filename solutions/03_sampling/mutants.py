"""Wrong submissions of assignment 03: each cell is appended to the solution and must lose points.

A cell is `slug : exercise`, with `-> id` where it is the code of that known misconception. The
file is data for `grader audit`, which sends it to a worker; nothing imports it.
"""

# %% reversed_time : u_from_eps, euler_step_eps -> reversed_time
def u_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    return (eps - x_t) / (1 - t.reshape(-1, *[1] * (x_t.ndim - 1)))


def euler_step_eps(eps_theta, x_t, t, dt):
    if (t == 0).any():
        raise ValueError("t is 0")
    u = (eps_theta(x_t, t) - x_t) / (1 - t.reshape(-1, *[1] * (x_t.ndim - 1)))
    return x_t + dt * u


# %% sign_turned : u_from_eps -> sign_turned
def u_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    return (eps - x_t) / t.reshape(-1, *[1] * (x_t.ndim - 1))


# %% denominators_exchanged : u_from_eps -> denominators_exchanged
def u_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    return (x_t - eps) / (1 - t.reshape(-1, *[1] * (x_t.ndim - 1)))


# %% not_divided : u_from_eps -> not_divided
def u_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    return x_t - eps


# %% noise_added : u_from_eps -> noise_added
def u_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    return (x_t + eps) / t.reshape(-1, *[1] * (x_t.ndim - 1))


# %% data_for_velocity : u_from_eps -> data_for_velocity
def u_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    t = t.reshape(-1, *[1] * (x_t.ndim - 1))
    return (x_t - (1 - t) * eps) / t


# %% slide_formula : u_from_eps -> slide_formula
def u_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    t = t.reshape(-1, *[1] * (x_t.ndim - 1))
    x1 = (x_t + (1 - t) * eps) / t
    return x1 - eps


# %% noise_as_velocity : u_from_eps -> noise_as_velocity
def u_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    return eps.clone()


# %% clamped_time : u_from_eps -> clamped_time
def u_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    return (x_t - eps) / t.clamp(min=0.01).reshape(-1, *[1] * (x_t.ndim - 1))


# %% offset_in_denominator : u_from_eps -> offset_in_denominator
def u_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    return (x_t - eps) / (t.reshape(-1, *[1] * (x_t.ndim - 1)) + 1e-5)


# %% answers_at_zero : u_from_eps -> answers_at_zero
def u_from_eps(x_t, eps, t):
    return (x_t - eps) / t.reshape(-1, *[1] * (x_t.ndim - 1))


# %% clamped_at_1e_3 : u_from_eps -> answers_at_zero
def u_from_eps(x_t, eps, t):
    return (x_t - eps) / t.clamp(min=1e-3).reshape(-1, *[1] * (x_t.ndim - 1))


# %% zero_velocity_at_zero : u_from_eps -> answers_at_zero
def u_from_eps(x_t, eps, t):
    t = t.reshape(-1, *[1] * (x_t.ndim - 1))
    return torch.where(t > 0, (x_t - eps) / t, 0.0)


# %% returns_float64 : u_from_eps -> returns_float64
def u_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    return (x_t - eps) / t.double().reshape(-1, *[1] * (x_t.ndim - 1))


# %% refuses_only_if_all_are_zero : u_from_eps
def u_from_eps(x_t, eps, t):
    if (t == 0).all():
        raise ValueError("t is 0")
    return (x_t - eps) / t.reshape(-1, *[1] * (x_t.ndim - 1))


# %% refuses_small_times : u_from_eps
def u_from_eps(x_t, eps, t):
    if (t < 1e-2).any():
        raise ValueError("t is too small")
    return (x_t - eps) / t.reshape(-1, *[1] * (x_t.ndim - 1))


# %% another_kind_of_error : u_from_eps
def u_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ZeroDivisionError("t is 0")
    return (x_t - eps) / t.reshape(-1, *[1] * (x_t.ndim - 1))


# %% x_t_changed_in_place : u_from_eps
def u_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    return x_t.sub_(eps).div_(t.reshape(-1, *[1] * (x_t.ndim - 1)))


# %% half_precision : u_from_eps
def u_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    t = t.reshape(-1, *[1] * (x_t.ndim - 1))
    return ((x_t.half() - eps.half()) / t.half()).float()


# %% mean_of_the_noise_subtracted : u_from_eps
def u_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    return (x_t - eps.mean()) / t.reshape(-1, *[1] * (x_t.ndim - 1))


# %% parentheses_forgotten : u_from_eps
def u_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    return x_t - eps / t.reshape(-1, *[1] * (x_t.ndim - 1))


# %% step_without_dt : euler_step -> step_without_dt
def euler_step(u_theta, x_t, t, dt):
    return x_t + u_theta(x_t, t)


# %% step_backwards : euler_step -> step_backwards
def euler_step(u_theta, x_t, t, dt):
    return x_t - dt * u_theta(x_t, t)


# %% step_without_state : euler_step -> step_without_state
def euler_step(u_theta, x_t, t, dt):
    return dt * u_theta(x_t, t)


# %% step_from_the_end : euler_step -> step_from_the_end
def euler_step(u_theta, x_t, t, dt):
    return x_t + dt * u_theta(x_t, t + dt)


# %% step_by_t : euler_step -> step_by_t
def euler_step(u_theta, x_t, t, dt):
    return x_t + t.reshape(-1, *[1] * (x_t.ndim - 1)) * u_theta(x_t, t)


# %% step_to_the_end : euler_step -> step_to_the_end
def euler_step(u_theta, x_t, t, dt):
    return x_t + (1 - t.reshape(-1, *[1] * (x_t.ndim - 1))) * u_theta(x_t, t)


# %% midpoint_step : euler_step -> midpoint_step
def euler_step(u_theta, x_t, t, dt):
    middle = x_t + dt / 2 * u_theta(x_t, t)
    return x_t + dt * u_theta(middle, t + dt / 2)


# %% heun_step : euler_step -> heun_step
def euler_step(u_theta, x_t, t, dt):
    u = u_theta(x_t, t)
    ahead = u_theta(x_t + dt * u, t + dt)
    return x_t + dt * (u + ahead) / 2


# %% returns_float64 : euler_step -> returns_float64
def euler_step(u_theta, x_t, t, dt):
    return x_t + torch.tensor([dt], dtype=torch.float64) * u_theta(x_t, t)


# %% state_changed_in_place : euler_step
def euler_step(u_theta, x_t, t, dt):
    x_t += dt * u_theta(x_t, t)
    return x_t


# %% state_changed_and_copied : euler_step
def euler_step(u_theta, x_t, t, dt):
    return x_t.add_(u_theta(x_t, t), alpha=dt).clone()


# %% velocity_changed_in_place : euler_step
def euler_step(u_theta, x_t, t, dt):
    return u_theta(x_t, t).mul_(dt).add_(x_t)


# %% one_time_for_the_batch : euler_step
def euler_step(u_theta, x_t, t, dt):
    return x_t + dt * u_theta(x_t, t[:1].expand_as(t))


# %% model_asked_twice : euler_step
def euler_step(u_theta, x_t, t, dt):
    u_theta(x_t, t)
    return x_t + dt * u_theta(x_t, t)


# %% model_asked_sample_by_sample : euler_step
def euler_step(u_theta, x_t, t, dt):
    steps = [u_theta(x_t[i : i + 1], t[i : i + 1]) for i in range(len(t))]
    return x_t + dt * torch.cat(steps)


# %% time_clamped : euler_step
def euler_step(u_theta, x_t, t, dt):
    return x_t + dt * u_theta(x_t, t.clamp(1e-3, 1 - 1e-3))


# %% state_clamped : euler_step
def euler_step(u_theta, x_t, t, dt):
    return (x_t + dt * u_theta(x_t, t)).clamp(-1, 1)


# %% state_normalised_for_the_model : euler_step
def euler_step(u_theta, x_t, t, dt):
    return x_t + dt * u_theta(x_t / x_t.abs().max().clamp(min=1e-6), t)


# %% state_in_half_precision : euler_step
def euler_step(u_theta, x_t, t, dt):
    return (x_t.half() + dt * u_theta(x_t, t).half()).float()


# %% step_stops_at_one : euler_step
def euler_step(u_theta, x_t, t, dt):
    step = torch.minimum(torch.full_like(t, dt), 1 - t)
    return x_t + step.reshape(-1, *[1] * (x_t.ndim - 1)) * u_theta(x_t, t)


# %% time_of_another_shape : euler_step
def euler_step(u_theta, x_t, t, dt):
    return x_t + dt * u_theta(x_t, t.reshape(-1, *[1] * (x_t.ndim - 1)).expand_as(x_t))


# %% only_the_velocity : euler_step
def euler_step(u_theta, x_t, t, dt):
    return u_theta(x_t, t)


# %% eps_as_velocity : euler_step_eps -> eps_as_velocity
def euler_step_eps(eps_theta, x_t, t, dt):
    if (t == 0).any():
        raise ValueError("t is 0")
    return euler_step(eps_theta, x_t, t, dt)


# %% eps_step_sign_turned : euler_step_eps -> eps_step_sign_turned
def euler_step_eps(eps_theta, x_t, t, dt):
    if (t == 0).any():
        raise ValueError("t is 0")
    return x_t - dt * u_from_eps(x_t, eps_theta(x_t, t), t)


# %% eps_step_not_divided : euler_step_eps -> eps_step_not_divided
def euler_step_eps(eps_theta, x_t, t, dt):
    if (t == 0).any():
        raise ValueError("t is 0")
    return x_t + dt * (x_t - eps_theta(x_t, t))


# %% eps_step_denominators_exchanged : euler_step_eps -> eps_step_denominators_exchanged
def euler_step_eps(eps_theta, x_t, t, dt):
    if (t == 0).any():
        raise ValueError("t is 0")
    left = 1 - t.reshape(-1, *[1] * (x_t.ndim - 1))
    return x_t + dt * (x_t - eps_theta(x_t, t)) / left


# %% eps_step_without_dt : euler_step_eps -> eps_step_without_dt
def euler_step_eps(eps_theta, x_t, t, dt):
    if (t == 0).any():
        raise ValueError("t is 0")
    return x_t + u_from_eps(x_t, eps_theta(x_t, t), t)


# %% eps_step_by_slide_formula : euler_step_eps -> eps_step_by_slide_formula
def euler_step_eps(eps_theta, x_t, t, dt):
    if (t == 0).any():
        raise ValueError("t is 0")
    eps, time = eps_theta(x_t, t), t.reshape(-1, *[1] * (x_t.ndim - 1))
    x1 = (x_t + (1 - time) * eps) / time
    return x_t + dt * (x1 - eps)


# %% eps_step_from_the_end : euler_step_eps -> eps_step_from_the_end
def euler_step_eps(eps_theta, x_t, t, dt):
    if (t == 0).any():
        raise ValueError("t is 0")
    return x_t + dt * u_from_eps(x_t, eps_theta(x_t, t + dt), t)


# %% clamped_time : euler_step_eps -> clamped_time
def euler_step_eps(eps_theta, x_t, t, dt):
    if (t == 0).any():
        raise ValueError("t is 0")
    return x_t + dt * u_from_eps(x_t, eps_theta(x_t, t), t.clamp(min=0.02))


# %% offset_in_denominator : euler_step_eps -> offset_in_denominator
def euler_step_eps(eps_theta, x_t, t, dt):
    if (t == 0).any():
        raise ValueError("t is 0")
    return x_t + dt * u_from_eps(x_t, eps_theta(x_t, t), t + 1e-4)


# %% answers_at_zero : euler_step_eps -> answers_at_zero
def euler_step_eps(eps_theta, x_t, t, dt):
    return x_t + dt * (x_t - eps_theta(x_t, t)) / t.reshape(-1, *[1] * (x_t.ndim - 1))


# %% clamped_at_1e_3 : euler_step_eps -> answers_at_zero
def euler_step_eps(eps_theta, x_t, t, dt):
    return x_t + dt * u_from_eps(x_t, eps_theta(x_t, t), t.clamp(min=1e-3))


# %% returns_float64 : euler_step_eps -> returns_float64
def euler_step_eps(eps_theta, x_t, t, dt):
    if (t == 0).any():
        raise ValueError("t is 0")
    return x_t + dt * u_from_eps(x_t.double(), eps_theta(x_t, t), t)


# %% refuses_only_if_all_are_zero : euler_step_eps
def euler_step_eps(eps_theta, x_t, t, dt):
    if (t == 0).all():
        raise ValueError("t is 0")
    return x_t + dt * (x_t - eps_theta(x_t, t)) / t.reshape(-1, *[1] * (x_t.ndim - 1))


# %% asserts_instead : euler_step_eps
def euler_step_eps(eps_theta, x_t, t, dt):
    assert (t > 0).all()
    return x_t + dt * (x_t - eps_theta(x_t, t)) / t.reshape(-1, *[1] * (x_t.ndim - 1))


# %% divides_by_the_end_of_the_step : euler_step_eps
def euler_step_eps(eps_theta, x_t, t, dt):
    if (t == 0).any():
        raise ValueError("t is 0")
    return x_t + dt * u_from_eps(x_t, eps_theta(x_t, t), t + dt)


# %% noise_changed_in_place : euler_step_eps
def euler_step_eps(eps_theta, x_t, t, dt):
    if (t == 0).any():
        raise ValueError("t is 0")
    eps = eps_theta(x_t, t)
    eps.sub_(x_t).div_(t.reshape(-1, *[1] * (x_t.ndim - 1)))
    return x_t - dt * eps


# %% x1_for_u : euler_step_eps
def euler_step_eps(eps_theta, x_t, t, dt):
    if (t == 0).any():
        raise ValueError("t is 0")
    time = t.reshape(-1, *[1] * (x_t.ndim - 1))
    return x_t + dt * (x_t - (1 - time) * eps_theta(x_t, t)) / time


# %% step_of_a_diffusion_model : euler_step_eps
# exact on the path itself, but no Euler step: it keeps x1_hat and eps fixed
def euler_step_eps(eps_theta, x_t, t, dt):
    if (t == 0).any():
        raise ValueError("t is 0")
    eps, time = eps_theta(x_t, t), t.reshape(-1, *[1] * (x_t.ndim - 1))
    x1 = (x_t - torch.sqrt(1 - time) * eps) / torch.sqrt(time)
    return torch.sqrt(1 - time - dt) * eps + torch.sqrt(time + dt) * x1


# %% model_asked_twice : euler_step_eps
def euler_step_eps(eps_theta, x_t, t, dt):
    if (t == 0).any():
        raise ValueError("t is 0")
    eps_theta(x_t, t)
    return x_t + dt * u_from_eps(x_t, eps_theta(x_t, t), t)


# %% state_and_noise_exchanged : euler_step_eps
def euler_step_eps(eps_theta, x_t, t, dt):
    if (t == 0).any():
        raise ValueError("t is 0")
    eps = eps_theta(x_t, t)
    return eps + dt * u_from_eps(x_t, eps, t)


# %% t_not_reshaped : u_from_eps -> t_not_reshaped
def u_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    return (x_t - eps) / t


# %% t_along_the_wrong_axis : u_from_eps -> t_not_reshaped
def u_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    t = t.reshape(*[1] * (x_t.ndim - 1), -1)
    return (x_t - eps) / t


# %% t_for_two_axes_only : u_from_eps -> t_for_two_axes_only
def u_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    t = t[:, None]
    return (x_t - eps) / t


# %% t_for_four_axes_only : u_from_eps -> t_for_four_axes_only
def u_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    t = t.view(-1, 1, 1, 1)
    return (x_t - eps) / t


# %% t_one_axis_too_few : u_from_eps -> t_one_axis_too_few
def u_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    t = t.reshape(-1, *[1] * max(0, x_t.ndim - 2))
    return (x_t - eps) / t


# %% one_time_for_the_batch : u_from_eps -> one_time_for_the_batch
def u_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    t = t[0]
    return (x_t - eps) / t


# %% mean_time_for_the_batch : u_from_eps -> mean_time_for_the_batch
def u_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    t = t.mean()
    return (x_t - eps) / t


# %% time_as_integer : u_from_eps -> time_as_integer
def u_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    t = t.long().reshape(-1, *[1] * (x_t.ndim - 1))
    return (x_t - eps) / t


# %% linspace_grid : euler_sample -> linspace_grid
def euler_sample(u_theta, x0, num_steps):
    times = torch.linspace(0.0, 1, num_steps)
    x = x0
    for t in times:
        time = torch.full(x.shape[:1], float(t))
        x = x + 1 / num_steps * u_theta(x, time)
    return x


# %% linspace_grid_and_dt : euler_sample -> linspace_grid_and_dt
def euler_sample(u_theta, x0, num_steps):
    times = torch.linspace(0.0, 1, num_steps)
    dt = 1 / max(num_steps - 1, 1)
    x = x0
    for t in times:
        time = torch.full(x.shape[:1], float(t))
        x = x + dt * u_theta(x, time)
    return x


# %% one_step_too_few : euler_sample -> one_step_too_few
def euler_sample(u_theta, x0, num_steps):
    times = torch.linspace(0.0, 1, num_steps)
    x = x0
    for t, after in zip(times[:-1], times[1:]):
        time = torch.full(x.shape[:1], float(t))
        x = x + (after - t) * u_theta(x, time)
    return x


# %% last_step_skipped : euler_sample -> last_step_skipped
def euler_sample(u_theta, x0, num_steps):
    x = x0
    for k in range(num_steps - 1):
        time = torch.full(x.shape[:1], k / num_steps)
        x = x + 1 / num_steps * u_theta(x, time)
    return x


# %% first_step_skipped : euler_sample -> first_step_skipped
def euler_sample(u_theta, x0, num_steps):
    x = x0
    for k in range(1, num_steps):
        time = torch.full(x.shape[:1], k / num_steps)
        x = x + 1 / num_steps * u_theta(x, time)
    return x


# %% one_step_too_many : euler_sample -> one_step_too_many
def euler_sample(u_theta, x0, num_steps):
    x = x0
    for k in range(num_steps + 1):
        time = torch.full(x.shape[:1], k / num_steps)
        x = x + 1 / num_steps * u_theta(x, time)
    return x


# %% times_of_the_step_end : euler_sample -> times_of_the_step_end
def euler_sample(u_theta, x0, num_steps):
    x = x0
    for k in range(num_steps):
        time = torch.full(x.shape[:1], (k + 1) / num_steps)
        x = x + 1 / num_steps * u_theta(x, time)
    return x


# %% times_of_the_middle : euler_sample -> times_of_the_middle
def euler_sample(u_theta, x0, num_steps):
    x = x0
    for k in range(num_steps):
        time = torch.full(x.shape[:1], (k + 0.5) / num_steps)
        x = x + 1 / num_steps * u_theta(x, time)
    return x


# %% reversed_times : euler_sample -> reversed_times
def euler_sample(u_theta, x0, num_steps):
    x = x0
    for k in range(num_steps):
        time = torch.full(x.shape[:1], 1 - k / num_steps)
        x = x + 1 / num_steps * u_theta(x, time)
    return x


# %% reversed_grid_and_step : euler_sample -> reversed_grid_and_step
def euler_sample(u_theta, x0, num_steps):
    x = x0
    for k in range(num_steps):
        time = torch.full(x.shape[:1], 1 - k / num_steps)
        x = x + (-1 / num_steps) * u_theta(x, time)
    return x


# %% time_stands_still : euler_sample -> time_stands_still
def euler_sample(u_theta, x0, num_steps):
    x = x0
    for _ in range(num_steps):
        time = torch.full(x.shape[:1], 0.0)
        x = x + 1 / num_steps * u_theta(x, time)
    return x


# %% steps_of_length_one : euler_sample -> steps_of_length_one
def euler_sample(u_theta, x0, num_steps):
    x = x0
    for k in range(num_steps):
        time = torch.full(x.shape[:1], k / num_steps)
        x = x + u_theta(x, time)
    return x


# %% minus_sign : euler_sample -> minus_sign
def euler_sample(u_theta, x0, num_steps):
    x = x0
    for k in range(num_steps):
        time = torch.full(x.shape[:1], k / num_steps)
        x = x + (-1 / num_steps) * u_theta(x, time)
    return x


# %% step_numbers_for_times : euler_sample -> step_numbers_for_times
def euler_sample(u_theta, x0, num_steps):
    x = x0
    for k in range(num_steps):
        time = torch.full(x.shape[:1], float(k))
        x = x + 1 / num_steps * u_theta(x, time)
    return x


# %% arange_by_rounding : euler_sample -> arange_by_rounding
def euler_sample(u_theta, x0, num_steps):
    import numpy as np
    x = x0
    for t in np.arange(0.0, 1, 1 / num_steps):
        time = torch.full(x.shape[:1], float(t))
        x = x + 1 / num_steps * u_theta(x, time)
    return x


# %% arange_with_the_end : euler_sample -> arange_with_the_end
def euler_sample(u_theta, x0, num_steps):
    import numpy as np
    dt = 1 / num_steps
    x = x0
    for t in np.arange(0.0, 1 + dt, dt):
        time = torch.full(x.shape[:1], float(t))
        x = x + dt * u_theta(x, time)
    return x


# %% while_loop_by_rounding : euler_sample -> while_loop_by_rounding
def euler_sample(u_theta, x0, num_steps):
    dt = 1 / num_steps
    t = 0.0
    x = x0
    while t < 1:
        time = torch.full(x.shape[:1], float(t))
        x = x + dt * u_theta(x, time)
        t += dt
    return x


# %% while_loop_in_float32 : euler_sample -> while_loop_by_rounding
def euler_sample(u_theta, x0, num_steps):
    dt = 1 / num_steps
    t = torch.tensor(0.0)
    x = x0
    while t < 1:
        time = torch.full(x.shape[:1], float(t))
        x = x + dt * u_theta(x, time)
        t = t + dt
    return x


# %% evaluated_at_the_end : euler_sample -> evaluated_at_the_end
def euler_sample(u_theta, x0, num_steps):
    x = x0
    for k in range(num_steps):
        x = euler_step(u_theta, x, torch.full(x.shape[:1], k / num_steps), 1 / num_steps)
    u_theta(x, torch.ones(x.shape[:1]))
    return x


# %% first_noise_fed_again : euler_sample -> first_noise_fed_again
def euler_sample(u_theta, x0, num_steps):
    x = x0
    for k in range(num_steps):
        time = torch.full(x.shape[:1], k / num_steps)
        x = x + u_theta(x0, time) / num_steps
    return x


# %% steps_from_the_first_noise : euler_sample -> steps_from_the_first_noise
def euler_sample(u_theta, x0, num_steps):
    x = x0
    for k in range(num_steps):
        time = torch.full(x.shape[:1], k / num_steps)
        x = x0 + u_theta(x, time) / num_steps
    return x


# %% clamped_state : euler_sample -> clamped_state
def euler_sample(u_theta, x0, num_steps):
    x = x0
    for k in range(num_steps):
        time = torch.full(x.shape[:1], k / num_steps)
        x = (x + u_theta(x, time) / num_steps).clamp(-1, 1)
    return x


# %% one_step_only : euler_sample -> one_step_only
def euler_sample(u_theta, x0, num_steps):
    x = x0
    x = x0 + u_theta(x0, torch.zeros(x0.shape[:1]))
    return x


# %% heun_sampler : euler_sample -> heun_sampler
def euler_sample(u_theta, x0, num_steps):
    x = x0
    dt = 1 / num_steps
    for k in range(num_steps):
        time = torch.full(x.shape[:1], k / num_steps)
        u = u_theta(x, time)
        x = x + dt / 2 * (u + u_theta(x + dt * u, time + dt))
    return x


# %% midpoint_sampler : euler_sample -> midpoint_sampler
def euler_sample(u_theta, x0, num_steps):
    x = x0
    dt = 1 / num_steps
    for k in range(num_steps):
        time = torch.full(x.shape[:1], k / num_steps)
        middle = x + dt / 2 * u_theta(x, time)
        x = x + dt * u_theta(middle, time + dt / 2)
    return x


# %% returns_float64 : euler_sample -> returns_float64
def euler_sample(u_theta, x0, num_steps):
    x = x0
    for k in range(num_steps):
        x = euler_step(u_theta, x, torch.full(x.shape[:1], k / num_steps), 1 / num_steps)
    x = x.double()
    return x


# %% first_noise_changed_in_place : euler_sample
def euler_sample(u_theta, x0, num_steps):
    x = x0
    for k in range(num_steps):
        time = torch.full(x.shape[:1], k / num_steps)
        x += u_theta(x, time) / num_steps
    return x


# %% state_detached_to_integers : euler_sample
def euler_sample(u_theta, x0, num_steps):
    x = x0
    for k in range(num_steps):
        time = torch.full(x.shape[:1], k / num_steps)
        x = x + u_theta(x.round(), time) / num_steps
    return x


# %% dt_forgotten_in_the_last_step : euler_sample
def euler_sample(u_theta, x0, num_steps):
    x = x0
    for k in range(num_steps):
        time = torch.full(x.shape[:1], k / num_steps)
        x = x + u_theta(x, time) / (num_steps if k < num_steps - 1 else 1)
    return x


# %% at_least_two_steps : euler_sample
def euler_sample(u_theta, x0, num_steps):
    x = x0
    num_steps = max(num_steps, 2)
    for k in range(num_steps):
        time = torch.full(x.shape[:1], k / num_steps)
        x = x + u_theta(x, time) / num_steps
    return x


# %% at_most_fifty_steps : euler_sample
def euler_sample(u_theta, x0, num_steps):
    x = x0
    num_steps = min(num_steps, 50)
    for k in range(num_steps):
        time = torch.full(x.shape[:1], k / num_steps)
        x = x + u_theta(x, time) / num_steps
    return x


# %% step_rounded_to_two_digits : euler_sample
def euler_sample(u_theta, x0, num_steps):
    x = x0
    dt = round(1 / num_steps, 2)
    for k in range(num_steps):
        x = x + dt * u_theta(x, torch.full(x.shape[:1], k * dt))
    return x


# %% quadratic_grid : euler_sample
def euler_sample(u_theta, x0, num_steps):
    x = x0
    for k in range(num_steps):
        t, after = (k / num_steps) ** 2, ((k + 1) / num_steps) ** 2
        x = x + (after - t) * u_theta(x, torch.full(x.shape[:1], t))
    return x


# %% time_shifted_by_1e_3 : euler_sample
def euler_sample(u_theta, x0, num_steps):
    x = x0
    for k in range(num_steps):
        x = x + u_theta(x, torch.full(x.shape[:1], k / num_steps + 1e-3)) / num_steps
    return x


# %% only_the_last_velocity : euler_sample
def euler_sample(u_theta, x0, num_steps):
    x = x0
    for k in range(num_steps):
        time = torch.full(x.shape[:1], k / num_steps)
        u = u_theta(x, time)
    x = x0 + u
    return x


# %% mean_of_the_velocities : euler_sample
def euler_sample(u_theta, x0, num_steps):
    x = x0
    us = []
    for k in range(num_steps):
        us.append(u_theta(x, torch.full(x.shape[:1], k / num_steps)))
    x = x0 + sum(us) / num_steps
    return x


# %% steps_twice_as_long : euler_sample
def euler_sample(u_theta, x0, num_steps):
    x = x0
    for k in range(num_steps):
        time = torch.full(x.shape[:1], k / num_steps)
        x = x + 2 * u_theta(x, time) / num_steps
    return x


# %% second_order_adams_bashforth : euler_sample
def euler_sample(u_theta, x0, num_steps):
    x = x0
    last = None
    for k in range(num_steps):
        time = torch.full(x.shape[:1], k / num_steps)
        u = u_theta(x, time)
        x = x + (u if last is None else 1.5 * u - 0.5 * last) / num_steps
        last = u
    return x


# %% noise_in_the_ode : euler_sample -> noise_in_the_ode
def euler_sample(u_theta, x0, num_steps):
    x = x0
    for k in range(num_steps):
        time = torch.full(x.shape[:1], k / num_steps)
        x = x + u_theta(x, time) / num_steps + 0.1 * torch.randn(x.shape)
    return x


# %% list_of_states : euler_sample
def euler_sample(u_theta, x0, num_steps):
    states = [x0]
    for k in range(num_steps):
        time = torch.full(x0.shape[:1], k / num_steps)
        states.append(states[-1] + u_theta(states[-1], time) / num_steps)
    return torch.stack(states)


# %% each_sample_alone : euler_sample
def euler_sample(u_theta, x0, num_steps):
    rows = []
    for x in x0.split(1):
        for k in range(num_steps):
            x = x + u_theta(x, torch.full((1,), k / num_steps)) / num_steps
        rows.append(x)
    return torch.cat(rows)


# %% linspace_grid : euler_sample_eps -> linspace_grid
def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min <= 0")
    times = torch.linspace(t_min, 1, num_steps)
    x = x_start
    for t in times:
        time = torch.full(x.shape[:1], float(t))
        u = (x - eps_theta(x, time)) / time.reshape(-1, *[1] * (x.ndim - 1))
        x = x + (1 - t_min) / num_steps * u
    return x


# %% linspace_grid_and_dt : euler_sample_eps -> linspace_grid_and_dt
def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min <= 0")
    times = torch.linspace(t_min, 1, num_steps)
    dt = (1 - t_min) / max(num_steps - 1, 1)
    x = x_start
    for t in times:
        time = torch.full(x.shape[:1], float(t))
        u = (x - eps_theta(x, time)) / time.reshape(-1, *[1] * (x.ndim - 1))
        x = x + dt * u
    return x


# %% one_step_too_few : euler_sample_eps -> one_step_too_few
def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min <= 0")
    times = torch.linspace(t_min, 1, num_steps)
    x = x_start
    for t, after in zip(times[:-1], times[1:]):
        time = torch.full(x.shape[:1], float(t))
        u = (x - eps_theta(x, time)) / time.reshape(-1, *[1] * (x.ndim - 1))
        x = x + (after - t) * u
    return x


# %% last_step_skipped : euler_sample_eps -> last_step_skipped
def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min <= 0")
    x = x_start
    for k in range(num_steps - 1):
        time = torch.full(x.shape[:1], t_min + k * (1 - t_min) / num_steps)
        u = (x - eps_theta(x, time)) / time.reshape(-1, *[1] * (x.ndim - 1))
        x = x + (1 - t_min) / num_steps * u
    return x


# %% first_step_skipped : euler_sample_eps -> first_step_skipped
def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min <= 0")
    x = x_start
    for k in range(1, num_steps):
        time = torch.full(x.shape[:1], t_min + k * (1 - t_min) / num_steps)
        u = (x - eps_theta(x, time)) / time.reshape(-1, *[1] * (x.ndim - 1))
        x = x + (1 - t_min) / num_steps * u
    return x


# %% one_step_too_many : euler_sample_eps -> one_step_too_many
def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min <= 0")
    x = x_start
    for k in range(num_steps + 1):
        time = torch.full(x.shape[:1], t_min + k * (1 - t_min) / num_steps)
        u = (x - eps_theta(x, time)) / time.reshape(-1, *[1] * (x.ndim - 1))
        x = x + (1 - t_min) / num_steps * u
    return x


# %% times_of_the_step_end : euler_sample_eps -> times_of_the_step_end
def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min <= 0")
    x = x_start
    for k in range(num_steps):
        time = torch.full(x.shape[:1], t_min + (k + 1) * (1 - t_min) / num_steps)
        u = (x - eps_theta(x, time)) / time.reshape(-1, *[1] * (x.ndim - 1))
        x = x + (1 - t_min) / num_steps * u
    return x


# %% times_of_the_middle : euler_sample_eps -> times_of_the_middle
def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min <= 0")
    x = x_start
    for k in range(num_steps):
        time = torch.full(x.shape[:1], t_min + (k + 0.5) * (1 - t_min) / num_steps)
        u = (x - eps_theta(x, time)) / time.reshape(-1, *[1] * (x.ndim - 1))
        x = x + (1 - t_min) / num_steps * u
    return x


# %% reversed_times : euler_sample_eps -> reversed_times
def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min <= 0")
    x = x_start
    for k in range(num_steps):
        time = torch.full(x.shape[:1], 1 - k * (1 - t_min) / num_steps)
        u = (x - eps_theta(x, time)) / time.reshape(-1, *[1] * (x.ndim - 1))
        x = x + (1 - t_min) / num_steps * u
    return x


# %% reversed_grid_and_step : euler_sample_eps -> reversed_grid_and_step
def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min <= 0")
    x = x_start
    for k in range(num_steps):
        time = torch.full(x.shape[:1], 1 - k * (1 - t_min) / num_steps)
        u = (x - eps_theta(x, time)) / time.reshape(-1, *[1] * (x.ndim - 1))
        x = x + (-(1 - t_min) / num_steps) * u
    return x


# %% time_stands_still : euler_sample_eps -> time_stands_still
def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min <= 0")
    x = x_start
    for _ in range(num_steps):
        time = torch.full(x.shape[:1], t_min)
        u = (x - eps_theta(x, time)) / time.reshape(-1, *[1] * (x.ndim - 1))
        x = x + (1 - t_min) / num_steps * u
    return x


# %% steps_of_length_one : euler_sample_eps -> steps_of_length_one
def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min <= 0")
    x = x_start
    for k in range(num_steps):
        time = torch.full(x.shape[:1], t_min + k * (1 - t_min) / num_steps)
        u = (x - eps_theta(x, time)) / time.reshape(-1, *[1] * (x.ndim - 1))
        x = x + u
    return x


# %% minus_sign : euler_sample_eps -> minus_sign
def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min <= 0")
    x = x_start
    for k in range(num_steps):
        time = torch.full(x.shape[:1], t_min + k * (1 - t_min) / num_steps)
        u = (x - eps_theta(x, time)) / time.reshape(-1, *[1] * (x.ndim - 1))
        x = x + (-(1 - t_min) / num_steps) * u
    return x


# %% step_numbers_for_times : euler_sample_eps -> step_numbers_for_times
def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min <= 0")
    x = x_start
    for k in range(num_steps):
        time = torch.full(x.shape[:1], float(k))
        u = (x - eps_theta(x, time)) / time.reshape(-1, *[1] * (x.ndim - 1))
        x = x + (1 - t_min) / num_steps * u
    return x


# %% arange_by_rounding : euler_sample_eps -> arange_by_rounding
def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min <= 0")
    import numpy as np
    x = x_start
    for t in np.arange(t_min, 1, (1 - t_min) / num_steps):
        time = torch.full(x.shape[:1], float(t))
        u = (x - eps_theta(x, time)) / time.reshape(-1, *[1] * (x.ndim - 1))
        x = x + (1 - t_min) / num_steps * u
    return x


# %% arange_with_the_end : euler_sample_eps -> arange_with_the_end
def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min <= 0")
    import numpy as np
    dt = (1 - t_min) / num_steps
    x = x_start
    for t in np.arange(t_min, 1 + dt, dt):
        time = torch.full(x.shape[:1], float(t))
        u = (x - eps_theta(x, time)) / time.reshape(-1, *[1] * (x.ndim - 1))
        x = x + dt * u
    return x


# %% while_loop_by_rounding : euler_sample_eps -> while_loop_by_rounding
def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min <= 0")
    dt = (1 - t_min) / num_steps
    t = t_min
    x = x_start
    while t < 1:
        time = torch.full(x.shape[:1], float(t))
        u = (x - eps_theta(x, time)) / time.reshape(-1, *[1] * (x.ndim - 1))
        x = x + dt * u
        t += dt
    return x


# %% while_loop_in_float32 : euler_sample_eps -> while_loop_by_rounding
def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min <= 0")
    dt = (1 - t_min) / num_steps
    t = torch.tensor(t_min)
    x = x_start
    while t < 1:
        time = torch.full(x.shape[:1], float(t))
        u = (x - eps_theta(x, time)) / time.reshape(-1, *[1] * (x.ndim - 1))
        x = x + dt * u
        t = t + dt
    return x


# %% t_min_ignored_in_dt : euler_sample_eps -> t_min_ignored_in_dt
def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min <= 0")
    x = x_start
    for k in range(num_steps):
        t = torch.full(x.shape[:1], t_min + k / num_steps)
        x = euler_step_eps(eps_theta, x, t, 1 / num_steps)
    return x


# %% t_min_ignored_in_the_step_only : euler_sample_eps -> t_min_ignored_in_dt
def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min <= 0")
    x = x_start
    for k in range(num_steps):
        t = torch.full(x.shape[:1], t_min + k * (1 - t_min) / num_steps)
        x = euler_step_eps(eps_theta, x, t, 1 / num_steps)
    return x


# %% times_from_zero : euler_sample_eps -> times_from_zero
def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min <= 0")
    x, dt = x_start, (1 - t_min) / num_steps
    for k in range(num_steps):
        t = torch.full(x.shape[:1], k * dt)
        u = (x - eps_theta(x, t)) / t.reshape(-1, *[1] * (x.ndim - 1))
        x = x + dt * u
    return x


# %% times_clamped_at_t_min : euler_sample_eps -> times_clamped_at_t_min
def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min <= 0")
    x = x_start
    for k in range(num_steps):
        t = torch.full(x.shape[:1], max(k / num_steps, t_min))
        x = euler_step_eps(eps_theta, x, t, 1 / num_steps)
    return x


# %% eps_as_velocity : euler_sample_eps -> eps_as_velocity
def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min <= 0")
    x, dt = x_start, (1 - t_min) / num_steps
    for k in range(num_steps):
        x = x + dt * eps_theta(x, torch.full(x.shape[:1], t_min + k * dt))
    return x


# %% eps_step_not_divided : euler_sample_eps -> eps_step_not_divided
def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min <= 0")
    x, dt = x_start, (1 - t_min) / num_steps
    for k in range(num_steps):
        x = x + dt * (x - eps_theta(x, torch.full(x.shape[:1], t_min + k * dt)))
    return x


# %% velocity_from_the_first_noise : euler_sample_eps -> velocity_from_the_first_noise
def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min <= 0")
    x, dt = x_start, (1 - t_min) / num_steps
    for k in range(num_steps):
        t = torch.full(x.shape[:1], t_min + k * dt)
        x = x + dt * u_from_eps(x_start, eps_theta(x, t), t)
    return x


# %% first_noise_fed_again : euler_sample_eps -> first_noise_fed_again
def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min <= 0")
    x, dt = x_start, (1 - t_min) / num_steps
    for k in range(num_steps):
        t = torch.full(x.shape[:1], t_min + k * dt)
        x = x + dt * u_from_eps(x, eps_theta(x_start, t), t)
    return x


# %% eps_step_denominators_exchanged : euler_sample_eps -> eps_step_denominators_exchanged
def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min <= 0")
    x, dt = x_start, (1 - t_min) / num_steps
    for k in range(num_steps):
        t = t_min + k * dt
        x = x + dt * (x - eps_theta(x, torch.full(x.shape[:1], t))) / (1 - t)
    return x


# %% divides_by_the_first_time : euler_sample_eps -> divides_by_the_first_time
def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min <= 0")
    x, dt = x_start, (1 - t_min) / num_steps
    for k in range(num_steps):
        x = x + dt * (x - eps_theta(x, torch.full(x.shape[:1], t_min + k * dt))) / t_min
    return x


# %% eps_evaluated_at_the_end : euler_sample_eps -> eps_evaluated_at_the_end
def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min <= 0")
    x, dt = x_start, (1 - t_min) / num_steps
    for k in range(num_steps):
        x = euler_step_eps(eps_theta, x, torch.full(x.shape[:1], t_min + k * dt), dt)
    eps_theta(x, torch.ones(x.shape[:1]))
    return x


# %% noise_in_the_eps_ode : euler_sample_eps -> noise_in_the_eps_ode
def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min <= 0")
    x, dt = x_start, (1 - t_min) / num_steps
    for k in range(num_steps):
        x = euler_step_eps(eps_theta, x, torch.full(x.shape[:1], t_min + k * dt), dt)
        x = x + 0.1 * torch.randn(x.shape)
    return x


# %% starts_at_zero : euler_sample_eps -> starts_at_zero
def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    x, dt = x_start, (1 - t_min) / num_steps
    for k in range(num_steps):
        t = t_min + k * dt
        x = x + dt * (x - eps_theta(x, torch.full(x.shape[:1], t))) / (t or 1e-6)
    return x


# %% t_min_raised_silently : euler_sample_eps -> starts_at_zero
def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    t_min = max(t_min, 1e-3)
    x, dt = x_start, (1 - t_min) / num_steps
    for k in range(num_steps):
        x = euler_step_eps(eps_theta, x, torch.full(x.shape[:1], t_min + k * dt), dt)
    return x


# %% returns_float64 : euler_sample_eps -> returns_float64
def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min <= 0")
    x, dt = x_start.double(), (1 - t_min) / num_steps
    for k in range(num_steps):
        x = euler_step_eps(eps_theta, x, torch.full(x.shape[:1], t_min + k * dt), dt)
    return x


# %% only_zero_is_refused : euler_sample_eps
def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min == 0:
        raise ValueError("t_min is 0")
    x, dt = x_start, (1 - t_min) / num_steps
    for k in range(num_steps):
        t = torch.full(x.shape[:1], t_min + k * dt)
        x = x + dt * (x - eps_theta(x, t)) / t.reshape(-1, *[1] * (x.ndim - 1))
    return x


# %% only_negative_is_refused : euler_sample_eps
def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min < 0:
        raise ValueError("t_min < 0")
    x, dt = x_start, (1 - t_min) / num_steps
    for k in range(num_steps):
        t = torch.full(x.shape[:1], t_min + k * dt)
        x = x + dt * (x - eps_theta(x, t)) / t.reshape(-1, *[1] * (x.ndim - 1))
    return x


# %% small_t_min_is_refused : euler_sample_eps
def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min < 0.05:
        raise ValueError("t_min is too small")
    x, dt = x_start, (1 - t_min) / num_steps
    for k in range(num_steps):
        x = euler_step_eps(eps_theta, x, torch.full(x.shape[:1], t_min + k * dt), dt)
    return x


# %% another_kind_of_error : euler_sample_eps
def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    assert t_min > 0
    x, dt = x_start, (1 - t_min) / num_steps
    for k in range(num_steps):
        x = euler_step_eps(eps_theta, x, torch.full(x.shape[:1], t_min + k * dt), dt)
    return x


# %% start_changed_in_place : euler_sample_eps
def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min <= 0")
    x, dt = x_start, (1 - t_min) / num_steps
    for k in range(num_steps):
        t = torch.full(x.shape[:1], t_min + k * dt)
        x += dt * (x - eps_theta(x, t)) / t.reshape(-1, *[1] * (x.ndim - 1))
    return x


# %% one_step_only : euler_sample_eps
def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min <= 0")
    t = torch.full(x_start.shape[:1], t_min)
    return euler_step_eps(eps_theta, x_start, t, 1 - t_min)


# %% geometric_grid : euler_sample_eps
def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min <= 0")
    x = x_start
    for k in range(num_steps):
        t, after = t_min ** (1 - k / num_steps), t_min ** (1 - (k + 1) / num_steps)
        x = euler_step_eps(eps_theta, x, torch.full(x.shape[:1], t), after - t)
    return x


# %% last_answer_is_the_clean_sample : euler_sample_eps
def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min <= 0")
    x, dt = x_start, (1 - t_min) / num_steps
    for k in range(num_steps):
        t = torch.full(x.shape[:1], t_min + k * dt)
        eps, x = eps_theta(x, t), euler_step_eps(eps_theta, x, t, dt)
    return x


# %% linspace_grid : generate -> linspace_grid
def generate(u_theta, num_samples, num_steps, generator):
    times = torch.linspace(0.0, 1, num_steps)
    x = torch.randn(num_samples, generator=generator)
    for t in times:
        time = torch.full(x.shape[:1], float(t))
        x = x + 1 / num_steps * u_theta(x, time)
    return x


# %% linspace_grid_and_dt : generate -> linspace_grid_and_dt
def generate(u_theta, num_samples, num_steps, generator):
    times = torch.linspace(0.0, 1, num_steps)
    dt = 1 / max(num_steps - 1, 1)
    x = torch.randn(num_samples, generator=generator)
    for t in times:
        time = torch.full(x.shape[:1], float(t))
        x = x + dt * u_theta(x, time)
    return x


# %% one_step_too_few : generate -> one_step_too_few
def generate(u_theta, num_samples, num_steps, generator):
    times = torch.linspace(0.0, 1, num_steps)
    x = torch.randn(num_samples, generator=generator)
    for t, after in zip(times[:-1], times[1:]):
        time = torch.full(x.shape[:1], float(t))
        x = x + (after - t) * u_theta(x, time)
    return x


# %% last_step_skipped : generate -> last_step_skipped
def generate(u_theta, num_samples, num_steps, generator):
    x = torch.randn(num_samples, generator=generator)
    for k in range(num_steps - 1):
        time = torch.full(x.shape[:1], k / num_steps)
        x = x + 1 / num_steps * u_theta(x, time)
    return x


# %% first_step_skipped : generate -> first_step_skipped
def generate(u_theta, num_samples, num_steps, generator):
    x = torch.randn(num_samples, generator=generator)
    for k in range(1, num_steps):
        time = torch.full(x.shape[:1], k / num_steps)
        x = x + 1 / num_steps * u_theta(x, time)
    return x


# %% one_step_too_many : generate -> one_step_too_many
def generate(u_theta, num_samples, num_steps, generator):
    x = torch.randn(num_samples, generator=generator)
    for k in range(num_steps + 1):
        time = torch.full(x.shape[:1], k / num_steps)
        x = x + 1 / num_steps * u_theta(x, time)
    return x


# %% times_of_the_step_end : generate -> times_of_the_step_end
def generate(u_theta, num_samples, num_steps, generator):
    x = torch.randn(num_samples, generator=generator)
    for k in range(num_steps):
        time = torch.full(x.shape[:1], (k + 1) / num_steps)
        x = x + 1 / num_steps * u_theta(x, time)
    return x


# %% times_of_the_middle : generate -> times_of_the_middle
def generate(u_theta, num_samples, num_steps, generator):
    x = torch.randn(num_samples, generator=generator)
    for k in range(num_steps):
        time = torch.full(x.shape[:1], (k + 0.5) / num_steps)
        x = x + 1 / num_steps * u_theta(x, time)
    return x


# %% reversed_times : generate -> reversed_times
def generate(u_theta, num_samples, num_steps, generator):
    x = torch.randn(num_samples, generator=generator)
    for k in range(num_steps):
        time = torch.full(x.shape[:1], 1 - k / num_steps)
        x = x + 1 / num_steps * u_theta(x, time)
    return x


# %% reversed_grid_and_step : generate -> reversed_grid_and_step
def generate(u_theta, num_samples, num_steps, generator):
    x = torch.randn(num_samples, generator=generator)
    for k in range(num_steps):
        time = torch.full(x.shape[:1], 1 - k / num_steps)
        x = x + (-1 / num_steps) * u_theta(x, time)
    return x


# %% time_stands_still : generate -> time_stands_still
def generate(u_theta, num_samples, num_steps, generator):
    x = torch.randn(num_samples, generator=generator)
    for _ in range(num_steps):
        time = torch.full(x.shape[:1], 0.0)
        x = x + 1 / num_steps * u_theta(x, time)
    return x


# %% steps_of_length_one : generate -> steps_of_length_one
def generate(u_theta, num_samples, num_steps, generator):
    x = torch.randn(num_samples, generator=generator)
    for k in range(num_steps):
        time = torch.full(x.shape[:1], k / num_steps)
        x = x + u_theta(x, time)
    return x


# %% minus_sign : generate -> minus_sign
def generate(u_theta, num_samples, num_steps, generator):
    x = torch.randn(num_samples, generator=generator)
    for k in range(num_steps):
        time = torch.full(x.shape[:1], k / num_steps)
        x = x + (-1 / num_steps) * u_theta(x, time)
    return x


# %% step_numbers_for_times : generate -> step_numbers_for_times
def generate(u_theta, num_samples, num_steps, generator):
    x = torch.randn(num_samples, generator=generator)
    for k in range(num_steps):
        time = torch.full(x.shape[:1], float(k))
        x = x + 1 / num_steps * u_theta(x, time)
    return x


# %% arange_by_rounding : generate -> arange_by_rounding
def generate(u_theta, num_samples, num_steps, generator):
    import numpy as np
    x = torch.randn(num_samples, generator=generator)
    for t in np.arange(0.0, 1, 1 / num_steps):
        time = torch.full(x.shape[:1], float(t))
        x = x + 1 / num_steps * u_theta(x, time)
    return x


# %% arange_with_the_end : generate -> arange_with_the_end
def generate(u_theta, num_samples, num_steps, generator):
    import numpy as np
    dt = 1 / num_steps
    x = torch.randn(num_samples, generator=generator)
    for t in np.arange(0.0, 1 + dt, dt):
        time = torch.full(x.shape[:1], float(t))
        x = x + dt * u_theta(x, time)
    return x


# %% while_loop_by_rounding : generate -> while_loop_by_rounding
def generate(u_theta, num_samples, num_steps, generator):
    dt = 1 / num_steps
    t = 0.0
    x = torch.randn(num_samples, generator=generator)
    while t < 1:
        time = torch.full(x.shape[:1], float(t))
        x = x + dt * u_theta(x, time)
        t += dt
    return x


# %% while_loop_in_float32 : generate -> while_loop_by_rounding
def generate(u_theta, num_samples, num_steps, generator):
    dt = 1 / num_steps
    t = torch.tensor(0.0)
    x = torch.randn(num_samples, generator=generator)
    while t < 1:
        time = torch.full(x.shape[:1], float(t))
        x = x + dt * u_theta(x, time)
        t = t + dt
    return x


# %% uniform_start : generate -> uniform_start
def generate(u_theta, num_samples, num_steps, generator):
    return euler_sample(u_theta, torch.rand(num_samples, generator=generator), num_steps)


# %% centred_uniform_start : generate -> uniform_start
def generate(u_theta, num_samples, num_steps, generator):
    x0 = 2 * torch.rand(num_samples, generator=generator) - 1
    return euler_sample(u_theta, x0, num_steps)


# %% same_start_for_all : generate -> same_start_for_all
def generate(u_theta, num_samples, num_steps, generator):
    x0 = torch.randn(1, generator=generator).repeat(num_samples)
    return euler_sample(u_theta, x0, num_steps)


# %% start_at_zero : generate -> same_start_for_all
def generate(u_theta, num_samples, num_steps, generator):
    return euler_sample(u_theta, torch.zeros(num_samples), num_steps)


# %% global_generator : generate -> global_generator
def generate(u_theta, num_samples, num_steps, generator):
    return euler_sample(u_theta, torch.randn(num_samples), num_steps)


# %% global_generator_of_numpy : generate -> global_generator
def generate(u_theta, num_samples, num_steps, generator):
    import numpy as np

    x0 = torch.from_numpy(np.random.standard_normal(num_samples)).float()
    return euler_sample(u_theta, x0, num_steps)


# %% scaled_start : generate -> scaled_start
def generate(u_theta, num_samples, num_steps, generator):
    return euler_sample(u_theta, 0.9 * torch.randn(num_samples, generator=generator), num_steps)


# %% start_of_variance_2 : generate -> scaled_start
def generate(u_theta, num_samples, num_steps, generator):
    return euler_sample(u_theta, 2**0.5 * torch.randn(num_samples, generator=generator), num_steps)


# %% start_of_mean_0_2 : generate
def generate(u_theta, num_samples, num_steps, generator):
    return euler_sample(u_theta, 0.2 + torch.randn(num_samples, generator=generator), num_steps)


# %% truncated_start : generate
def generate(u_theta, num_samples, num_steps, generator):
    return euler_sample(u_theta, torch.randn(num_samples, generator=generator).clamp(-2, 2), num_steps)


# %% start_of_student_t : generate
def generate(u_theta, num_samples, num_steps, generator):
    z = torch.randn(6, num_samples, generator=generator)
    x0 = z[0] / z[1:].square().mean(0).sqrt()
    return euler_sample(u_theta, x0, num_steps)


# %% start_of_uniform_sums : generate
def generate(u_theta, num_samples, num_steps, generator):
    x0 = torch.rand(3, num_samples, generator=generator).sum(0) * 2 - 3
    return euler_sample(u_theta, x0, num_steps)


# %% start_of_laplace : generate
def generate(u_theta, num_samples, num_steps, generator):
    u = torch.rand(num_samples, generator=generator) - 0.5
    x0 = -torch.sign(u) * torch.log1p(-2 * u.abs().clamp(max=0.4999999)) / 2**0.5
    return euler_sample(u_theta, x0, num_steps)


# %% stratified_start_in_order : generate
def generate(u_theta, num_samples, num_steps, generator):
    u = (torch.arange(num_samples) + torch.rand(num_samples, generator=generator)) / num_samples
    x0 = torch.special.ndtri(u.clamp(1e-7, 1 - 1e-7))
    return euler_sample(u_theta, x0, num_steps)


# %% sorted_start : generate
def generate(u_theta, num_samples, num_steps, generator):
    x0 = torch.randn(num_samples, generator=generator).sort().values
    return euler_sample(u_theta, x0, num_steps)


# %% antithetic_start : generate
def generate(u_theta, num_samples, num_steps, generator):
    half = torch.randn((num_samples + 1) // 2, generator=generator)
    return euler_sample(u_theta, torch.cat([half, -half])[:num_samples], num_steps)


# %% start_repeated_twice : generate
def generate(u_theta, num_samples, num_steps, generator):
    half = torch.randn((num_samples + 1) // 2, generator=generator)
    return euler_sample(u_theta, half.repeat(2)[:num_samples], num_steps)


# %% neighbouring_samples_share_their_start : generate
def generate(u_theta, num_samples, num_steps, generator):
    z = torch.randn(num_samples + 1, generator=generator)
    return euler_sample(u_theta, (z[1:] + z[:-1]) / 2**0.5, num_steps)


# %% start_in_half_precision : generate
def generate(u_theta, num_samples, num_steps, generator):
    x0 = torch.randn(num_samples, generator=generator).bfloat16().float()
    return euler_sample(u_theta, x0, num_steps)


# %% initial_seed_in_each_call : generate
def generate(u_theta, num_samples, num_steps, generator):
    own = torch.Generator().manual_seed(generator.initial_seed())
    return euler_sample(u_theta, torch.randn(num_samples, generator=own), num_steps)


# %% fixed_seed : generate
def generate(u_theta, num_samples, num_steps, generator):
    own = torch.Generator().manual_seed(0)
    return euler_sample(u_theta, torch.randn(num_samples, generator=own), num_steps)


# %% unseeded_generator : generate
def generate(u_theta, num_samples, num_steps, generator):
    own = torch.Generator()
    own.seed()
    return euler_sample(u_theta, torch.randn(num_samples, generator=own), num_steps)


# %% global_generator_reseeded : generate -> global_generator
def generate(u_theta, num_samples, num_steps, generator):
    torch.manual_seed(int(torch.randint(2**31, (), generator=generator)))
    return euler_sample(u_theta, torch.randn(num_samples), num_steps)


# %% samples_rescaled : generate
def generate(u_theta, num_samples, num_steps, generator):
    x = euler_sample(u_theta, torch.randn(num_samples, generator=generator), num_steps)
    return (x - x.mean()) / x.std().clamp(min=1e-3)


# %% samples_clamped : generate
def generate(u_theta, num_samples, num_steps, generator):
    x = euler_sample(u_theta, torch.randn(num_samples, generator=generator), num_steps)
    return x.clamp(-1, 1)


# %% samples_sorted : generate
def generate(u_theta, num_samples, num_steps, generator):
    x = euler_sample(u_theta, torch.randn(num_samples, generator=generator), num_steps)
    return x.sort().values


# %% noise_returned : generate
def generate(u_theta, num_samples, num_steps, generator):
    x0 = torch.randn(num_samples, generator=generator)
    euler_sample(u_theta, x0, num_steps)
    return x0


# %% column_of_samples : generate
def generate(u_theta, num_samples, num_steps, generator):
    x0 = torch.randn(num_samples, 1, generator=generator)
    return euler_sample(u_theta, x0, num_steps)


# %% one_sample_at_a_time : generate
def generate(u_theta, num_samples, num_steps, generator):
    rows = [
        euler_sample(u_theta, torch.randn(1, generator=generator), num_steps)
        for _ in range(min(num_samples, 50))
    ]
    return torch.cat(rows).repeat(-(-num_samples // len(rows)))[:num_samples]


# %% list_of_numbers : generate
def generate(u_theta, num_samples, num_steps, generator):
    x0 = torch.randn(num_samples, generator=generator)
    return euler_sample(u_theta, x0, num_steps).tolist()


# %% one_sample_too_few : generate
def generate(u_theta, num_samples, num_steps, generator):
    x0 = torch.randn(max(num_samples - 1, 1), generator=generator)
    return euler_sample(u_theta, x0, num_steps)


# %% samples_not_returned : generate
def generate(u_theta, num_samples, num_steps, generator):
    x0 = torch.randn(num_samples, generator=generator)
    euler_sample(u_theta, x0, num_steps)


# %% num_steps_is_ignored : generate
def generate(u_theta, num_samples, num_steps, generator):
    return euler_sample(u_theta, torch.randn(num_samples, generator=generator), 20)


# %% evaluated_at_the_end : generate -> evaluated_at_the_end
def generate(u_theta, num_samples, num_steps, generator):
    x0 = torch.randn(num_samples, generator=generator)
    x = x0
    for k in range(num_steps):
        x = euler_step(u_theta, x, torch.full(x.shape[:1], k / num_steps), 1 / num_steps)
    u_theta(x, torch.ones(x.shape[:1]))
    return x


# %% first_noise_fed_again : generate -> first_noise_fed_again
def generate(u_theta, num_samples, num_steps, generator):
    x0 = torch.randn(num_samples, generator=generator)
    x = x0
    for k in range(num_steps):
        time = torch.full(x.shape[:1], k / num_steps)
        x = x + u_theta(x0, time) / num_steps
    return x


# %% steps_from_the_first_noise : generate -> steps_from_the_first_noise
def generate(u_theta, num_samples, num_steps, generator):
    x0 = torch.randn(num_samples, generator=generator)
    x = x0
    for k in range(num_steps):
        time = torch.full(x.shape[:1], k / num_steps)
        x = x0 + u_theta(x, time) / num_steps
    return x


# %% clamped_state : generate -> clamped_state
def generate(u_theta, num_samples, num_steps, generator):
    x0 = torch.randn(num_samples, generator=generator)
    x = x0
    for k in range(num_steps):
        time = torch.full(x.shape[:1], k / num_steps)
        x = (x + u_theta(x, time) / num_steps).clamp(-1, 1)
    return x


# %% one_step_only : generate -> one_step_only
def generate(u_theta, num_samples, num_steps, generator):
    x0 = torch.randn(num_samples, generator=generator)
    x = x0
    x = x0 + u_theta(x0, torch.zeros(x0.shape[:1]))
    return x


# %% heun_sampler : generate -> heun_sampler
def generate(u_theta, num_samples, num_steps, generator):
    x0 = torch.randn(num_samples, generator=generator)
    x = x0
    dt = 1 / num_steps
    for k in range(num_steps):
        time = torch.full(x.shape[:1], k / num_steps)
        u = u_theta(x, time)
        x = x + dt / 2 * (u + u_theta(x + dt * u, time + dt))
    return x


# %% midpoint_sampler : generate -> midpoint_sampler
def generate(u_theta, num_samples, num_steps, generator):
    x0 = torch.randn(num_samples, generator=generator)
    x = x0
    dt = 1 / num_steps
    for k in range(num_steps):
        time = torch.full(x.shape[:1], k / num_steps)
        middle = x + dt / 2 * u_theta(x, time)
        x = x + dt * u_theta(middle, time + dt / 2)
    return x


# %% returns_float64 : generate -> returns_float64
def generate(u_theta, num_samples, num_steps, generator):
    x0 = torch.randn(num_samples, generator=generator)
    x = x0
    for k in range(num_steps):
        x = euler_step(u_theta, x, torch.full(x.shape[:1], k / num_steps), 1 / num_steps)
    x = x.double()
    return x


# %% state_detached_to_integers : generate
def generate(u_theta, num_samples, num_steps, generator):
    x0 = torch.randn(num_samples, generator=generator)
    x = x0
    for k in range(num_steps):
        time = torch.full(x.shape[:1], k / num_steps)
        x = x + u_theta(x.round(), time) / num_steps
    return x


# %% dt_forgotten_in_the_last_step : generate
def generate(u_theta, num_samples, num_steps, generator):
    x0 = torch.randn(num_samples, generator=generator)
    x = x0
    for k in range(num_steps):
        time = torch.full(x.shape[:1], k / num_steps)
        x = x + u_theta(x, time) / (num_steps if k < num_steps - 1 else 1)
    return x


# %% at_least_two_steps : generate
def generate(u_theta, num_samples, num_steps, generator):
    x0 = torch.randn(num_samples, generator=generator)
    x = x0
    num_steps = max(num_steps, 2)
    for k in range(num_steps):
        time = torch.full(x.shape[:1], k / num_steps)
        x = x + u_theta(x, time) / num_steps
    return x


# %% at_most_fifty_steps : generate
def generate(u_theta, num_samples, num_steps, generator):
    x0 = torch.randn(num_samples, generator=generator)
    x = x0
    num_steps = min(num_steps, 50)
    for k in range(num_steps):
        time = torch.full(x.shape[:1], k / num_steps)
        x = x + u_theta(x, time) / num_steps
    return x


# %% step_rounded_to_two_digits : generate
def generate(u_theta, num_samples, num_steps, generator):
    x0 = torch.randn(num_samples, generator=generator)
    x = x0
    dt = round(1 / num_steps, 2)
    for k in range(num_steps):
        x = x + dt * u_theta(x, torch.full(x.shape[:1], k * dt))
    return x


# %% quadratic_grid : generate
def generate(u_theta, num_samples, num_steps, generator):
    x0 = torch.randn(num_samples, generator=generator)
    x = x0
    for k in range(num_steps):
        t, after = (k / num_steps) ** 2, ((k + 1) / num_steps) ** 2
        x = x + (after - t) * u_theta(x, torch.full(x.shape[:1], t))
    return x


# %% time_shifted_by_1e_3 : generate
def generate(u_theta, num_samples, num_steps, generator):
    x0 = torch.randn(num_samples, generator=generator)
    x = x0
    for k in range(num_steps):
        x = x + u_theta(x, torch.full(x.shape[:1], k / num_steps + 1e-3)) / num_steps
    return x


# %% only_the_last_velocity : generate
def generate(u_theta, num_samples, num_steps, generator):
    x0 = torch.randn(num_samples, generator=generator)
    x = x0
    for k in range(num_steps):
        time = torch.full(x.shape[:1], k / num_steps)
        u = u_theta(x, time)
    x = x0 + u
    return x


# %% mean_of_the_velocities : generate
def generate(u_theta, num_samples, num_steps, generator):
    x0 = torch.randn(num_samples, generator=generator)
    x = x0
    us = []
    for k in range(num_steps):
        us.append(u_theta(x, torch.full(x.shape[:1], k / num_steps)))
    x = x0 + sum(us) / num_steps
    return x


# %% steps_twice_as_long : generate
def generate(u_theta, num_samples, num_steps, generator):
    x0 = torch.randn(num_samples, generator=generator)
    x = x0
    for k in range(num_steps):
        time = torch.full(x.shape[:1], k / num_steps)
        x = x + 2 * u_theta(x, time) / num_steps
    return x


# %% second_order_adams_bashforth : generate
def generate(u_theta, num_samples, num_steps, generator):
    x0 = torch.randn(num_samples, generator=generator)
    x = x0
    last = None
    for k in range(num_steps):
        time = torch.full(x.shape[:1], k / num_steps)
        u = u_theta(x, time)
        x = x + (u if last is None else 1.5 * u - 0.5 * last) / num_steps
        last = u
    return x


# %% noise_in_the_ode : generate -> noise_in_the_ode
def generate(u_theta, num_samples, num_steps, generator):
    x0 = torch.randn(num_samples, generator=generator)
    x = x0
    for k in range(num_steps):
        time = torch.full(x.shape[:1], k / num_steps)
        x = x + u_theta(x, time) / num_steps + 0.1 * torch.randn(x.shape, generator=generator)
    return x


# %% last_sample_dropped : euler_sample
def euler_sample(u_theta, x0, num_steps):
    x = x0[:-1]
    for k in range(num_steps):
        x = euler_step(u_theta, x, torch.full(x.shape[:1], k / num_steps), 1 / num_steps)
    return x


# %% last_sample_dropped : euler_sample_eps
def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min must be positive")
    x, dt = x_start[:-1], (1 - t_min) / num_steps
    for k in range(num_steps):
        x = euler_step_eps(eps_theta, x, torch.full(x.shape[:1], t_min + k * dt), dt)
    return x
