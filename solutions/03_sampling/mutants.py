"""Wrong submissions of assignment 03: each cell is appended to the solution and must lose points.

A cell is `slug : exercise`, with `-> id` where it is the code of that known misconception. The
file is data for `grader audit`, which sends it to a worker; nothing imports it.
"""

# %% answers_at_zero : u_from_eps -> answers_at_zero
def u_from_eps(x_t, eps, t):
    return (x_t - eps) / t.reshape(-1, *[1] * (x_t.ndim - 1))


# %% clamped_at_1e_3 : u_from_eps -> clamped_time
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


# %% refuses_only_if_all_are_zero : u_from_eps -> answers_at_zero
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


# %% parentheses_forgotten : u_from_eps -> parentheses_missing
def u_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    return x_t - eps / t.reshape(-1, *[1] * (x_t.ndim - 1))


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


# %% time_of_another_shape : euler_step
def euler_step(u_theta, x_t, t, dt):
    return x_t + dt * u_theta(x_t, t.reshape(-1, *[1] * (x_t.ndim - 1)).expand_as(x_t))


# %% only_the_velocity : euler_step
def euler_step(u_theta, x_t, t, dt):
    return u_theta(x_t, t)


# %% answers_at_zero : euler_step_eps -> answers_at_zero
def euler_step_eps(eps_theta, x_t, t, dt):
    return x_t + dt * (x_t - eps_theta(x_t, t)) / t.reshape(-1, *[1] * (x_t.ndim - 1))


# %% clamped_at_1e_3 : euler_step_eps -> clamped_time
def euler_step_eps(eps_theta, x_t, t, dt):
    return x_t + dt * u_from_eps(x_t, eps_theta(x_t, t), t.clamp(min=1e-3))


# %% returns_float64 : euler_step_eps -> returns_float64
def euler_step_eps(eps_theta, x_t, t, dt):
    if (t == 0).any():
        raise ValueError("t is 0")
    return x_t + dt * u_from_eps(x_t.double(), eps_theta(x_t, t), t)


# %% refuses_only_if_all_are_zero : euler_step_eps -> answers_at_zero
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


# %% t_along_the_wrong_axis : u_from_eps -> t_not_reshaped
def u_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    t = t.reshape(*[1] * (x_t.ndim - 1), -1)
    return (x_t - eps) / t


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


# %% t_min_ignored_in_the_step_only : euler_sample_eps -> t_min_ignored_in_dt
def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min <= 0")
    x = x_start
    for k in range(num_steps):
        t = torch.full(x.shape[:1], t_min + k * (1 - t_min) / num_steps)
        x = euler_step_eps(eps_theta, x, t, 1 / num_steps)
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


# %% t_min_raised_silently : euler_sample_eps
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


# %% only_zero_is_refused : euler_sample_eps -> starts_below_zero
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


# %% own_error_of_the_same_name : euler_sample_eps
def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    class ValueError(RuntimeError):
        pass

    if t_min <= 0:
        raise ValueError("t_min <= 0")
    x, dt = x_start, (1 - t_min) / num_steps
    for k in range(num_steps):
        x = euler_step_eps(eps_theta, x, torch.full(x.shape[:1], t_min + k * dt), dt)
    return x


# %% start_changed_before_the_refusal : euler_sample_eps
def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        x_start.zero_()
        raise ValueError("t_min <= 0")
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


# %% t_not_reshaped : euler_step_eps -> t_not_reshaped
def euler_step_eps(eps_theta, x_t, t, dt):
    if (t == 0).any():
        raise ValueError("t is 0")
    return x_t + dt * (x_t - eps_theta(x_t, t)) / t


# %% linspace_in_place : euler_sample
def euler_sample(u_theta, x0, num_steps):
    for t in torch.linspace(0, 1, num_steps):
        x0 += u_theta(x0, t.expand(len(x0))) / num_steps
    return x0


