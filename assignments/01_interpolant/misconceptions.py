"""Known wrong ideas about assignment 01, most telling first. Formulas are numpy, in float64."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from assignments.course.batches import share_taken
from assignments.course.messages import NOTHING_DRAWN, ORDER, PARENTHESES
from assignments.course.times import BROADCAST, broadcast_time
from assignments.course.wrong_times import reversed_time, time_shapes
from grader.authoring import (
    Array,
    Misconceptions,
    RecordedCall,
    answers_differ,
    returns_float64,
)

known = Misconceptions(BROADCAST)
Records = Sequence[RecordedCall]

reversed_time(
    known,
    interpolate=lambda x1, eps, t: (1 - broadcast_time(t, x1)) * x1 + broadcast_time(t, x1) * eps,
    velocity=lambda x1, eps: eps - x1,
    interpolate_from_velocity=lambda x1, u, t: x1 + broadcast_time(t, x1) * u,
)


known.convention(
    "velocity_reversed_throughout",
    "Your velocity points from the data to the noise throughout. Here u leads from eps, at t = 0, "
    "to x1, at t = 1.",
    "Which end does the path start from, and which way must u point?",
    velocity=lambda x1, eps: eps - x1,
    interpolate_from_velocity=lambda x1, u, t: x1 + (1 - broadcast_time(t, x1)) * u,
)


@known.formula("interpolate", hint="Check the ends: what must x_t be at t = 0, and at t = 1?")
def swapped_endpoints(x1: Array, eps: Array, t: Array) -> Array:
    """x1 and eps are exchanged: your path runs from the data to the noise."""
    return t * eps + (1 - t) * x1


@known.formula("interpolate", hint="The weights of x1 and eps must sum to 1 at every t.")
def square_root_weights(x1: Array, eps: Array, t: Array) -> Array:
    """These are the square-root weights of a diffusion model (DDPM), not a straight line."""
    return np.sqrt(1 - t) * eps + np.sqrt(t) * x1


@known.formula("interpolate", hint="The weights of x1 and eps must sum to 1 at every t.")
def variance_preserving(x1: Array, eps: Array, t: Array) -> Array:
    """These weights preserve the variance, as in a diffusion model; the line is not straight."""
    return np.sqrt(1 - t**2) * eps + t * x1


@known.formula("interpolate", hint="The weights of x1 and eps must sum to 1 at every t.")
def cosine_weights(x1: Array, eps: Array, t: Array) -> Array:
    """These are the cosine and sine weights of a diffusion model, not a straight line."""
    return np.cos(np.pi * t / 2) * eps + np.sin(np.pi * t / 2) * x1


def _diffusion_reversed(data: Callable[[Array], Array], noise: Callable[[Array], Array]) -> None:
    known.formula(
        "interpolate",
        "Check the ends, and half way: what must x_t be there?",
        identity="diffusion_weights_reversed",
        message="These are the weights of a diffusion model, from data at t = 0 to noise at t = 1. "
        "Here noise is at t = 0, and the line is straight.",
    )(lambda x1, eps, t: data(t) * x1 + noise(t) * eps)


_diffusion_reversed(lambda t: np.sqrt(1 - t), np.sqrt)
_diffusion_reversed(lambda t: np.sqrt(1 - t**2), lambda t: t)
_diffusion_reversed(lambda t: np.cos(np.pi * t / 2), lambda t: np.sin(np.pi * t / 2))


@known.formula("interpolate", hint="What multiplies eps at time t, and what is added?")
def noise_subtracted(x1: Array, eps: Array, t: Array) -> Array:
    """The sign of the noise is turned: at t = 0 you are at -eps."""
    return t * x1 - (1 - t) * eps


@known.formula("interpolate", ORDER, identity="parentheses_missing", message=PARENTHESES)
def one_minus_the_product(x1: Array, eps: Array, t: Array) -> Array:
    """1 - t * eps + t * x1."""
    return 1 - t * eps + t * x1


_HALF_WAY = "Half way along the line, how much of eps is left?"


@known.formula("interpolate", hint=_HALF_WAY)
def noise_variance_for_deviation(x1: Array, eps: Array, t: Array) -> Array:
    """The noise is scaled by (1 - t)^2, which is its variance and not its standard deviation."""
    return (1 - t) ** 2 * eps + t * x1


@known.formula("interpolate", hint=_HALF_WAY)
def noise_scaled_by_root(x1: Array, eps: Array, t: Array) -> Array:
    """The noise is scaled by sqrt(1 - t): with a root in it, the path is no straight line."""
    return np.sqrt(1 - t) * eps + t * x1


@known.formula("interpolate", hint="At t = 1 nothing of eps may be left.")
def noise_not_faded(x1: Array, eps: Array, t: Array) -> Array:
    """The noise is not scaled: all of it is there at every time."""
    return eps + t * x1


@known.formula("interpolate", hint="At t = 0 nothing of x1 may be there.")
def data_not_faded(x1: Array, eps: Array, t: Array) -> Array:
    """The data is not scaled: all of it is there at every time."""
    return x1 + (1 - t) * eps


@known.formula("interpolate", hint="Where must you be at t = 0?")
def travels_on_from_data(x1: Array, eps: Array, t: Array) -> Array:
    """You travel for a time t, but start at x1."""
    return x1 + t * (x1 - eps)


_ONE_TIME_EACH = "Every sample has its own time: use all of t, not one entry or an average of it."


@known.code("interpolate", hint=_ONE_TIME_EACH)
def one_time_for_the_batch(x1: Array, eps: Array, t: Array) -> Array:
    """The first time is used for every sample."""
    return np.asarray((1 - t[0]) * eps + t[0] * x1)


@known.code("interpolate", hint=_ONE_TIME_EACH)
def mean_time_for_the_batch(x1: Array, eps: Array, t: Array) -> Array:
    """The mean of the times is used for every sample."""
    return np.asarray((1 - t.mean()) * eps + t.mean() * x1)


@known.code("interpolate", hint="Keep t a float.")
def time_as_integer(x1: Array, eps: Array, t: Array) -> Array:
    """t is turned into an integer, so every time below 1 becomes 0."""
    whole = broadcast_time(np.floor(t), x1)
    return np.asarray((1 - whole) * eps + whole * x1)


def _implied_noise(record: RecordedCall) -> Array | None:
    """Return what stands in the place of eps in an x_t, where t leaves enough of it to see."""
    x1, _, t = (np.asarray(argument, dtype=np.float64) for argument in record.call.arguments)
    if not isinstance(record.value, np.ndarray) or record.value.shape != x1.shape:
        return None
    if record.value.dtype.kind != "f":  # of bfloat16 there are bits, and no numbers
        return None
    time = np.broadcast_to(broadcast_time(t, x1), x1.shape)
    early = time < 0.9
    return np.asarray((record.value - time * x1)[early] / (1 - time[early]))


@known.symptom(
    "interpolate",
    hint="Which noise belongs to this x_t?",
    shows=bool,  # of any case
    drawn=True,
)
def eps_redrawn(records: Records) -> bool:
    """The eps that is passed in is ignored, and new noise drawn."""
    implied, given = [], []
    for record in records:
        noise = _implied_noise(record)
        if noise is None:
            return False
        x1, eps, t = record.call.arguments
        early = np.broadcast_to(broadcast_time(t, x1), x1.shape) < 0.9
        if noise.size > 20 and share_taken(noise, eps, 1e-4) > 0.5:
            return False  # eps itself, shuffled
        implied.append(noise)
        given.append(eps[early])
    noise = np.concatenate(implied)
    return bool(
        noise.size > 200
        and abs(noise.mean()) < 0.3
        and 0.7 < noise.std() < 1.4
        and abs(np.corrcoef(noise, np.concatenate(given))[0, 1]) < 0.2
    )


@known.formula("velocity", hint="Which end does the path start from?")
def velocity_towards_noise(x1: Array, eps: Array) -> Array:
    """The sign is turned: this velocity leads from the data to the noise."""
    return eps - x1


@known.formula("velocity", hint="x1 is a place: how does one get there from eps?")
def data_for_velocity(x1: Array, eps: Array) -> Array:
    """You return x1 itself: a model trained on it would predict the data, not the velocity."""
    return x1


@known.formula("velocity", hint="How does one get from one point to another?")
def sum_for_velocity(x1: Array, eps: Array) -> Array:
    """You add the two ends."""
    return x1 + eps


@known.formula("interpolate_from_velocity", hint="At t = 1 the result must be x1.")
def goes_back_by_t(x1: Array, u: Array, t: Array) -> Array:
    """You go back from x1 for the time t that has passed on the way to x_t."""
    return x1 - t * u


@known.formula("interpolate_from_velocity", hint="u points to the data: x_t lies before x1.")
def goes_on_past_data(x1: Array, u: Array, t: Array) -> Array:
    """The sign is turned: you go on past x1 where you must go back."""
    return x1 + (1 - t) * u


@known.formula("interpolate_from_velocity", hint="x1 is the end of the path, eps its start.")
def data_for_noise(x1: Array, u: Array, t: Array) -> Array:
    """x1 + t u starts at the wrong end of the path."""
    return x1 + t * u


@known.formula("interpolate_from_velocity", hint="Which form of x_t holds x1 and u, and not eps?")
def velocity_for_noise(x1: Array, u: Array, t: Array) -> Array:
    """You use u as if it were the noise eps."""
    return (1 - t) * u + t * x1


_from_u = known.formula(
    "interpolate_from_velocity", ORDER, identity="parentheses_missing", message=PARENTHESES
)
_from_u(lambda x1, u, t: x1 - 1 - t * u)
_from_u(lambda x1, u, t: x1 - (1 - t * u))


@known.formula("interpolate_from_velocity", hint="How long does it take from x_t to x1?")
def goes_back_all_the_way(x1: Array, u: Array, t: Array) -> Array:
    """You go back all the way: x1 - u is the noise eps, not x_t."""
    return x1 - u


time_shapes(
    known,
    interpolate=lambda x1, eps, t, by: (1 - by) * eps + by * x1,
    interpolate_from_velocity=lambda x1, u, t, by: x1 - (1 - by) * u,
)

_ALL = ("interpolate", "velocity", "interpolate_from_velocity")
known.symptom(*_ALL)(returns_float64)
known.symptom(*_ALL, hint=NOTHING_DRAWN, drawn=True)(answers_differ)
