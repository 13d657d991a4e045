"""More right submissions of assignment 02: the recoveries and the gain, in styles of many hands.

Cells as in equivalents.py. Each is a way to write that some student, library or text has.
"""

# %% sigma_notation : x1_from_u
def x1_from_u(x_t, u, t):
    sigma = 1.0 - over_trailing(t, x_t)
    v = -u
    return x_t - sigma * v


# %% baddbmm : x1_from_u
def x1_from_u(x_t, u, t):
    a, b = x_t.reshape(len(t), 1, -1), u.reshape(len(t), 1, -1)
    return torch.baddbmm(a, (1 - t).view(-1, 1, 1), b).view(x_t.shape)


# %% out_argument : x1_from_u
def x1_from_u(x_t, u, t):
    result = torch.empty_like(x_t)
    torch.mul(u, over_trailing(1 - t, u), out=result)
    return result.add_(x_t)


# %% scripted : x1_from_u
@torch.jit.script
def x1_from_u(x_t: Tensor, u: Tensor, t: Tensor) -> Tensor:
    left = 1.0 - t
    for _ in range(x_t.dim() - 1):
        left = left.unsqueeze(-1)
    return x_t + left * u


# %% einops : x1_from_u
from einops import einsum, rearrange


def x1_from_u(x_t, u, t):
    flat = rearrange(u, "b ... -> b (...)")
    return x_t + einsum(1 - t, flat, "b, b n -> b n").reshape(x_t.shape)


# %% both_ends_of_the_line : x1_from_u
def x1_from_u(x_t, u, t):
    t = over_trailing(t, x_t)
    start = x_t - t * u
    return start.lerp(start + u, 1.0)


# %% prediction_types : x1_from_u, x1_from_eps
class Denoiser:
    """Turns a model's output into x0_hat, as schedulers do."""

    def __init__(self, prediction_type):
        if prediction_type not in ("epsilon", "flow_prediction"):
            raise ValueError(f"prediction_type given as {prediction_type}")
        self.prediction_type = prediction_type

    def convert_model_output(self, model_output, sample, t):
        shape = (t.shape[0],) + (1,) * (sample.ndim - 1)
        alpha_t, sigma_t = t.reshape(shape), (1 - t).reshape(shape)
        match self.prediction_type:
            case "epsilon":
                if not alpha_t.all():
                    raise ValueError("alpha_t is 0")
                return (sample - sigma_t * model_output) / alpha_t
            case "flow_prediction":
                return sample + sigma_t * model_output


def x1_from_u(x_t, u, t):
    return Denoiser("flow_prediction").convert_model_output(u, x_t, t)


def x1_from_eps(x_t, eps, t):
    return Denoiser(prediction_type="epsilon").convert_model_output(eps, sample=x_t, t=t)


# %% autograd_of_the_path : x1_from_u
def x1_from_u(x_t, u, t):
    line = lambda s: x_t + over_trailing(s - t, x_t) * u
    return line(torch.ones_like(t))


# %% numpy_loop : x1_from_u
import numpy as np


def x1_from_u(x_t, u, t):
    result = np.empty(x_t.shape, dtype=np.float32)
    for i, time in enumerate(t.numpy()):
        result[i] = x_t[i].numpy() + (np.float32(1) - time) * u[i].numpy()
    return torch.from_numpy(result)


# %% numpy_double_loop_with_decimal : x1_from_eps
from decimal import Decimal


def x1_from_eps(x_t, eps, t):
    rows = []
    for x, noise, time in zip(x_t, eps, t):
        exact = Decimal(time.item())
        if exact == 0:
            raise ValueError("no information about x1 at t = 0")
        rows.append(float(1 / exact) * x - float((1 - exact) / exact) * noise)
    return torch.stack(rows)


# %% exact_fractions : x1_error_gain
from fractions import Fraction


def x1_error_gain(t, prediction):
    if prediction not in ("u", "eps"):
        raise ValueError(prediction)
    gains = []
    for time in map(Fraction, t.tolist()):
        if prediction == "u":
            gains.append(float(1 - time))
        else:
            gains.append(float((1 - time) / time) if time else float("inf"))
    return torch.tensor(gains, dtype=torch.float32)


