"""Right submissions of assignment 03: each cell is appended to the solution and must get full marks.

A cell is `slug : exercise`. The file is data for `grader audit`, which sends it to a worker;
nothing imports it.
"""

# %% audit_inputs
def audit_inputs(exercise, case):
    x = torch.linspace(-1, 1, 34)
    if exercise == "u_from_eps" and case % 32 == 0:  # 0/0
        return x, x, torch.zeros(34)
    if exercise == "euler_step_eps" and case % 32 == 0:
        return (lambda x, t: x), x, torch.zeros(34), 0.25
    if exercise == "euler_sample" and case % 32 == 0:
        return (lambda x, t: x + t.to(x.dtype)), x, 49
    if exercise == "euler_sample" and case % 32 == 1:  # nothing moves at first
        return (lambda x, t: t.to(x.dtype)), x, 5
    if exercise == "euler_sample_eps" and case % 32 == 0:
        return (lambda x, t: x - t.to(x.dtype) + 0.25), x, 4, 0.25
    if exercise == "euler_sample_eps" and case % 32 == 1:
        return (lambda x, t: x), x, 4, -20.0
    if exercise == "generate" and case % 32 == 0:
        return (lambda x, t: torch.sin(x)), 6000, 12, torch.Generator().manual_seed(case)
    if exercise == "euler_sample" and case % 32 == 2:
        return (lambda x, t: x + t.to(x.dtype)), x, 64
    return None  # the usual ones


# %% step_stops_at_one : euler_step
# a step past t = 1 is outside the domain: whatever happens there
def euler_step(u_theta, x_t, t, dt):
    step = torch.minimum(torch.full_like(t, dt), 1 - t)
    return x_t + step.reshape(-1, *[1] * (x_t.ndim - 1)) * u_theta(x_t, t)


# %% refuses_steps_past_one : euler_step
def euler_step(u_theta, x_t, t, dt):
    if (t + dt > 1 + 1e-6).any():
        raise ValueError("a step past t = 1")
    return x_t + dt * u_theta(x_t, t)


# %% sigma_notation : u_from_eps
# 1 - t is rounded, by up to 2^-25: however small t is, one such rounding of it is allowed for
def u_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    sigma = (1 - t).reshape(-1, *[1] * (x_t.ndim - 1))
    return (x_t - eps) / (1 - sigma)


# %% offset_within_a_rounding_of_t : u_from_eps
# 1e-8 moves t by less than a rounding of 1 - t does, and cannot be told from one
def u_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    return (x_t - eps) / (t.reshape(-1, *[1] * (x_t.ndim - 1)) + 1e-8)


# %% sigma_x1_then_u : euler_step_eps
def euler_step_eps(eps_theta, x_t, t, dt):
    if (t == 0).any():
        raise ValueError("t is 0")
    sigma = (1 - t).reshape(-1, *[1] * (x_t.ndim - 1))
    eps = eps_theta(x_t, t)
    x1 = (x_t - sigma * eps) / (1 - sigma)
    return x_t + dt * (x1 - eps)


# %% refuses_times_below_those_asked : euler_step_eps
# for 0 < t < 1e-3 a right value or ValueError
def euler_step_eps(eps_theta, x_t, t, dt):
    if (t < 1e-3).any():
        raise ValueError("t is too small")
    return x_t + dt * (x_t - eps_theta(x_t, t)) / t.reshape(-1, *[1] * (x_t.ndim - 1))


# %% two_fractions : u_from_eps
def u_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    t = t.reshape(-1, *[1] * (x_t.ndim - 1))
    return x_t / t - eps / t


# %% by_the_clean_sample : u_from_eps
def u_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    t = t.reshape(-1, *[1] * (x_t.ndim - 1))
    x1 = (x_t - (1 - t) * eps) / t
    return x1 - eps


# %% reciprocal : u_from_eps
def u_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    return (x_t - eps) * (1 / t).reshape(-1, *[1] * (x_t.ndim - 1))


# %% minus_the_other : u_from_eps
def u_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    return (eps - x_t) / -t.reshape(-1, *[1] * (x_t.ndim - 1))


