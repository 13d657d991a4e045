"""More right submissions of assignment 03: the samplers, in styles of many hands.

Cells as in equivalents.py. The times of the steps are made in every way that has the right number of
them, and is right to within float32's rounding of t.
"""

# %% pairwise_of_a_list : euler_sample
from itertools import pairwise


def euler_sample(u_theta, x0, num_steps):
    times = [k / num_steps for k in range(num_steps + 1)]
    x = x0
    for now, later in pairwise(times):
        x = x + (later - now) * u_theta(x, torch.full(x.shape[:1], now))
    return x


# %% accumulate : euler_sample
from itertools import accumulate


def euler_sample(u_theta, x0, num_steps):
    def step(x, k):
        return euler_step(u_theta, x, torch.ones(len(x)) * k / num_steps, 1 / num_steps)

    *_, last = accumulate(range(num_steps), step, initial=x0)
    return last


# %% cumulative_sum_in_double : euler_sample
def euler_sample(u_theta, x0, num_steps):
    dt = torch.full((num_steps,), 1 / num_steps, dtype=torch.float64)
    starts = torch.cumsum(dt, 0) - dt
    x = x0
    for start in starts:
        x = x + u_theta(x, start.float().expand(len(x))) / num_steps
    return x


# %% fractions : euler_sample
from fractions import Fraction


def euler_sample(u_theta, x0, num_steps):
    x, t, dt = x0, Fraction(0), Fraction(1, num_steps)
    while t < 1:
        x = x + float(dt) * u_theta(x, torch.full((x.shape[0],), float(t)))
        t += dt
    return x


# %% decimals : euler_sample
from decimal import Decimal


def euler_sample(u_theta, x0, num_steps):
    x = x0
    for k in range(num_steps):
        t = Decimal(k) / Decimal(num_steps)
        x = euler_step(u_theta, x, torch.tensor([float(t)] * len(x)), float(1 / Decimal(num_steps)))
    return x


# %% sigmas_from_one_to_zero : euler_sample
def euler_sample(u_theta, x0, num_steps):
    sigmas = torch.linspace(1.0, 0.0, num_steps + 1)
    sample = x0
    for i, sigma in enumerate(sigmas[:-1]):
        model_output = -u_theta(sample, (1 - sigma).repeat(sample.shape[0]))
        sample = sample + (sigmas[i + 1] - sigma) * model_output
    return sample


# %% new_ones_times_t : euler_sample
def euler_sample(u_theta, x0, num_steps):
    z, dt = x0.clone(), 1.0 / num_steps
    batchsize = z.shape[0]
    for i in range(num_steps):
        t = torch.ones((batchsize,)) * i / num_steps
        pred = u_theta(z, t)
        z = z.detach().clone() + pred * dt
    return z


# %% trajectory_tensor : euler_sample
def euler_sample(u_theta, x0, num_steps, return_path=False):
    path = torch.empty(num_steps + 1, *x0.shape)
    path[0] = x0
    t_span = torch.arange(num_steps + 1, dtype=torch.float32) / num_steps
    for k in range(num_steps):
        path[k + 1] = path[k] + u_theta(path[k], t_span[k].expand(len(x0))) * (1 / num_steps)
    return path if return_path else path[-1]


# %% fixed_step_solver : euler_sample
class FixedGridODESolver:
    def __init__(self, func, y0, step_size):
        self.func, self.y0, self.step_size = func, y0, step_size

    def _step_func(self, t0, dt, y):
        return dt * self.func(t0, y)

    def integrate(self, t):
        solution = [self.y0]
        for t0, t1 in zip(t[:-1], t[1:]):
            solution.append(solution[-1] + self._step_func(t0, t1 - t0, solution[-1]))
        return solution


def odeint(func, y0, t, method="euler"):
    assert method == "euler"
    return FixedGridODESolver(func, y0, step_size=None).integrate(t)


def euler_sample(u_theta, x0, num_steps):
    grid = torch.linspace(0, 1, num_steps + 1)
    return odeint(lambda t, x: u_theta(x, t.expand(x.shape[0])), x0, grid)[-1]


# %% model_wrapper_with_scalar_time : euler_sample
class ModelWrapper(torch.nn.Module):
    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, x, t, **extras):
        if t.dim() == 0:
            t = t.unsqueeze(0).repeat(x.shape[0])
        return self.model(x, t)


def euler_sample(u_theta, x0, num_steps):
    wrapped = ModelWrapper(u_theta)
    x = x0
    for k in range(num_steps):
        x = x + wrapped(x=x, t=torch.tensor(k / num_steps)) / num_steps
    return x


# %% progress_bar : euler_sample
try:
    from tqdm.auto import tqdm
except ImportError:

    def tqdm(iterable, **kwargs):
        return iterable