# %% context_manager_guard : x1_from_eps
from contextlib import contextmanager


@contextmanager
def nonzero(t):
    if torch.any(torch.eq(t, 0)):
        raise ValueError("t is 0 somewhere")
    yield over_trailing


def x1_from_eps(x_t, eps, t):
    with nonzero(t) as lift:
        s = lift(t, x_t)
        return torch.div(x_t - torch.mul(1 - s, eps), s)


# %% zero_division_turned_into_value_error : x1_from_eps
def x1_from_eps(x_t, eps, t):
    try:
        inverse = torch.tensor([1 / time for time in t.tolist()])
    except ZeroDivisionError as error:
        raise ValueError("x1 cannot be recovered at t = 0") from error
    return x_t + over_trailing(inverse - 1, x_t) * (x_t - eps)


# %% result_is_looked_at : x1_from_eps
def x1_from_eps(x_t, eps, t):
    gain = x1_error_gain(t, "eps")
    if not torch.isfinite(gain).all():
        raise ValueError("the gain is infinite")
    return x_t + over_trailing(gain, x_t) * (x_t - eps)


# %% bounds_of_times : x1_from_eps
T_EPS = 0.0


def _validate(t: Tensor) -> Tensor:
    low, high = t.aminmax()
    if not (low > T_EPS and high <= 1):
        raise ValueError(f"t must lie in ({T_EPS}, 1], got [{low.item()}, {high.item()}]")
    return t


def x1_from_eps(x_t: Tensor, eps: Tensor, t: Tensor) -> Tensor:
    time = _validate(t)[(...,) + (None,) * (x_t.ndim - 1)]
    return torch.addcdiv(x_t, (1 - time) * (x_t - eps), time)


# %% product_is_zero : x1_from_eps
def x1_from_eps(x_t, eps, t):
    if min(t.tolist()) == 0.0:
        raise ValueError("t == 0")
    t = t.view(-1, *(1 for _ in x_t.shape[1:]))
    return (x_t - eps).true_divide(t).add(eps)


# %% einsum_of_weights : x1_from_eps
def x1_from_eps(x_t, eps, t):
    if torch.count_nonzero(t) != t.numel():
        raise ValueError("t is 0")
    return torch.einsum("b...,b->b...", x_t, 1 / t) - torch.einsum(
        "b...,b->b...", eps, (1 - t) / t
    )


# %% sparse_diagonal_system : x1_from_eps
def x1_from_eps(x_t, eps, t):
    if (t == 0).sum() > 0:
        raise ValueError("t is 0")
    right = x_t.reshape(len(t), -1) - (1 - t)[:, None] * eps.reshape(len(t), -1)
    solved = torch.linalg.solve_triangular(torch.diag_embed(t), right, upper=True)
    return solved.view(x_t.shape)


# %% two_unknowns_by_cramer : x1_from_eps
def x1_from_eps(x_t, eps, t):
    # x_t = (1 - t) e + t x1 and eps = e, as a system for (e, x1)
    if not bool((t != 0).all()):
        raise ValueError("singular system")
    s = over_trailing(t, x_t)
    determinant = s * 1.0 - (1 - s) * 0.0
    return (1.0 * x_t - (1 - s) * eps) / determinant


# %% scripted_behind_a_guard : x1_from_eps
@torch.jit.script
def _solve(x_t: Tensor, eps: Tensor, t: Tensor) -> Tensor:
    while t.dim() < x_t.dim():
        t = t[..., None]
    return (x_t - (1.0 - t) * eps) / t


def x1_from_eps(x_t, eps, t):
    assert t.ndim == 1
    if (zero := t == 0).any():
        raise ValueError(f"t is 0 at {zero.nonzero().flatten().tolist()}")
    return _solve(x_t, eps, t)


# %% masks_by_size_of_time : x1_from_eps
def x1_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    s = over_trailing(t, x_t)
    near = eps + (x_t - eps) / s
    far = (x_t - (1 - s) * eps) / s
    return torch.where(s < 0.5, near, far)


# %% exponentials_of_logarithms : x1_from_eps
def x1_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    log_t = over_trailing(t, x_t).double().log()
    inverse = torch.exp(-log_t)
    return (inverse * x_t - torch.expm1(-log_t) * eps).to(x_t.dtype)