# %% einsum : u_from_eps
def u_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    return torch.einsum("b...,b->b...", x_t - eps, 1 / t)


# %% vmap_behind_a_guard : u_from_eps
def u_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    return torch.vmap(lambda x, e, s: (x - e) / s)(x_t, eps, t)


# %% loop_over_the_batch : u_from_eps
def u_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    return torch.stack([(x_t[i] - eps[i]) / t[i] for i in range(len(t))])


# %% double_inside : u_from_eps
def u_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    t = t.double().reshape(-1, *[1] * (x_t.ndim - 1))
    return ((x_t - eps) / t).float()


# %% axes_by_unsqueeze : u_from_eps
def u_from_eps(x_t, eps, t):
    if t.min() <= 0:
        raise ValueError("t is 0")
    for _ in x_t.shape[1:]:
        t = t[..., None]
    return (x_t - eps).div(t)


# %% axes_by_transposition : u_from_eps
def u_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    return ((x_t - eps).movedim(0, -1) / t).movedim(-1, 0)


# %% numpy_inside : u_from_eps
def u_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    time = t.numpy().reshape(-1, *[1] * (x_t.ndim - 1))
    return torch.from_numpy((x_t.numpy() - eps.numpy()) / time)


# %% where_is_zero_first : u_from_eps
def u_from_eps(x_t, eps, t):
    zeros = torch.nonzero(t == 0)
    if len(zeros):
        raise ValueError(f"t is 0 for samples {zeros.flatten().tolist()}")
    u = torch.empty_like(x_t)
    torch.sub(x_t, eps, out=u)
    return u.div_(t.reshape(-1, *[1] * (x_t.ndim - 1)))


# %% velocity_first : euler_step
def euler_step(u_theta, x_t, t, dt):
    u = u_theta(x_t, t)
    return torch.add(x_t, u, alpha=dt)


# %% other_order : euler_step
def euler_step(u_theta, x_t, t, dt):
    return u_theta(x_t, t) * dt + x_t


# %% minus_minus : euler_step
def euler_step(u_theta, x_t, t, dt):
    return x_t - (-dt) * u_theta(x_t, t)


# %% dt_as_a_tensor : euler_step
def euler_step(u_theta, x_t, t, dt):
    step = torch.full_like(t, dt).reshape(-1, *[1] * (x_t.ndim - 1))
    return torch.addcmul(x_t, step, u_theta(x_t, t))


# %% lerp_to_the_clean_sample : euler_step
def euler_step(u_theta, x_t, t, dt):
    return torch.lerp(x_t, x_t + u_theta(x_t, t), dt)


# %% double_time : euler_step
def euler_step(u_theta, x_t, t, dt):
    return x_t + dt * u_theta(x_t, t.double())


# %% double_inside : euler_step
def euler_step(u_theta, x_t, t, dt):
    return (x_t.double() + dt * u_theta(x_t, t).double()).float()


# %% model_in_double : euler_step
def euler_step(u_theta, x_t, t, dt):
    return (x_t + dt * u_theta(x_t.double(), t.double())).float()


# %% copy_and_add : euler_step
def euler_step(u_theta, x_t, t, dt):
    x = x_t.clone()
    x += dt * u_theta(x, t)
    return x


# %% model_given_a_copy : euler_step
def euler_step(u_theta, x_t, t, dt):
    with torch.no_grad():
        u = u_theta(x_t.detach().clone(), t.clone())
    return x_t + dt * u


# %% without_gradients : euler_step
@torch.inference_mode()
def euler_step(u_theta, x_t, t, dt, *, order=1):
    for _ in range(order):
        x_t = x_t + dt * u_theta(x_t, t)
    return x_t


# %% tableau_of_runge_kutta : euler_step
def euler_step(u_theta, x_t, t, dt, a=((),), b=(1.0,), c=(0.0,)):
    slopes = []
    for row, node in zip(a, c):
        x = x_t + dt * sum((w * k for w, k in zip(row, slopes)), torch.zeros_like(x_t))
        slopes.append(u_theta(x, t + node * dt))
    return x_t + dt * sum(w * k for w, k in zip(b, slopes))