def euler_sample(u_theta, x0, num_steps):
    x = x0
    for k in tqdm(range(num_steps), desc="sampling", leave=False):
        x = euler_step(u_theta, x, torch.full(x.shape[:1], k / num_steps), 1 / num_steps)
    return x


# %% no_gradients_and_detached : euler_sample
@torch.no_grad()
def euler_sample(u_theta, x0, num_steps):
    x = x0.detach()
    for k in range(num_steps):
        x = x.detach() + (1 / num_steps) * u_theta(x.detach(), x.new_full((len(x),), k / num_steps))
    return x.detach()


# %% gradients_left_on : euler_sample
def euler_sample(u_theta, x0, num_steps):
    with torch.enable_grad():
        x = x0.clone().requires_grad_(True)
        for k in range(num_steps):
            x = x + u_theta(x, torch.full(x.shape[:1], k / num_steps)) / num_steps
    return x


# %% state_flat_inside : euler_sample
def euler_sample(u_theta, x0, num_steps):
    shape, flat = x0.shape, x0.reshape(-1)
    for k in range(num_steps):
        u = u_theta(flat.view(shape), torch.full(shape[:1], k / num_steps))
        flat = flat + u.reshape(-1) / num_steps
    return flat.view(shape)


# %% right_hand_side_by_closure : euler_sample
def make_sampler(u_theta, num_steps):
    h = 1 / num_steps
    k = 0

    def advance(x):
        nonlocal k
        t, k = torch.full((x.size(0),), k * h), k + 1
        return torch.add(x, u_theta(x, t), alpha=h)

    return advance


def euler_sample(u_theta, x0, num_steps):
    advance, x = make_sampler(u_theta, num_steps), x0
    for _ in range(num_steps):
        x = advance(x)
    return x


# %% iterator_class : euler_sample
class Trajectory:
    def __init__(self, field, x, num_steps):
        self.field, self.x, self.left, self.num_steps = field, x, num_steps, num_steps

    def __iter__(self):
        return self

    def __next__(self):
        if not self.left:
            raise StopIteration
        t = torch.full(self.x.shape[:1], (self.num_steps - self.left) / self.num_steps)
        self.left -= 1
        self.x = self.x + self.field(self.x, t) / self.num_steps
        return self.x


def euler_sample(u_theta, x0, num_steps):
    x = x0
    for x in Trajectory(u_theta, x0, num_steps):
        pass
    return x


# %% times_of_every_sample_at_once : euler_sample
def euler_sample(u_theta, x0, num_steps):
    times = torch.arange(num_steps).div(num_steps).unsqueeze(1).repeat(1, len(x0))
    x = x0
    for t in times:
        x = euler_step(u_theta, x, t, 1 / num_steps)
    return x


# %% time_tensor_moved_in_place : euler_sample
def euler_sample(u_theta, x0, num_steps):
    x, t = x0, torch.zeros(len(x0), dtype=torch.float64)
    for k in range(num_steps):
        x = x + u_theta(x, t.float()) / num_steps
        t += 1 / num_steps
    return x


# %% times_by_zip_with_linspace_of_numpy : euler_sample
import numpy as np


def euler_sample(u_theta, x0, num_steps):
    ts = np.linspace(0.0, 1.0, num_steps + 1)
    hs = np.diff(ts)
    x = x0
    for t, h in zip(ts, hs):
        x = x + float(h) * u_theta(x, torch.from_numpy(np.full(len(x), t, dtype=np.float32)))
    return x


# %% arange_with_half_a_step_to_spare : euler_sample
def euler_sample(u_theta, x0, num_steps):
    dt = 1 / num_steps
    x = x0
    for t in torch.arange(0, 1 - dt / 2, dt, dtype=torch.float64):
        x = euler_step(u_theta, x, torch.full((len(x),), t.item()), dt)
    return x


# %% deque_of_steps : euler_sample
from collections import deque


def euler_sample(u_theta, x0, num_steps):
    steps, x = deque(range(num_steps)), x0
    while steps:
        k = steps.popleft()
        x = x + u_theta(x, torch.full(x.shape[:1], float(k)).div(num_steps)).div(num_steps)
    return x


# %% validated : euler_sample
def euler_sample(u_theta, x0, num_steps):
    if num_steps < 1:
        raise ValueError(f"num_steps must be at least 1, got {num_steps}")
    if not isinstance(num_steps, int):
        raise ValueError("num_steps must be an int")
    x, times = x0, torch.linspace(0, 1, num_steps + 1)
    for k in range(num_steps):
        assert 0 <= times[k] < 1
        x = x + (times[k + 1] - times[k]) * u_theta(x, times[k].expand(len(x)))
        if not torch.isfinite(x).all():
            raise ValueError("the state is not finite")
    return x