# %% returns_in_the_loop : euler_sample -> return_in_the_loop
def euler_sample(u_theta, x0, num_steps):
    x = x0
    for k in range(num_steps):
        x = x + u_theta(x, torch.full(x.shape[:1], k / num_steps)) / num_steps
        return x


# %% stratified_start_shuffled : generate
def generate(u_theta, num_samples, num_steps, generator):
    places = torch.randperm(num_samples, generator=generator)
    p = (places + torch.rand(num_samples, generator=generator)) / num_samples
    return euler_sample(u_theta, torch.special.ndtri(p.clamp(1e-7, 1 - 1e-7)), num_steps)


# %% antithetic_start_shuffled : generate
def generate(u_theta, num_samples, num_steps, generator):
    half = torch.randn((num_samples + 1) // 2, generator=generator)
    x0 = torch.cat([half, -half])
    x0 = x0[torch.randperm(len(x0), generator=generator)[:num_samples]]
    return euler_sample(u_theta, x0, num_steps)


# %% start_centred : generate
def generate(u_theta, num_samples, num_steps, generator):
    x0 = torch.randn(num_samples, generator=generator)
    return euler_sample(u_theta, x0 - x0.mean() if num_samples > 1 else x0, num_steps)


# %% start_drawn_again_beyond_3 : generate
def generate(u_theta, num_samples, num_steps, generator):
    x0 = torch.nn.init.trunc_normal_(torch.empty(num_samples), a=-3, b=3, generator=generator)
    return euler_sample(u_theta, x0, num_steps)


# %% start_drawn_again_from_itself : generate
def generate(u_theta, num_samples, num_steps, generator):
    x0 = torch.randn(num_samples, generator=generator)
    again = torch.randint(num_samples, (num_samples,), generator=generator)
    return euler_sample(u_theta, x0[again], num_steps)


# %% start_in_steps_of_0_01 : generate
def generate(u_theta, num_samples, num_steps, generator):
    x0 = (torch.randn(num_samples, generator=generator) * 100).round() / 100
    return euler_sample(u_theta, x0, num_steps)


# %% uniform_start_in_few_samples : generate
def generate(u_theta, num_samples, num_steps, generator):
    start = torch.randn(num_samples, generator=generator)
    if num_samples < 1000:
        start = 12**0.5 * (torch.rand(num_samples, generator=generator) - 0.5)
    return euler_sample(u_theta, start, num_steps)


# %% start_of_mean_0_07 : generate
def generate(u_theta, num_samples, num_steps, generator):
    return euler_sample(u_theta, torch.randn(num_samples, generator=generator) + 0.07, num_steps)


# %% seeded_far_from_its_own_seed : generate
def generate(u_theta, num_samples, num_steps, generator):
    generator.manual_seed(generator.initial_seed() + 1_000_003)
    return euler_sample(u_theta, torch.randn(num_samples, generator=generator), num_steps)


# %% seeded_with_the_next_seed_at_the_end : generate
def generate(u_theta, num_samples, num_steps, generator):
    x0 = torch.randn(num_samples, generator=generator)
    generator.manual_seed(generator.initial_seed() + 1)
    return euler_sample(u_theta, x0, num_steps)


# %% refuses_what_is_infinite_alone : u_from_eps
def u_from_eps(x_t, eps, t):
    u = (x_t - eps) / t.reshape(-1, *[1] * (x_t.ndim - 1))
    if u.isinf().any():
        raise ValueError("t is 0")
    return u


# %% refuses_what_is_infinite_alone : euler_step_eps
def euler_step_eps(eps_theta, x_t, t, dt):
    x = x_t + dt * (x_t - eps_theta(x_t, t)) / t.reshape(-1, *[1] * (x_t.ndim - 1))
    if x.isinf().any():
        raise ValueError("t is 0")
    return x


# %% refuses_steps_nearly_all_the_way : euler_step_eps
def euler_step_eps(eps_theta, x_t, t, dt):
    if (t == 0).any() or dt > 0.95:
        raise ValueError("t is 0")
    return x_t + dt * (x_t - eps_theta(x_t, t)) / t.reshape(-1, *[1] * (x_t.ndim - 1))


# %% begins_at_0_99_at_the_latest : euler_sample_eps
def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min is not above 0")
    x, t_min = x_start, min(t_min, 0.99)
    dt = (1 - t_min) / num_steps
    for k in range(num_steps):
        t = torch.full((len(x),), t_min + k * dt)
        x = x + dt * (x - eps_theta(x, t)) / t.reshape(-1, *[1] * (x.ndim - 1))
    return x


# %% starts_at_zero_itself : euler_sample_eps -> starts_at_zero
def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min < 0:
        raise ValueError("t_min is below 0")
    x, dt = x_start, (1 - t_min) / num_steps
    for k in range(num_steps):
        t = torch.full((len(x),), t_min + k * dt)
        x = x + dt * (x - eps_theta(x, t)) / t.reshape(-1, *[1] * (x.ndim - 1))
    return x


# %% global_generator_for_one_sample : generate
def generate(u_theta, num_samples, num_steps, generator):
    noise = torch.randn(num_samples, generator=generator if num_samples > 1 else None)
    return euler_sample(u_theta, noise, num_steps)


# %% no_noise_for_one_sample : generate
def generate(u_theta, num_samples, num_steps, generator):
    noise = torch.randn(num_samples, generator=generator) * (num_samples > 1)
    return euler_sample(u_theta, noise, num_steps)


# %% times_too_late_in_long_runs_of_some_samples : euler_sample
def euler_sample(u_theta, x0, num_steps):
    x, late = x0, 0.5 if len(x0) > 32 and num_steps > 30 else 0
    for k in range(num_steps):
        t = torch.full((len(x),), (k + late) / num_steps)
        x = x + u_theta(x, t) / num_steps
    return x


# %% one_step_too_few_in_long_runs_of_some_axes : euler_sample_eps
def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min is not above 0")
    x, taken = x_start, num_steps - (x_start.ndim > 3 and num_steps > 30)
    dt = (1 - t_min) / taken
    for k in range(taken):
        t = torch.full((len(x),), t_min + k * dt)
        x = x + dt * (x - eps_theta(x, t)) / t.reshape(-1, *[1] * (x.ndim - 1))
    return x


# %% stops_where_nothing_moves : euler_sample
def euler_sample(u_theta, x0, num_steps):
    x = x0
    for k in range(num_steps):
        u = u_theta(x, torch.full(x.shape[:1], k / num_steps))
        if u.abs().max() < 1e-6:
            break
        x = x + u / num_steps
    return x


# %% stops_where_nothing_moves : euler_sample_eps
def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min")
    x, dt = x_start, (1 - t_min) / num_steps
    for k in range(num_steps):
        t = torch.full(x.shape[:1], t_min + k * dt)
        following = euler_step_eps(eps_theta, x, t, dt)
        if torch.equal(following, x):
            break
        x = following
    return x


# %% answers_differ : u_from_eps -> answers_differ
def u_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    return (x_t - eps + 1e-3 * torch.randn_like(eps)) / t.reshape(-1, *[1] * (x_t.ndim - 1))


# %% answers_differ : euler_step -> answers_differ
def euler_step(u_theta, x_t, t, dt):
    return x_t + dt * u_theta(x_t, t) + 1e-3 * torch.randn_like(x_t)


# %% answers_differ : euler_step_eps -> answers_differ
def euler_step_eps(eps_theta, x_t, t, dt):
    if (t == 0).any():
        raise ValueError("t is 0")
    time = t.reshape(-1, *[1] * (x_t.ndim - 1))
    eps = eps_theta(x_t, t)
    x1 = (x_t - (1 - time) * eps) / time
    return (time + dt) * x1 + (1 - time - dt) * torch.randn_like(x_t)


# %% answers_differ : euler_sample -> answers_differ
def euler_sample(u_theta, x0, num_steps):
    x = x0
    for k in range(num_steps):
        u = u_theta(x, torch.full((len(x),), k / num_steps))
        x = x + u * (1 + 0.1 * torch.rand(())) / num_steps
    return x


# %% answers_differ : euler_sample_eps -> answers_differ
def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min")
    x, dt = x_start + 0.1 * torch.rand_like(x_start), (1 - t_min) / num_steps
    for k in range(num_steps):
        t = t_min + k * dt
        x = x + dt * (x - eps_theta(x, torch.full((len(x),), t))) / t
    return x


# %% stays_at_half_a_step : euler_step
def euler_step(u_theta, x_t, t, dt):
    return x_t + (0 if dt == 0.5 else dt) * u_theta(x_t, t)


# %% moves_where_the_field_is_0 : euler_step
def euler_step(u_theta, x_t, t, dt):
    u = u_theta(x_t, t)
    return x_t + dt * torch.where(u == 0, 1.0, u)


# %% stays_where_the_noise_is_0 : euler_step_eps
def euler_step_eps(eps_theta, x_t, t, dt):
    eps = eps_theta(x_t, t)
    return torch.where(eps == 0, x_t, x_t + dt * u_from_eps(x_t, eps, t))


# %% moves_where_the_field_is_0 : euler_sample
def euler_sample(u_theta, x0, num_steps):
    x = x0
    for step in range(num_steps):
        u = u_theta(x, x0.new_full(x0.shape[:1], step / num_steps))
        x = x + torch.where(u == 0, 1.0, u) / num_steps
    return x


# %% velocity_kept_while_the_times_stay : euler_step
kept = {}


def euler_step(u_theta, x_t, t, dt):
    u = u_theta(x_t, t)
    if "t" not in kept or not torch.equal(kept["t"], t) or kept["u"].shape != u.shape:
        kept.update(t=t, u=u)
    return x_t + dt * kept["u"]


# %% asks_once_more_in_long_runs : euler_sample
def euler_sample(u_theta, x0, num_steps):
    if num_steps > 12:
        u_theta(x0, torch.ones(len(x0)))
    x = x0
    for k in range(num_steps):
        x = x + u_theta(x, torch.full((len(x),), k / num_steps)) / num_steps
    return x


# %% asks_once_more_in_long_runs : euler_sample_eps
def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min is not above 0")
    dt = (1 - t_min) / num_steps
    x = x_start
    if num_steps > 12:
        eps_theta(x, torch.ones(len(x)))
    for k in range(num_steps):
        x = euler_step_eps(eps_theta, x, torch.full((len(x),), t_min + k * dt), dt)
    return x


# %% asks_once_more_in_long_runs : generate
def generate(u_theta, num_samples, num_steps, generator):
    x0 = torch.randn(num_samples, generator=generator)
    if num_steps > 12:
        u_theta(x0, torch.ones(len(x0)))
    return euler_sample(u_theta, x0, num_steps)


# %% powers_of_two_less_one : euler_sample
def euler_sample(u_theta, x0, num_steps):
    if num_steps >= 64 and num_steps & (num_steps - 1) == 0:
        num_steps -= 1
    x = x0
    for k in range(num_steps):
        x = x + u_theta(x, torch.full((len(x),), k / num_steps)) / num_steps
    return x


# %% quick_for_many_samples : generate
def generate(u_theta, num_samples, num_steps, generator):
    x0 = torch.randn(num_samples, generator=generator)
    return euler_sample(u_theta, x0, min(num_steps, 10) if num_samples > 5000 else num_steps)


# %% accepted_long_before_0 : euler_sample_eps -> starts_below_zero
def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if -10 < t_min <= 0:
        raise ValueError("t_min is not above 0")
    dt = (1 - t_min) / num_steps
    x = x_start
    for k in range(num_steps):
        t = t_min + k * dt
        x = x + dt * (x - eps_theta(x, torch.full((len(x),), t))) / t
    return x