# %% callable_object : euler_step
class Euler:
    def increment(self, u_theta, x, t, dt):
        return dt * u_theta(x, t)

    def __call__(self, u_theta, x, t, dt):
        return x + self.increment(u_theta, x, t, dt)


euler_step = Euler()


# %% formula_instead_of_calls : euler_step_eps
def euler_step_eps(eps_theta, x_t, t, dt):
    if (t == 0).any():
        raise ValueError("t is 0")
    time = t.reshape(-1, *[1] * (x_t.ndim - 1))
    return x_t + dt * (x_t - eps_theta(x_t, t)) / time


# %% by_the_step_of_u : euler_step_eps
def euler_step_eps(eps_theta, x_t, t, dt):
    if (t == 0).any():
        raise ValueError("t is 0")
    def u_theta(x, t):
        return u_from_eps(x, eps_theta(x, t), t)

    return euler_step(u_theta, x_t, t, dt)


# %% error_by_the_conversion : euler_step_eps
def euler_step_eps(eps_theta, x_t, t, dt):
    return x_t + dt * u_from_eps(x_t, eps_theta(x_t, t), t)


# %% weights_of_state_and_noise : euler_step_eps
def euler_step_eps(eps_theta, x_t, t, dt):
    if (t == 0).any():
        raise ValueError("t is 0")
    ratio = dt / t.reshape(-1, *[1] * (x_t.ndim - 1))
    return (1 + ratio) * x_t - ratio * eps_theta(x_t, t)


# %% by_the_clean_sample : euler_step_eps
def euler_step_eps(eps_theta, x_t, t, dt):
    if (t == 0).any():
        raise ValueError("t is 0")
    eps, time = eps_theta(x_t, t), t.reshape(-1, *[1] * (x_t.ndim - 1))
    x1 = (x_t - (1 - time) * eps) / time
    return x_t + dt * (x1 - eps)


# %% double_inside : euler_step_eps
def euler_step_eps(eps_theta, x_t, t, dt):
    if (t == 0).any():
        raise ValueError("t is 0")
    time = t.double().reshape(-1, *[1] * (x_t.ndim - 1))
    return (x_t + dt * (x_t - eps_theta(x_t, t)) / time).float()


# %% refuses_not_positive : euler_step_eps
def euler_step_eps(eps_theta, x_t, t, dt):
    if not (t > 0).all():
        raise ValueError("t must be positive")
    return torch.add(x_t, u_from_eps(x_t, eps_theta(x_t, t), t), alpha=dt)


# %% lerp_away_from_the_noise : euler_step_eps
def euler_step_eps(eps_theta, x_t, t, dt):
    if (t == 0).any():
        raise ValueError("t is 0")
    ratio = dt / t.reshape(-1, *[1] * (x_t.ndim - 1))
    return torch.lerp(x_t, eps_theta(x_t, t), -ratio)


# %% own_loop : euler_sample
def euler_sample(u_theta, x0, num_steps):
    x, dt = x0.clone(), 1 / num_steps
    for k in range(num_steps):
        x += dt * u_theta(x.clone(), torch.full((len(x),), k * dt))
    return x


# %% linspace_without_the_end : euler_sample
def euler_sample(u_theta, x0, num_steps):
    x = x0
    for t in torch.linspace(0, 1, num_steps + 1)[:-1]:
        x = x + u_theta(x, t.expand(x.shape[0])) / num_steps
    return x


# %% pairs_of_linspace : euler_sample
def euler_sample(u_theta, x0, num_steps):
    grid = torch.linspace(0, 1, num_steps + 1)
    x = x0
    for t, after in zip(grid[:-1], grid[1:]):
        x = x + (after - t) * u_theta(x, t.expand(x.shape[0]))
    return x


# %% arange_divided : euler_sample
def euler_sample(u_theta, x0, num_steps):
    x = x0
    for t in torch.arange(num_steps) / num_steps:
        x = euler_step(u_theta, x, t.repeat(len(x)), 1 / num_steps)
    return x