# %% in_place_on_a_copy : x1_from_eps
def x1_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    x, s = x_t.clone(), over_trailing(t, x_t)
    x.sub_(eps.mul(1 - s)).div_(s)
    return x


# %% inverse_of_the_path_by_a_newton_step : x1_from_eps
def x1_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    s = over_trailing(t, x_t)
    path = lambda x1: (1 - s) * eps + s * x1
    # the path is linear in x1: one step of Newton's method from eps solves it
    guess = eps
    residual, slope = path(guess) - x_t, s
    return guess - residual / slope


# %% mapping_of_functions : x1_error_gain
from types import MappingProxyType

GAINS = MappingProxyType({"u": lambda t: torch.ones_like(t) - t, "eps": lambda t: (1 - t) / t})


def x1_error_gain(t: Tensor, prediction: str) -> Tensor:
    if (gain := GAINS.get(prediction)) is None:
        raise ValueError(f"prediction must be one of {sorted(GAINS)}, got {prediction!r}")
    return gain(t)


# %% index_of_a_list : x1_error_gain
def x1_error_gain(t, prediction):
    power = ["u", "eps"].index(prediction)  # raises ValueError itself
    return (1 - t) / t**power


# %% masked_infinity : x1_error_gain
def x1_error_gain(t, prediction):
    if prediction == "u":
        return 1 - t
    elif prediction == "eps":
        gain = torch.full_like(t, float("inf"))
        positive = t > 0
        gain[positive] = (1 - t[positive]) / t[positive]
        return gain
    else:
        raise ValueError("Unknown prediction: " + str(prediction))


# %% quotient_with_a_filled_zero : x1_error_gain
import math


def x1_error_gain(t, prediction):
    kinds = ("u", "eps")
    if prediction not in kinds:
        raise ValueError(f"{prediction} is none of {kinds}")
    if prediction == kinds[0]:
        return t.neg().add(1)
    return torch.reciprocal(t).sub(1).masked_fill(t == 0, math.inf)


# %% differences_of_recoveries : x1_error_gain
def x1_error_gain(t, prediction):
    one, zero = torch.ones_like(t), torch.zeros_like(t)
    if prediction == "u":
        return (x1_from_u(zero, one, t) - x1_from_u(zero, zero, t)).abs()
    if prediction == "eps":
        return ((zero - (1 - t) * one) / t).abs()
    raise ValueError(prediction)


# %% gradient_by_autograd : x1_error_gain
def x1_error_gain(t, prediction):
    if prediction not in ("u", "eps"):
        raise ValueError(prediction)
    with torch.enable_grad():
        p = torch.zeros_like(t, requires_grad=True)
        x1 = (1 - t) * p if prediction == "u" else -((1 - t) / t) * p
        (slope,) = torch.autograd.grad(x1.sum(), p)
    return slope.abs()


# %% class_per_prediction : x1_error_gain
class Prediction:
    known = {}

    def __init_subclass__(cls, name):
        Prediction.known[name] = cls()


class OfVelocity(Prediction, name="u"):
    def gain(self, t):
        return 1 - t


class OfNoise(Prediction, name="eps"):
    def gain(self, t):
        return (1 - t) / t


def x1_error_gain(t, prediction):
    if prediction not in Prediction.known:
        raise ValueError(prediction)
    return Prediction.known[prediction].gain(t)


# %% single_dispatch_by_literal : x1_error_gain
from typing import Literal, get_args

Kind = Literal["u", "eps"]


def x1_error_gain(t: Tensor, prediction: Kind) -> Tensor:
    if prediction not in get_args(Kind):
        raise ValueError(prediction)
    denominator = {"u": torch.ones_like(t), "eps": t}[prediction]
    return torch.div(1 - t, denominator)


# %% vmap_of_a_number : x1_error_gain
def x1_error_gain(t, prediction):
    if prediction == "u":
        return torch.vmap(lambda s: 1 - s)(t)
    if prediction == "eps":
        return torch.vmap(lambda s: (1 - s) / s)(t)
    raise ValueError(prediction)
