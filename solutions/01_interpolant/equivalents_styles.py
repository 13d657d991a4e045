"""More right submissions of assignment 01: the three formulas, in styles of many hands.

Cells as in equivalents.py. Each is a way to write that some student, library or text has.
"""

# %% baddbmm : interpolate
def interpolate(x1, eps, t):
    a, b = x1.reshape(len(t), 1, -1), eps.reshape(len(t), 1, -1)
    weights = torch.stack([1 - t, t], dim=1)[:, None, :]
    x = torch.baddbmm(torch.zeros_like(a), weights, torch.cat([b, a], dim=1))
    return x.reshape(x1.shape)


# %% matmul_of_weights_and_ends : interpolate
def interpolate(x1, eps, t):
    ends = torch.stack([eps, x1], dim=-1)
    weights = torch.stack([1 - t, t], dim=-1)
    weights = weights.reshape(len(t), *[1] * (x1.ndim - 1), 2)
    return (ends[..., None, :] @ weights[..., :, None])[..., 0, 0]


# %% einops : interpolate
from einops import rearrange


def interpolate(x1, eps, t):
    ones = " ".join("1" for _ in range(x1.dim() - 1))
    t = rearrange(t, f"b -> b {ones}")
    return eps * (1 - t) + x1 * t


# %% einops_and_back : interpolate
from einops import rearrange


def interpolate(x1, eps, t):
    if x1.ndim == 1:
        return (1 - t) * eps + t * x1
    data, noise = rearrange(x1, "b ... -> ... b"), rearrange(eps, "b ... -> ... b")
    return rearrange(torch.lerp(noise, data, t), "... b -> b ...").contiguous()


# %% einsum_of_three : interpolate
def interpolate(x1, eps, t):
    weights = torch.stack((1 - t, t))
    return torch.einsum("kb,kb...->b...", weights, torch.stack((eps, x1)))


# %% functional_jvp_of_a_line : interpolate
def interpolate(x1, eps, t):
    def line(s):
        return eps + over_trailing(s, x1) * (x1 - eps)

    zero = torch.zeros_like(t)
    start, moved = torch.func.jvp(line, (zero,), (t,))
    return start + moved


# %% vmap_over_nested_axes : interpolate
def interpolate(x1, eps, t):
    line = lambda a, b, s: b + s * (a - b)
    for _ in range(x1.ndim - 1):
        line = torch.vmap(line, in_dims=(0, 0, None))
    return torch.vmap(line)(x1, eps, t)


# %% scripted : interpolate
@torch.jit.script
def _mix(a: Tensor, b: Tensor, t: Tensor) -> Tensor:
    while t.dim() < a.dim():
        t = t.unsqueeze(-1)
    return (1.0 - t) * b + t * a


def interpolate(x1, eps, t):
    return _mix(x1, eps, t)


# %% out_argument : interpolate
def interpolate(x1, eps, t):
    t = over_trailing(t, x1)
    x_t = torch.empty_like(x1)
    torch.mul(x1, t, out=x_t)
    return torch.addcmul(x_t, eps, 1 - t, out=x_t)


# %% in_place_chain : interpolate
def interpolate(x1, eps, t):
    t = over_trailing(t, x1)
    return x1.clone().sub_(eps).mul_(t).add_(eps)


# %% padded_shape_helper : interpolate
def expand_t_like_x(t, x):
    # as libraries name it: [batch] -> [batch, 1, ..., 1]
    dims = [1] * (len(x.size()) - 1)
    return t.view(t.size(0), *dims).expand_as(x)


def interpolate(x1, eps, t):
    t = expand_t_like_x(t, x1)
    alpha_t, sigma_t = t, 1 - t
    return alpha_t * x1 + sigma_t * eps


# %% append_dims : interpolate
def append_dims(x, target_dims):
    dims_to_append = target_dims - x.ndim
    if dims_to_append < 0:
        raise ValueError(f"input has {x.ndim} dims but target_dims is {target_dims}")
    return x[(...,) + (None,) * dims_to_append]


def interpolate(x1, eps, t):
    return x1 * append_dims(t, x1.ndim) + eps * append_dims(1 - t, eps.ndim)


# %% scheduler_with_sigmas : interpolate
class FlowMatchScheduler:
    def scale_noise(self, sample, timestep, noise):
        sigma = 1.0 - timestep
        while len(sigma.shape) < len(sample.shape):
            sigma = sigma.unsqueeze(-1)
        return sigma * noise + (1.0 - sigma) * sample


scheduler = FlowMatchScheduler()


def interpolate(x1, eps, t):
    return scheduler.scale_noise(x1, t, eps)