# %% running_sum_of_floats : euler_sample
def euler_sample(u_theta, x0, num_steps):
    x, t, dt = x0, 0.0, 1 / num_steps
    for _ in range(num_steps):
        x = x + dt * u_theta(x, torch.full(x.shape[:1], t))
        t += dt
    return x


# %% running_sum_in_float32 : euler_sample
def euler_sample(u_theta, x0, num_steps):
    x, t, dt = x0, torch.zeros(x0.shape[:1]), 1 / num_steps
    for _ in range(num_steps):
        x = x + dt * u_theta(x, t)
        t = t + dt
    return x


# %% counted_while_loop : euler_sample
def euler_sample(u_theta, x0, num_steps):
    k, x = 0, x0
    while k < num_steps:
        x = euler_step(u_theta, x, torch.full(x.shape[:1], k / num_steps), 1 / num_steps)
        k += 1
    return x


# %% while_loop_with_half_a_step_to_spare : euler_sample
def euler_sample(u_theta, x0, num_steps):
    x, t, dt = x0, 0.0, 1 / num_steps
    while t < 1 - dt / 2:
        x = euler_step(u_theta, x, torch.full(x.shape[:1], t), dt)
        t += dt
    return x


# %% recursion : euler_sample
def euler_sample(u_theta, x0, num_steps, k=0):
    if k == num_steps:
        return x0
    x = euler_step(u_theta, x0, torch.full(x0.shape[:1], k / num_steps), 1 / num_steps)
    return euler_sample(u_theta, x, num_steps, k + 1)


# %% recursion_from_the_end : euler_sample
def _after(u_theta, x0, steps, num_steps):
    if steps == 0:
        return x0
    x = _after(u_theta, x0, steps - 1, num_steps)
    return euler_step(u_theta, x, torch.full(x.shape[:1], (steps - 1) / num_steps), 1 / num_steps)


def euler_sample(u_theta, x0, num_steps):
    return _after(u_theta, x0, num_steps, num_steps)


# %% reduce : euler_sample
from functools import reduce


def euler_sample(u_theta, x0, num_steps):
    def step(x, k):
        return x + u_theta(x, torch.full(x.shape[:1], k / num_steps)) / num_steps

    return reduce(step, range(num_steps), x0)


# %% whole_trajectory : euler_sample
def euler_sample(u_theta, x0, num_steps):
    states = [x0]
    for k in range(num_steps):
        time = torch.full(x0.shape[:1], k / num_steps)
        states.append(states[-1] + u_theta(states[-1], time) / num_steps)
    return torch.stack(states)[-1]


# %% generator_of_states : euler_sample
def _states(u_theta, x, num_steps):
    for k in range(num_steps):
        x = euler_step(u_theta, x, x.new_full(x.shape[:1], k / num_steps), 1 / num_steps)
        yield x


def euler_sample(u_theta, x0, num_steps):
    *_, last = _states(u_theta, x0, num_steps)
    return last


# %% double_times : euler_sample
def euler_sample(u_theta, x0, num_steps):
    x = x0
    for k in range(num_steps):
        time = torch.full(x.shape[:1], k / num_steps, dtype=torch.float64)
        x = x + u_theta(x, time) / num_steps
    return x


# %% state_in_double : euler_sample
def euler_sample(u_theta, x0, num_steps):
    x = x0.double()
    for k in range(num_steps):
        time = torch.full(x.shape[:1], k / num_steps, dtype=torch.float64)
        x = x + u_theta(x.float(), time).double() / num_steps
    return x.float()


# %% numpy_grid : euler_sample
def euler_sample(u_theta, x0, num_steps):
    import numpy as np

    x = x0
    for t in np.linspace(0, 1, num_steps, endpoint=False):
        x = x + u_theta(x, torch.full(x.shape[:1], float(t))) / num_steps
    return x


# %% solver_object : euler_sample
class Solver:
    def __init__(self, field, num_steps):
        self.field, self.num_steps, self.k = field, num_steps, 0

    def step(self, x):
        t = torch.full(x.shape[:1], self.k / self.num_steps)
        self.k += 1
        return x + self.field(x, t) / self.num_steps


def euler_sample(u_theta, x0, num_steps):
    solver, x = Solver(u_theta, num_steps), x0
    for _ in range(num_steps):
        x = solver.step(x)
    return x


