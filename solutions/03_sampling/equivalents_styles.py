"""More right submissions of assignment 03: the conversion and single steps, in styles of many hands.

Cells as in equivalents.py. Each is a way to write that some student, library or text has.
"""

# %% scripted_behind_a_guard : u_from_eps
@torch.jit.script
def _difference_quotient(x: Tensor, y: Tensor, t: Tensor) -> Tensor:
    while t.dim() < x.dim():
        t = t.unsqueeze(-1)
    return (x - y) / t


def u_from_eps(x_t, eps, t):
    if bool(torch.any(t == 0)):
        raise ValueError("t is 0")
    return _difference_quotient(x_t, eps, t)


# %% addcdiv : u_from_eps
def u_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    t = t.reshape(-1, *[1] * (x_t.ndim - 1)).expand_as(x_t)
    return torch.addcdiv(torch.zeros_like(x_t), x_t - eps, t)


# %% matrix_product : u_from_eps
def u_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    inverse = torch.diag(t.reciprocal())
    return torch.matmul(inverse, (x_t - eps).reshape(len(t), -1)).reshape(x_t.shape)


# %% linear_system : u_from_eps
def u_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    return torch.linalg.solve(torch.diag(t), (x_t - eps).flatten(1) if x_t.ndim > 1 else
                              (x_t - eps)[:, None]).view_as(x_t)


# %% zero_division_turned_into_value_error : u_from_eps
def u_from_eps(x_t, eps, t):
    try:
        rows = [(x - e) * (1.0 / s) for x, e, s in zip(x_t, eps, t.tolist())]
    except ZeroDivisionError:
        raise ValueError("u is 0/0 at t = 0") from None
    return torch.stack(rows)


# %% validated_by_a_decorator : u_from_eps, euler_step_eps
import functools
import inspect


def requires_positive_time(function):
    signature = inspect.signature(function)

    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        t = signature.bind(*args, **kwargs).arguments["t"]
        if not torch.all(t > 0):
            raise ValueError(f"{function.__name__}: t must be positive, got {t.min().item()}")
        return function(*args, **kwargs)

    return wrapper


@requires_positive_time
def u_from_eps(x_t, eps, t):
    return torch.div(x_t - eps, t[(slice(None), *[None] * (x_t.ndim - 1))])


@requires_positive_time
def euler_step_eps(eps_theta, x_t, t, dt):
    return x_t + u_from_eps(x_t, eps=eps_theta(x_t, t), t=t) * dt


# %% einops : u_from_eps
from einops import rearrange


def u_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    if x_t.ndim == 1:
        return (x_t - eps) / t
    flat = rearrange(x_t - eps, "b ... -> b (...)") / rearrange(t, "b -> b 1")
    return flat.reshape(x_t.shape)


# %% derivative_of_the_denoiser : u_from_eps
def u_from_eps(x_t, eps, t):
    # k-diffusion's to_d, with sigma / alpha for sigma
    if (t == 0).any():
        raise ValueError("t is 0")
    t = t.view(-1, *[1] * (x_t.ndim - 1))
    denoised = x_t / t - eps * ((1 - t) / t)
    return denoised - eps


# %% score_first : u_from_eps
def u_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    s = t.reshape(-1, *[1] * (x_t.ndim - 1)).double()
    noise = eps.double()
    drift, weight = x_t.double() / s, -1 / s
    return (drift + weight * noise).to(x_t)


# %% result_with_a_gradient : u_from_eps
def u_from_eps(x_t, eps, t):
    if t.eq(0).any():
        raise ValueError("t is 0")
    x = x_t.detach().clone().requires_grad_(True)
    return (x - eps) / t.reshape(t.shape + (1,) * (x_t.dim() - 1))


# %% masked_loop_over_times : u_from_eps
def u_from_eps(x_t, eps, t):
    if 0.0 in t.tolist():
        raise ValueError("t is 0")
    u = torch.zeros_like(x_t)
    for time in t.unique():
        same = t == time
        u[same] = (x_t[same] - eps[same]) / time
    return u


# %% scheduler_step : euler_step
from dataclasses import dataclass


@dataclass
class SchedulerOutput:
    prev_sample: Tensor


class FlowMatchEulerScheduler:
    """The time left, sigma = 1 - t, falls from 1 to 0; the model's output is v = -u."""

    def step(self, model_output, sigma, sigma_next, sample, return_dict=True):
        dt = sigma_next - sigma
        prev_sample = sample + dt * model_output
        return SchedulerOutput(prev_sample=prev_sample) if return_dict else (prev_sample,)


def euler_step(u_theta, x_t, t, dt):
    v = -u_theta(x_t, t)
    sample = x_t.to(torch.float32)
    return FlowMatchEulerScheduler().step(v, 0.0, -dt, sample).prev_sample


# %% axpy : euler_step
def euler_step(u_theta, x_t, t, dt):
    slope = u_theta(x_t, t)
    return torch.add(input=x_t, other=slope, alpha=float(dt))