# %% path_with_mean_and_deviation : interpolate
class ProbabilityPath:
    """Conditional path N(mu_t, sigma_t^2)."""

    def compute_mu_t(self, x1, t):
        return t * x1

    def compute_sigma_t(self, t):
        return 1 - t

    def sample_xt(self, x1, noise, t):
        return self.compute_mu_t(x1, t) + self.compute_sigma_t(t) * noise


def interpolate(x1, eps, t):
    return ProbabilityPath().sample_xt(x1, eps, over_trailing(t, x1))


# %% scheduler_dataclass : interpolate
from dataclasses import dataclass


@dataclass(frozen=True)
class SchedulerOutput:
    alpha_t: Tensor
    sigma_t: Tensor
    d_alpha_t: Tensor
    d_sigma_t: Tensor


class CondOTScheduler:
    def __call__(self, t):
        return SchedulerOutput(t, 1 - t, torch.ones_like(t), -torch.ones_like(t))


_scheduler = CondOTScheduler()


def interpolate(x1, eps, t):
    s = _scheduler(over_trailing(t, x1))
    return s.sigma_t * eps + s.alpha_t * x1


# %% rows_from_a_generator : interpolate
def _rows(x1, eps, t):
    for data, noise, time in zip(x1, eps, t):
        yield noise + time * (data - noise)


def interpolate(x1, eps, t):
    return torch.stack(tuple(_rows(x1, eps, t)))


# %% map_and_lambda : interpolate
interpolate = lambda x1, eps, t: torch.stack(
    list(map(lambda a, b, s: s * a + (1 - s) * b, x1, eps, t))
)


# %% recursion_over_axes : interpolate
def interpolate(x1, eps, t):
    if x1.ndim == t.ndim:
        return (1 - t) * eps + t * x1
    return interpolate(x1, eps, t.unsqueeze(-1).expand(x1.shape[: t.ndim + 1]))


# %% recursion_over_samples : interpolate
def interpolate(x1, eps, t):
    if len(t) == 1:
        return (1 - t[0]) * eps + t[0] * x1
    half = len(t) // 2
    first = interpolate(x1[:half], eps[:half], t[:half])
    return torch.cat([first, interpolate(x1[half:], eps[half:], t[half:])])


# %% walrus_and_validation : interpolate
def interpolate(x1: Tensor, eps: Tensor, t: Tensor) -> Tensor:
    if (shape := x1.shape) != eps.shape:
        raise ValueError(f"x1 is {tuple(shape)}, eps is {tuple(eps.shape)}")
    if t.shape != (batch := shape[:1]):
        raise ValueError(f"t is {tuple(t.shape)}, not {tuple(batch)}")
    assert x1.dtype == eps.dtype == t.dtype == torch.float32
    assert bool(((t >= 0) & (t <= 1)).all()), "t outside of [0, 1]"
    return (s := 1 - (time := over_trailing(t, x1))) * eps + time * x1


# %% match_on_axes : interpolate
def interpolate(x1, eps, t):
    match x1.ndim:
        case 1:
            s = t
        case 2:
            s = t[:, None]
        case 3:
            s = t[:, None, None]
        case n:
            s = t.view(-1, *(1,) * (n - 1))
    return (1 - s) * eps + s * x1


# %% annotated_shapes : interpolate
Batch = "b ..."


def interpolate(x1: "Float[Tensor, 'b ...']", eps: "Float[Tensor, 'b ...']", t: "Float[Tensor, 'b']"):
    t: "Float[Tensor, 'b 1 ...']" = t.reshape(t.shape + (1,) * (x1.ndim - t.ndim))
    return torch.add(torch.mul(1 - t, eps), torch.mul(t, x1))


# %% star_arguments : interpolate
def _logged(function):
    def wrapper(*args, **kwargs):
        result = function(*args, **kwargs)
        return result

    return wrapper


@_logged
def interpolate(x1, eps, t, **kwargs):
    return torch.lerp(input=eps, end=x1, weight=over_trailing(t=t, x=x1))


# %% warns_and_logs : interpolate
import logging
import warnings

logger = logging.getLogger(__name__)


def interpolate(x1, eps, t):
    if t.max() == t.min():
        warnings.warn("all times are equal")
    logger.warning("batch of %d", len(t))
    t = over_trailing(t, x1)
    return t * x1 + (1 - t) * eps


# %% right_cache : interpolate
import functools


@functools.lru_cache(maxsize=None)
def _trailing_ones(axes):
    return (1,) * (axes - 1)


def interpolate(x1, eps, t):
    t = t.reshape(-1, *_trailing_ones(x1.ndim))
    return eps + (x1 - eps) * t


# %% default_dtype_set_and_restored : interpolate
from contextlib import contextmanager


