"""Right submissions of assignment 02: each cell is appended to the solution and must get full marks.

A cell is `slug : exercise`. The file is data for `grader audit`, which sends it to a worker;
nothing imports it.
"""

# %% audit_inputs
def audit_inputs(exercise, case):
    if exercise == "x1_from_eps" and case % 4 == 0:
        state = torch.full((2, 3), 0.75)  # at t = 0 the state is the noise
        times = ((0.0, 0.0), (0.0, 1.0), (0.0, 1e-5), (0.25, 0.5))[case // 4 % 4]
        return state, state.clone(), torch.tensor(times)
    if exercise == "x1_from_eps" and case % 16 == 1:  # noise at small times
        return torch.tensor([1.5, -0.5]), torch.tensor([1.0, -2.0]), torch.tensor([5e-4, 5e-5])
    if exercise == "x1_from_u" and case % 16 == 0:  # the state is the velocity
        return torch.full((2,), 0.75), torch.full((2,), 0.75), torch.tensor([0.25, 0.5])
    if exercise == "x1_from_u" and case % 16 == 1:
        return torch.full((2,), 1e-5), torch.full((2,), -3e-6), torch.tensor([0.25, 0.5])
    if exercise == "x1_error_gain" and case % 4 == 0:
        return torch.tensor([0.25, 0.5]), ("eps\n", 0, 1, "flow")[case // 4 % 4]
    return None


# %% sigma_notation : x1_from_eps
# 1 - t is rounded, by up to 2^-25: however small t is, one such rounding of it is allowed for
def x1_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    sigma = 1 - over_trailing(t, x_t)
    return (x_t - sigma * eps) / (1 - sigma)


# %% offset_within_a_rounding_of_t : x1_from_eps
# 1e-8 moves t by less than a rounding of 1 - t does, and cannot be told from one
def x1_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    t = over_trailing(t, x_t)
    return (x_t - (1 - t) * eps) / (t + 1e-8)


# %% refuses_times_below_those_asked : x1_from_eps
# for 0 < t < 1e-3 a right value or ValueError
def x1_from_eps(x_t, eps, t):
    if (t < 1e-3).any():
        raise ValueError("t is too small")
    t = over_trailing(t, x_t)
    return (x_t - (1 - t) * eps) / t


# %% gain_in_sigma_notation : x1_error_gain
def x1_error_gain(t, prediction):
    sigma = 1 - t
    if prediction == "u":
        return sigma
    if prediction == "eps":
        return sigma / (1 - sigma)
    raise ValueError(prediction)


# %% other_order : x1_from_u
def x1_from_u(x_t, u, t):
    return (1 - over_trailing(t, x_t)) * u + x_t


# %% expanded : x1_from_u
def x1_from_u(x_t, u, t):
    return x_t + u - over_trailing(t, x_t) * u


# %% by_the_noise : x1_from_u
def x1_from_u(x_t, u, t):
    eps = x_t - over_trailing(t, x_t) * u
    return eps + u


# %% minus_t_minus_one : x1_from_u
def x1_from_u(x_t, u, t):
    return x_t - (over_trailing(t, x_t) - 1) * u


# %% addcmul : x1_from_u
def x1_from_u(x_t, u, t):
    return torch.addcmul(x_t, 1 - over_trailing(t, x_t), u)


# %% lerp_from_the_noise : x1_from_u
def x1_from_u(x_t, u, t):
    return torch.lerp(x_t + u, x_t, over_trailing(t, x_t))


# %% einsum : x1_from_u
def x1_from_u(x_t, u, t):
    return x_t + torch.einsum("i,i...->i...", 1 - t, u)


# %% vmap : x1_from_u
x1_from_u = torch.vmap(lambda x_t, u, t: x_t + (1 - t) * u)


# %% loop_over_the_batch : x1_from_u
def x1_from_u(x_t, u, t):
    return torch.stack([x + (1 - s) * v for x, v, s in zip(x_t, u, t)])


# %% double_inside : x1_from_u
def x1_from_u(x_t, u, t):
    t = over_trailing(t, x_t).double()
    return (x_t + (1 - t) * u).to(x_t.dtype)


# %% axes_by_transposition : x1_from_u
def x1_from_u(x_t, u, t):
    return (x_t.movedim(0, -1) + (1 - t) * u.movedim(0, -1)).movedim(-1, 0)


# %% axes_by_flattening : x1_from_u
def x1_from_u(x_t, u, t):
    flat = x_t.reshape(len(t), -1) + (1 - t)[:, None] * u.reshape(len(t), -1)
    return flat.view_as(x_t)


# %% one_euler_step : x1_from_u
def x1_from_u(x_t, u, t):
    dt = torch.ones_like(t) - t
    return x_t.clone().add_(u * over_trailing(dt, u))


# %% callable_object : x1_from_u
class Recovery:
    def __call__(self, x_t, u, t):
        return x_t + (1 - over_trailing(t, x_t)) * u


x1_from_u = Recovery()


# %% numpy_inside : x1_from_u
def x1_from_u(x_t, u, t):
    left = 1 - t.numpy().reshape(-1, *[1] * (x_t.ndim - 1))
    return torch.from_numpy(x_t.numpy() + left * u.numpy())


# %% expanded : x1_from_eps
def x1_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    t = over_trailing(t, x_t)
    return x_t / t - (1 / t - 1) * eps


# %% two_fractions : x1_from_eps
def x1_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    t = over_trailing(t, x_t)
    return x_t / t - (1 - t) * eps / t


# %% by_the_velocity : x1_from_eps
def x1_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    return x1_from_u(x_t, (x_t - eps) / over_trailing(t, x_t), t)


# %% noise_and_velocity : x1_from_eps
def x1_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    return eps + (x_t - eps) / over_trailing(t, x_t)


# %% reciprocal : x1_from_eps
def x1_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    t = over_trailing(t, x_t)
    return t.reciprocal() * (x_t - (1 - t) * eps)


# %% lerp_beyond_the_end : x1_from_eps
def x1_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    return torch.lerp(eps, x_t, 1 / over_trailing(t, x_t))


# %% addcdiv : x1_from_eps
def x1_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    return torch.addcdiv(eps, x_t - eps, over_trailing(t, x_t).expand_as(x_t))


# %% expanded_numerator : x1_from_eps
def x1_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    t = over_trailing(t, x_t)
    return (x_t - eps + t * eps) / t


# %% double_inside : x1_from_eps
def x1_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    t = over_trailing(t, x_t).double()
    return ((x_t.double() - (1 - t) * eps.double()) / t).float()


# %% vmap_behind_a_guard : x1_from_eps
_recover = torch.vmap(lambda x_t, eps, t: (x_t - (1 - t) * eps) / t)


def x1_from_eps(x_t, eps, t):
    if not bool(t.all()):
        raise ValueError("t is 0")
    return _recover(x_t, eps, t)


# %% loop_over_the_batch : x1_from_eps
def x1_from_eps(x_t, eps, t):
    rows = []
    for x, e, time in zip(x_t, eps, t.tolist()):
        if time == 0:
            raise ValueError("t is 0")
        rows.append((x - (1 - time) * e) / time)
    return torch.stack(rows)


# %% linear_system : x1_from_eps
def x1_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    right = (x_t - (1 - over_trailing(t, x_t)) * eps).reshape(len(t), -1)
    return torch.linalg.solve(torch.diag(t), right).reshape(x_t.shape)


# %% refuses_not_positive : x1_from_eps
def x1_from_eps(x_t, eps, t):
    if (t <= 0).any():
        raise ValueError("t must be positive")
    t = over_trailing(t, x_t)
    return (x_t - (1 - t) * eps) / t


# %% refuses_less_than_1e_4 : x1_from_eps
def x1_from_eps(x_t, eps, t):
    if t.min() < 1e-4:
        raise ValueError("t is too small")
    t = over_trailing(t, x_t)
    return (x_t - (1 - t) * eps) / t


# %% own_kind_of_value_error : x1_from_eps
class TimeIsZero(ValueError):
    pass


def x1_from_eps(x_t, eps, t):
    if 0 in t:
        raise TimeIsZero(t)
    t = over_trailing(t, x_t)
    return (x_t - (1 - t) * eps) / t


# %% looks_at_the_result : x1_from_eps
def x1_from_eps(x_t, eps, t):
    weight = 1 / over_trailing(t, x_t)
    if torch.isinf(weight).any():
        raise ValueError("t is 0")
    return (x_t - eps) * weight + eps


# %% guard_in_a_decorator : x1_from_eps
import functools


def positive_time(function):
    @functools.wraps(function)
    def guarded(x_t, eps, t):
        if torch.count_nonzero(t) < t.numel():
            raise ValueError("t is 0")
        return function(x_t, eps, t)

    return guarded


@positive_time
def x1_from_eps(x_t, eps, t):
    t = over_trailing(t, x_t)
    return (x_t - (1 - t) * eps) / t


# %% numpy_inside : x1_from_eps
def x1_from_eps(x_t, eps, t):
    if (t == 0).any():
        raise ValueError("t is 0")
    time = t.numpy().reshape(-1, *[1] * (x_t.ndim - 1))
    return torch.from_numpy((x_t.numpy() - (1 - time) * eps.numpy()) / time)


# %% one_over_t_minus_one : x1_error_gain
def x1_error_gain(t, prediction):
    if prediction == "u":
        return 1 - t
    if prediction == "eps":
        return 1 / t - 1
    raise ValueError(prediction)


# %% refusal_first : x1_error_gain
def x1_error_gain(t, prediction):
    if prediction not in {"u", "eps"}:
        raise ValueError(prediction)
    left = 1 - t
    return left if prediction == "u" else left / t


# %% dictionary : x1_error_gain
_GAINS = {"u": lambda t: 1 - t, "eps": lambda t: (1 - t) / t}


def x1_error_gain(t, prediction):
    try:
        return _GAINS[prediction](t)
    except KeyError:
        raise ValueError(f"no such prediction: {prediction}") from None


# %% match_statement : x1_error_gain
def x1_error_gain(t, prediction):
    match prediction:
        case "u":
            return torch.sub(1, t)
        case "eps":
            return (1 - t).div(t)
        case _:
            raise ValueError(prediction)


# %% enumeration : x1_error_gain
from enum import Enum


class Prediction(Enum):
    U = "u"
    EPS = "eps"


def x1_error_gain(t, prediction):
    kind = Prediction(prediction)
    return 1 - t if kind is Prediction.U else (1 - t) / t


# %% where_for_infinity : x1_error_gain
def x1_error_gain(t, prediction):
    if prediction == "u":
        return 1 - t
    if prediction != "eps":
        raise ValueError(prediction)
    safe = torch.where(t == 0, torch.ones_like(t), t)
    return torch.where(t == 0, torch.inf, (1 - t) / safe)


# %% absolute_values : x1_error_gain
def x1_error_gain(t, prediction):
    if prediction == "u":
        return (t - 1).abs()
    if prediction == "eps":
        return ((t - 1) / t).abs()
    raise ValueError(prediction)


# %% measured : x1_error_gain
def x1_error_gain(t, prediction):
    d = torch.ones_like(t)
    if prediction == "u":
        return x1_from_u(torch.zeros_like(t), d, t)
    if prediction == "eps":
        return (0 - (1 - t) * -d) / t
    raise ValueError(prediction)


# %% derivative : x1_error_gain
def x1_error_gain(t, prediction):
    formulas = {"u": lambda p: (1 - t) * p, "eps": lambda p: -((1 - t) / t) * p}
    if prediction not in formulas:
        raise ValueError(prediction)
    one = torch.ones_like(t)
    return torch.func.jvp(formulas[prediction], (one,), (one,))[1].abs()


# %% double_inside : x1_error_gain
def x1_error_gain(t, prediction):
    t = t.double()
    if prediction == "u":
        return (1 - t).float()
    if prediction == "eps":
        return ((1 - t) / t).float()
    raise ValueError(prediction)


# %% numbers_one_by_one : x1_error_gain
def x1_error_gain(t, prediction):
    if prediction == "u":
        return torch.tensor([1 - each for each in t.tolist()])
    if prediction == "eps":
        gains = [(1 - each) / each if each > 0 else float("inf") for each in t.tolist()]
        return torch.tensor(gains)
    raise ValueError(prediction)


# %% numpy_inside : x1_error_gain
def x1_error_gain(t, prediction):
    import numpy as np

    if prediction not in ("u", "eps"):
        raise ValueError(prediction)
    time = t.numpy()
    with np.errstate(divide="ignore"):
        gain = 1 - time if prediction == "u" else (1 - time) / time
    return torch.from_numpy(gain)


# %% power_of_minus_one : x1_error_gain
def x1_error_gain(t, prediction):
    powers = {"u": 0, "eps": -1}
    if prediction not in powers:
        raise ValueError(prediction)
    return (1 - t) * t ** powers[prediction]