# %% lambda : euler_step
euler_step = lambda u_theta, x_t, t, dt: x_t + u_theta(x_t, t) * dt


# %% einsum_of_state_and_slope : euler_step
def euler_step(u_theta, x_t, t, dt):
    return torch.einsum("k...,k->...", torch.stack([x_t, u_theta(x_t, t)]), torch.tensor([1.0, dt]))


# %% numpy_inside : euler_step
def euler_step(u_theta, x_t, t, dt):
    u = u_theta(x_t, t).detach().numpy()
    return torch.from_numpy(x_t.numpy() + dt * u).float()


# %% coroutine_that_is_sent_slopes : euler_step
def _stepper(x, t, dt):
    u = yield x, t
    yield x + dt * u


def euler_step(u_theta, x_t, t, dt):
    steps = _stepper(x_t, t, dt)
    u = u_theta(*next(steps))
    return steps.send(u)


# %% gradients_left_on : euler_step
def euler_step(u_theta, x_t, t, dt):
    with torch.enable_grad():
        x = x_t.clone().requires_grad_(True)
        return x + dt * u_theta(x, t)


# %% model_as_a_module : euler_step
class Wrapper(torch.nn.Module):
    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, t, x):
        return self.model(x, t)


def euler_step(u_theta, x_t, t, dt):
    velocity = Wrapper(u_theta).eval()
    return x_t + dt * velocity(t, x_t)


# %% validated : euler_step
def euler_step(u_theta, x_t, t, dt):
    if not callable(u_theta):
        raise ValueError("u_theta must be callable")
    if t.ndim != 1 or t.shape[0] != x_t.shape[0]:
        raise ValueError(f"t has shape {tuple(t.shape)}")
    if not 0 < dt <= 1:
        raise ValueError(f"dt is {dt}")
    u = u_theta(x_t, t)
    assert u.shape == x_t.shape
    return x_t + dt * u


# %% model_called_by_keyword_of_nothing : euler_step
def euler_step(u_theta, x_t, t, dt, *args, **kwargs):
    inputs = (x_t, t.expand(x_t.shape[0]))
    return sum([x_t, u_theta(*inputs, *args, **kwargs).mul(dt)])


# %% foreach : euler_step
def euler_step(u_theta, x_t, t, dt):
    (x,) = torch._foreach_add([x_t], [u_theta(x_t, t)], alpha=dt)
    return x


# %% next_point_on_the_line : euler_step_eps
def euler_step_eps(eps_theta, x_t, t, dt):
    if (t == 0).any():
        raise ValueError("t is 0")
    s = t.reshape(-1, *[1] * (x_t.ndim - 1))
    eps = eps_theta(x_t, t)
    x1 = eps + (x_t - eps) / s
    # the same eps and x1, at the later time: the step of DDIM
    return x_t + dt * x1 - dt * eps


# %% ratio_of_times_in_double : euler_step_eps
def euler_step_eps(eps_theta, x_t, t, dt):
    if (t == 0).any():
        raise ValueError("t is 0")
    s = t.double().reshape(-1, *[1] * (x_t.ndim - 1))
    eps, x = eps_theta(x_t, t).double(), x_t.double()
    growth = (s + dt) / s
    return (growth * x + (1 - growth) * eps).float()


# %% clean_sample_in_double : euler_step_eps
def euler_step_eps(eps_theta, x_t, t, dt):
    if (t == 0).any():
        raise ValueError("t is 0")
    s = t.reshape(-1, *[1] * (x_t.ndim - 1)).double()
    eps = eps_theta(x_t, t).double()
    denoised = (x_t.double() - (1 - s) * eps) / s
    return (x_t.double() + (denoised - eps) * dt).to(x_t.dtype)


# %% partial_of_a_velocity : euler_step_eps
from functools import partial


def _velocity_of(eps_theta, x, t):
    return u_from_eps(x, eps_theta(x, t), t)


def euler_step_eps(eps_theta, x_t, t, dt):
    if not t.all():
        raise ValueError("t is 0")
    return euler_step(partial(_velocity_of, eps_theta), x_t, t, dt)


# %% adapter_class : euler_step_eps
class VelocityFromNoise:
    def __init__(self, eps_theta):
        self.eps_theta = eps_theta

    def __call__(self, x, t):
        if (t <= 0).any():
            raise ValueError("a noise model gives no velocity at t = 0")
        return (x - self.eps_theta(x, t)) / t.view(-1, *[1] * (x.ndim - 1))


def euler_step_eps(eps_theta, x_t, t, dt):
    model = VelocityFromNoise(eps_theta)
    return x_t.add(model(x_t, t), alpha=dt)


# %% per_sample_after_one_evaluation : euler_step_eps
def euler_step_eps(eps_theta, x_t, t, dt):
    if any(time == 0 for time in t.tolist()):
        raise ValueError("t is 0")
    eps = eps_theta(x_t, t)
    return torch.stack([x + dt * (x - e) / time for x, e, time in zip(x_t, eps, t)])