@contextmanager
def double_precision():
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    try:
        yield
    finally:
        torch.set_default_dtype(before)


def interpolate(x1, eps, t):
    with double_precision():
        one = torch.ones(())
        time = over_trailing(t, x1).to(one.dtype)
        return ((one - time) * eps + time * x1).to(x1.dtype)


# %% cosine_squared : interpolate
def interpolate(x1, eps, t):
    # cos^2 + sin^2 = 1, with sin^2 = t, in float64
    angle = torch.asin(over_trailing(t, x1).double().sqrt())
    return (torch.cos(angle) ** 2 * eps + torch.sin(angle) ** 2 * x1).type_as(x1)


# %% weights_by_logarithms : interpolate
def interpolate(x1, eps, t):
    log_t, log_left = torch.log(t.double()), torch.log1p(-t.double())
    a, b = (over_trailing(w.exp(), x1) for w in (log_t, log_left))
    return (a * x1 + b * eps).float()


# %% softmax_of_the_logit : interpolate
def interpolate(x1, eps, t):
    s = torch.sigmoid(torch.logit(t.double()))  # 0 and 1 come back from -inf and inf
    s = over_trailing(s, x1)
    return ((1 - s) * eps + s * x1).float()


# %% where_the_nearer_end : interpolate
def interpolate(x1, eps, t):
    t = over_trailing(t, x1)
    u = x1 - eps
    return torch.where(t < 0.5, eps + t * u, x1 - (1 - t) * u)


# %% masked_halves : interpolate
def interpolate(x1, eps, t):
    result, late = torch.zeros_like(x1), t > 0.5
    for mask in (late, ~late):
        if mask.any():
            s = over_trailing(t[mask], x1)
            result[mask] = s * x1[mask] + (1 - s) * eps[mask]
    return result


# %% fractions_of_numbers : interpolate
from fractions import Fraction


def interpolate(x1, eps, t):
    rows = []
    for i, time in enumerate(t):
        exact = Fraction(time.item())
        rows.append(float(1 - exact) * eps[i] + float(exact) * x1[i])
    return torch.stack(rows)


# %% midpoint_and_deviation : interpolate
def interpolate(x1, eps, t):
    middle, half = (x1 + eps) / 2, (x1 - eps) / 2
    return middle + (2 * over_trailing(t, x1) - 1) * half


# %% index_loop_over_entries : interpolate
def interpolate(x1, eps, t):
    a, b = x1.flatten(1) if x1.ndim > 1 else x1[:, None], eps.reshape(len(t), -1)
    out = torch.empty_like(b)
    for column in range(b.shape[1]):
        out[:, column] = t * a[:, column] + (1 - t) * b[:, column]
    return out.view(x1.shape)


# %% by_autograd : velocity
def velocity(x1, eps):
    with torch.enable_grad():
        t = torch.zeros((), requires_grad=True)
        weights = torch.stack([1 - t, t])
        columns = [torch.autograd.grad(w, t, retain_graph=True)[0] for w in weights]
    return columns[0] * eps + columns[1] * x1


# %% jacfwd : velocity
def velocity(x1, eps):
    return torch.func.jacfwd(lambda t: (1 - t) * eps + t * x1)(torch.tensor(0.0))


# %% out_argument : velocity
def velocity(x1, eps):
    u = torch.empty_like(x1)
    torch.subtract(x1, eps, out=u)
    return u


# %% derivatives_of_the_schedule : velocity
def velocity(x1, eps):
    d_alpha, d_sigma = 1.0, -1.0
    return d_sigma * eps + d_alpha * x1


# %% lerp_beyond : velocity
def velocity(x1, eps):
    return torch.lerp(x1, eps, -1.0) - x1


# %% zero_time_and_one : velocity
def velocity(x1, eps):
    start, end = (interpolate(x1, eps, torch.full(x1.shape[:1], s)) for s in (0.0, 1.0))
    return end - start


# %% weights_and_tensordot : velocity
def velocity(x1, eps):
    return torch.tensordot(torch.tensor([-1.0, 1.0]), torch.stack([eps, x1]), dims=1)


# %% inference_mode_and_keywords : velocity
@torch.inference_mode()
def velocity(x1: Tensor, eps: Tensor, *, scale: float = 1.0) -> Tensor:
    return torch.rsub(input=eps, other=x1).mul(scale)


# %% reduce : velocity
import functools
import operator


def velocity(x1, eps):
    return functools.reduce(operator.sub, (x1, eps))


# %% callable_dataclass : velocity
from dataclasses import dataclass, field


@dataclass
class Velocity:
    sign: int = 1
    calls: list = field(default_factory=list)

    def __call__(self, x1, eps):
        self.calls.append(x1.shape)
        return self.sign * (x1 - eps)