# %% euler_as_the_first_order_of_a_table : euler_sample
SOLVERS = {"euler": lambda f, x, t, h: x + h * f(x, t)}


def euler_sample(u_theta, x0, num_steps, method="euler"):
    try:
        step = SOLVERS[method]
    except KeyError:
        raise ValueError(f"no such method: {method}") from None
    h = 1 / num_steps
    x = x0
    for k in range(num_steps):
        x = step(u_theta, x, torch.full((len(x),), h).mul(k), h)
    return x


# %% sigma_schedule : euler_sample_eps
def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min <= 0")
    sigmas = torch.linspace(1 - t_min, 0, num_steps + 1, dtype=torch.float64)
    x = x_start
    for sigma, sigma_next in zip(sigmas, sigmas[1:]):
        t = (1 - sigma).float().expand(len(x))
        eps = eps_theta(x, t)
        x = x + float(sigma - sigma_next) * (x - eps) / float(1 - sigma)
    return x


# %% pairwise_of_a_list : euler_sample_eps
from itertools import pairwise


def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if not t_min > 0:
        raise ValueError("t_min must be positive")
    dt = (1 - t_min) / num_steps
    x = x_start
    for t, t_next in pairwise([t_min + k * dt for k in range(num_steps)] + [1.0]):
        x = euler_step_eps(eps_theta, x, torch.full((len(x),), t), t_next - t)
    return x


# %% reduce : euler_sample_eps
from functools import partial, reduce


def _advance(eps_theta, dt, t_min, x, k):
    t = torch.full(x.shape[:1], t_min + k * dt)
    return x + dt * u_from_eps(x, eps_theta(x, t), t)


def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min <= 0")
    step = partial(_advance, eps_theta, (1 - t_min) / num_steps, t_min)
    return reduce(step, range(num_steps), x_start)


# %% generator_of_states : euler_sample_eps
def _states(eps_theta, x, num_steps, t_min):
    yield x
    h = (1 - t_min) / num_steps
    for k in range(num_steps):
        x = euler_step_eps(eps_theta, x, torch.full(x.shape[:1], t_min + h * k), h)
        yield x


def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min <= 0")
    return list(_states(eps_theta, x_start, num_steps, t_min))[-1]


# %% counted_while_loop : euler_sample_eps
def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min <= 0")
    k, x = 0, x_start.clone()
    while k < num_steps:
        t = t_min + (1 - t_min) * k / num_steps
        time = x.new_tensor([t]).expand(x.shape[0])
        x = torch.add(x, u_from_eps(x, eps_theta(x, time), time), alpha=(1 - t_min) / num_steps)
        k += 1
    return x


# %% weighted_ends : euler_sample_eps
def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min <= 0")
    x = x_start
    for k in range(num_steps):
        t = ((num_steps - k) * t_min + k) / num_steps
        x = euler_step_eps(eps_theta, x, torch.full(x.shape[:1], t), (1 - t_min) / num_steps)
    return x


# %% clean_sample_in_double : euler_sample_eps
def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min <= 0")
    x, dt = x_start, (1 - t_min) / num_steps
    for k in range(num_steps):
        t = t_min + k * dt
        eps = eps_theta(x, torch.full(x.shape[:1], t)).double()
        x1 = (x.double() - (1 - t) * eps) / t
        x = (x.double() + dt * (x1 - eps)).float()
    return x


# %% fractions_of_the_way : euler_sample_eps
def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min <= 0")
    ways = torch.arange(num_steps, dtype=torch.float64) / num_steps
    times = torch.lerp(torch.tensor(t_min).double(), torch.ones(()).double(), ways)
    x = x_start
    for t in times.tolist():
        x = euler_step_eps(eps_theta, x, torch.tensor([t] * len(x)), (1 - t_min) / num_steps)
    return x


# %% sampler_of_a_wrapped_model : euler_sample_eps
class NoiseModel:
    """A velocity model made of a noise model, on the time s = (t - t_min) / (1 - t_min)."""

    def __init__(self, eps_theta, t_min):
        self.eps_theta, self.t_min = eps_theta, t_min

    def __call__(self, x, s):
        t = (self.t_min + (1 - self.t_min) * s.double()).float()
        return (1 - self.t_min) * u_from_eps(x, self.eps_theta(x, t), t)


def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min <= 0")
    return euler_sample(NoiseModel(eps_theta, t_min), x_start, num_steps)


# %% numpy_grid : euler_sample_eps
import numpy as np


def euler_sample_eps(eps_theta, x_start, num_steps, t_min):
    if t_min <= 0:
        raise ValueError("t_min <= 0")
    x = x_start
    times, dt = np.linspace(t_min, 1, num_steps, endpoint=False, retstep=True)
    for t in times:
        x = euler_step_eps(eps_theta, x, torch.full(x.shape[:1], t), float(dt))
    return x.float()