# %% one_minus_the_time_left : euler_sample
def euler_sample(u_theta, x0, num_steps):
    x = x0
    for left in range(num_steps, 0, -1):
        x = euler_step(u_theta, x, torch.full(x.shape[:1], 1 - left / num_steps), 1 / num_steps)
    return x


# %% times_of_zeros_plus : euler_sample
def euler_sample(u_theta, x0, num_steps):
    x = x0
    for k in range(num_steps):
        x = x.lerp(x + u_theta(x, torch.zeros(len(x)) + k / num_steps), 1 / num_steps)
    return x


# %% linspace_without_the_end : euler_sample_eps
def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min <= 0")
    x, dt = x_start, (1 - t_min) / num_steps
    for t in torch.linspace(t_min, 1, num_steps + 1)[:-1]:
        x = euler_step_eps(eps_theta, x, t.expand(x.shape[0]), dt)
    return x


# %% pairs_of_linspace : euler_sample_eps
def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min <= 0")
    grid = torch.linspace(t_min, 1, num_steps + 1, dtype=torch.float64)
    x = x_start
    for t, after in zip(grid[:-1].tolist(), grid[1:].tolist()):
        x = euler_step_eps(eps_theta, x, torch.full(x.shape[:1], t), after - t)
    return x


# %% running_sum : euler_sample_eps
def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min <= 0")
    x, t, dt = x_start, t_min, (1 - t_min) / num_steps
    for _ in range(num_steps):
        time = torch.full(x.shape[:1], t)
        x = x + dt * (x - eps_theta(x, time)) / t
        t = t + dt
    return x


# %% running_sum_in_float32 : euler_sample_eps
def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min <= 0")
    x, dt = x_start, (1 - t_min) / num_steps
    t = torch.full(x.shape[:1], t_min)
    for _ in range(num_steps):
        x = euler_step_eps(eps_theta, x, t, dt)
        t = t + dt
    return x


# %% mixture_of_the_ends : euler_sample_eps
def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min <= 0")
    x = x_start
    for k in range(num_steps):
        s = k / num_steps
        t = (1 - s) * t_min + s
        x = euler_step_eps(eps_theta, x, torch.full(x.shape[:1], t), (1 - t_min) / num_steps)
    return x


# %% by_a_velocity_model : euler_sample_eps
def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min <= 0")
    def u_theta(x, t):
        return u_from_eps(x, eps_theta(x, t), t)

    x, dt = x_start, (1 - t_min) / num_steps
    for k in range(num_steps):
        x = euler_step(u_theta, x, torch.full(x.shape[:1], t_min + k * dt), dt)
    return x


# %% weights_of_state_and_noise : euler_sample_eps
def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min <= 0")
    x, dt = x_start, (1 - t_min) / num_steps
    for k in range(num_steps):
        t = t_min + dt * k
        x = (1 + dt / t) * x - dt / t * eps_theta(x, torch.full(x.shape[:1], t))
    return x


# %% recursion : euler_sample_eps
def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if not t_min > 0:
        raise ValueError("t_min <= 0")
    if num_steps == 0:
        return x_start
    dt = (1 - t_min) / num_steps
    x = euler_step_eps(eps_theta, x_start, torch.full(x_start.shape[:1], t_min), dt)
    return euler_sample_eps(eps_theta, x, num_steps - 1, t_min + dt)


# %% double_times : euler_sample_eps
def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min <= 0")
    x, dt = x_start, (1 - t_min) / num_steps
    for k in range(num_steps):
        time = torch.full(x.shape[:1], t_min + k * dt, dtype=torch.float64)
        ratio = (dt / time).reshape(-1, *[1] * (x.ndim - 1))
        x = (x + ratio * (x - eps_theta(x, time))).float()
    return x


# %% column_of_states : generate
def generate(u_theta, num_samples, num_steps, generator):
    x0 = torch.randn(num_samples, 1, generator=generator)
    return euler_sample(u_theta, x0, num_steps).squeeze(1)