velocity = Velocity()


# %% parameter_that_requires_grad : velocity
_scale = torch.nn.Parameter(torch.ones(()))


def velocity(x1, eps):
    return _scale * (x1 - eps)


# %% made_by_a_factory : velocity
def make_velocity(sign):
    def velocity(data, noise, /):
        return sign * data - sign * noise

    return velocity


velocity = make_velocity(1.0)


# %% static_method_of_a_path : velocity, interpolate_from_velocity
class StraightPath:
    @staticmethod
    def u(x1, eps):
        return x1 - eps

    @classmethod
    def back_from_data(cls, x1, u, t):
        left = (1 - t)[(slice(None),) + (None,) * (u.ndim - 1)]
        return x1 - cls.scaled(u, left)

    @staticmethod
    def scaled(u, time):
        return u.mul(time)


velocity = StraightPath.u
interpolate_from_velocity = StraightPath.back_from_data


# %% functions_made_in_a_loop : velocity, interpolate_from_velocity
_forms = {
    "velocity": lambda x1, eps: x1 - eps,
    "interpolate_from_velocity": lambda x1, u, t: x1 - over_trailing(1 - t, u) * u,
}
for _name, _form in _forms.items():

    def _checked(*args, _form=_form):
        assert all(torch.is_tensor(arg) for arg in args)
        return _form(*args)

    globals()[_name] = _checked
velocity, interpolate_from_velocity = globals()["velocity"], globals()["interpolate_from_velocity"]


# %% addcmul_with_value : interpolate_from_velocity
def interpolate_from_velocity(x1, u, t):
    return torch.addcmul(x1, over_trailing(1 - t, x1), u, value=-1)


# %% sub_with_alpha : interpolate_from_velocity
def interpolate_from_velocity(x1, u, t):
    return torch.sub(x1, over_trailing(1.0 - t, u).mul(u), alpha=1)


# %% sigma_notation : interpolate_from_velocity
def interpolate_from_velocity(x1, u, t):
    sigma = 1 - t.view(-1, *([1] * (u.dim() - 1)))
    v = -u
    return x1 + sigma * v


# %% out_and_in_place : interpolate_from_velocity
def interpolate_from_velocity(x1, u, t):
    result = torch.empty_like(x1)
    torch.mul(u, over_trailing(t - 1, u), out=result)
    result += x1
    return result


# %% baddbmm : interpolate_from_velocity
def interpolate_from_velocity(x1, u, t):
    a, b = x1.reshape(len(t), 1, -1), u.reshape(len(t), 1, -1)
    return torch.baddbmm(a, (1 - t)[:, None, None], b, alpha=-1).reshape(x1.shape)


# %% accumulate : interpolate_from_velocity
from itertools import accumulate


def interpolate_from_velocity(x1, u, t):
    *_, last = accumulate([x1, u, over_trailing(t, u) * u], _alternate_signs())
    return last


class _alternate_signs:
    def __init__(self):
        self.sign = 1

    def __call__(self, total, term):
        self.sign = -self.sign
        return total + self.sign * term


# %% scripted : interpolate_from_velocity
@torch.jit.script
def interpolate_from_velocity(x1: Tensor, u: Tensor, t: Tensor) -> Tensor:
    shape = [t.size(0)] + [1] * (x1.dim() - 1)
    return x1 - (1.0 - t).reshape(shape) * u


# %% numpy_swapped_axes : interpolate_from_velocity
import numpy as np


def interpolate_from_velocity(x1, u, t):
    x1, u, t = (np.asarray(a) for a in (x1, u, t))
    x_t = np.moveaxis(np.moveaxis(x1, 0, -1) - (1 - t) * np.moveaxis(u, 0, -1), -1, 0)
    return torch.from_numpy(np.ascontiguousarray(x_t))


# %% detached_and_back : interpolate_from_velocity
def interpolate_from_velocity(x1, u, t):
    x1, u = x1.detach().requires_grad_(), u.detach().requires_grad_()
    return (x1 - over_trailing(1 - t, u) * u).detach().clone()


# %% euler_step_backwards : interpolate_from_velocity
def _euler(x, u, dt):
    return x + dt.reshape([-1] + [1] * (x.ndim - 1)) * u


def interpolate_from_velocity(x1, u, t):
    now, then = torch.ones_like(t), t
    return _euler(x1, u, then - now)


# %% kept_by_all_that_it_depends_on : velocity
kept = {}


def velocity(x1, eps):
    key = x1.shape, x1.numpy().tobytes(), eps.numpy().tobytes()
    if key not in kept:
        kept[key] = x1 - eps
    return kept[key]