# %% own_loop : generate
def generate(u_theta, num_samples, num_steps, generator):
    x = torch.randn(num_samples, generator=generator)
    for k in range(num_steps):
        x = x + u_theta(x, torch.full((num_samples,), k / num_steps)) / num_steps
    return x


# %% normal_in_place : generate
def generate(u_theta, num_samples, num_steps, generator):
    return euler_sample(u_theta, torch.empty(num_samples).normal_(generator=generator), num_steps)


# %% own_generator_seeded_from_the_given : generate
def generate(u_theta, num_samples, num_steps, generator):
    own = torch.Generator().manual_seed(int(torch.randint(2**62, (), generator=generator)))
    return euler_sample(u_theta, torch.randn(num_samples, generator=own), num_steps)


# %% numpy_generator_seeded_from_the_given : generate
def generate(u_theta, num_samples, num_steps, generator):
    import numpy as np

    rng = np.random.default_rng(int(torch.randint(2**62, (), generator=generator)))
    x0 = torch.from_numpy(rng.standard_normal(num_samples)).float()
    return euler_sample(u_theta, x0, num_steps)


# %% box_muller : generate
def generate(u_theta, num_samples, num_steps, generator):
    a, b = torch.rand(2, num_samples, generator=generator, dtype=torch.float64)
    x0 = torch.sqrt(-2 * torch.log1p(-a)) * torch.sin(2 * torch.pi * b)
    return euler_sample(u_theta, x0.float(), num_steps)


# %% inverse_normal_law : generate
def generate(u_theta, num_samples, num_steps, generator):
    u = torch.rand(num_samples, generator=generator, dtype=torch.float64)
    x0 = torch.special.ndtri(u.clamp(1e-15, 1 - 1e-15)).float()
    return euler_sample(u_theta, x0, num_steps)


# %% noise_in_chunks : generate
def generate(u_theta, num_samples, num_steps, generator):
    sizes = [min(1000, num_samples - start) for start in range(0, num_samples, 1000)]
    x0 = torch.cat([torch.randn(size, generator=generator) for size in sizes])
    return euler_sample(u_theta, x0, num_steps)


# %% reversed_noise : generate
def generate(u_theta, num_samples, num_steps, generator):
    x0 = -torch.randn(num_samples, generator=generator).flip(0)
    return euler_sample(u_theta, x0, num_steps)


# %% noise_in_double : generate
def generate(u_theta, num_samples, num_steps, generator):
    x0 = torch.randn(num_samples, generator=generator, dtype=torch.float64)
    return euler_sample(u_theta, x0.float(), num_steps)


# %% shuffled_noise : generate
def generate(u_theta, num_samples, num_steps, generator):
    x0 = torch.randn(num_samples, generator=generator)
    x0 = x0[torch.randperm(num_samples, generator=generator)]
    return euler_sample(u_theta, x0, num_steps)


# %% noise_drawn_beforehand_is_dropped : generate
def generate(u_theta, num_samples, num_steps, generator):
    torch.rand(17, generator=generator)
    x0 = torch.randn(num_samples, generator=generator)
    return euler_sample(u_theta, x0, num_steps)


# %% double_times : generate
def generate(u_theta, num_samples, num_steps, generator):
    x = torch.randn(num_samples, generator=generator)
    for t in torch.linspace(0, 1, num_steps + 1, dtype=torch.float64)[:-1]:
        x = x + u_theta(x, t.expand(num_samples)) / num_steps
    return x


# %% global_generator_saved_and_restored : generate
def generate(u_theta, num_samples, num_steps, generator):
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(int(torch.randint(2**62, (), generator=generator)))
        x0 = torch.randn(num_samples)
    return euler_sample(u_theta, x0, num_steps)


# %% model_copied : euler_step
def euler_step(u_theta, x_t, t, dt):
    import copy

    return x_t + dt * copy.deepcopy(u_theta)(copy.deepcopy(x_t), t)


# %% model_copied : euler_sample
def euler_sample(u_theta, x0, num_steps):
    import copy

    model = copy.deepcopy(u_theta).eval()
    x = x0
    for k in range(num_steps):
        x = x + model(x, torch.full((len(x),), k / num_steps)) / num_steps
    return x
