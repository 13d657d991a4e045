"""Known wrong ideas about assignment 01, most telling first. Formulas are numpy, in float64."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from assignments.course.times import BROADCAST, broadcast_time
from assignments.course.wrong_times import reversed_time, time_shapes
from grader.authoring import (
    DRAWS,
    Array,
    Misconceptions,
    RecordedCall,
    draws_from_a_global_generator,
    returns_float64,
)

known = Misconceptions(BROADCAST)
Records = Sequence[RecordedCall]

SIGMA_MIN = 1e-4

reversed_time(
    known,
    interpolate=lambda x1, eps, t: (1 - broadcast_time(t, x1)) * x1 + broadcast_time(t, x1) * eps,
    velocity=lambda x1, eps: eps - x1,
    interpolate_from_velocity=lambda x1, u, t: x1 + broadcast_time(t, x1) * u,
)


_SIGMA_MIN_PATH = (
    "You keep a little noise (sigma_min = 1e-4) at t = 1, as one path in use does. It is accepted."
)


def _sigma_min(exercise: str) -> Callable[[Callable[..., Array]], Callable[..., Array]]:
    return known.formula(
        exercise, tolerated=True, identity="sigma_min_path", message=_SIGMA_MIN_PATH
    )


@_sigma_min("interpolate")
def sigma_min_x_t(x1: Array, eps: Array, t: Array) -> Array:
    """x_t with a noise of standard deviation 1e-4 left at t = 1."""
    return (1 - (1 - SIGMA_MIN) * t) * eps + t * x1


@_sigma_min("velocity")
def sigma_min_u(x1: Array, eps: Array) -> Array:
    """The derivative of that path by t."""
    return x1 - (1 - SIGMA_MIN) * eps


@_sigma_min("interpolate_from_velocity")
def sigma_min_x_t_from_u(x1: Array, u: Array, t: Array) -> Array:
    """That path, with the noise that x1 and u imply on it."""
    return (x1 - u) / (1 - SIGMA_MIN) + t * u


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


time_shapes(
    known,
    interpolate=lambda x1, eps, t: (1 - t) * eps + t * x1,
    interpolate_from_velocity=lambda x1, u, t: x1 - (1 - t) * u,
)


@known.symptom("interpolate", hint="Which noise belongs to this x_t?", of_many=True)
def eps_redrawn(records: Records) -> bool:
    """The eps that is passed in is ignored, and new noise drawn."""
    implied, given = [], []
    for record in records:
        if not isinstance(record.value, np.ndarray):
            return False
        x1, eps, t = (np.asarray(argument, dtype=np.float64) for argument in record.call.arguments)
        time = broadcast_time(t, x1)
        early = np.broadcast_to(time < 0.9, x1.shape)
        if record.value.shape != x1.shape:
            return False
        implied.append(((record.value - time * x1) / np.where(early, 1 - time, 1))[early])
        given.append(eps[early])
    noise = np.concatenate(implied)
    return bool(
        noise.size > 50
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


@known.formula("interpolate_from_velocity", hint="How long does it take from x_t to x1?")
def goes_back_all_the_way(x1: Array, u: Array, t: Array) -> Array:
    """You go back all the way: x1 - u is the noise eps, not x_t."""
    return x1 - u


def _batches(records: Records) -> list[tuple[Array, Array, Array, Array]] | None:
    """Return (x1, x_t, t, eps) of every call of noising_batch, or None if one has other shapes."""
    found = []
    for record in records:
        x1, value = record.call.arguments[0], record.value
        if not isinstance(value, tuple) or len(value) != 3:
            return None
        if not all(isinstance(array, np.ndarray) and not array.dtype.names for array in value):
            return None
        x_t, t, eps = (array.astype(np.float64) for array in value)
        if x_t.shape != x1.shape or t.shape != x1.shape[:1] or eps.shape != x1.shape:
            return None
        found.append((x1.astype(np.float64), x_t, t, eps))
    return found or None


@known.symptom("noising_batch", hint="Return x_t first, then t, then eps.", of_many=True)
def other_order_of_results(records: Records) -> bool:
    """x_t, t and eps are returned in another order."""
    telling = False
    for record in records:
        x1, value = record.call.arguments[0], record.value
        if not isinstance(value, tuple) or len(value) != 3:
            return False
        if not all(isinstance(array, np.ndarray) for array in value):
            return False
        shapes = [array.shape for array in value]
        if sorted(shapes) != sorted([x1.shape, x1.shape[:1], x1.shape]):
            return False
        telling = telling or shapes[1] != x1.shape[:1]
    return telling


@known.symptom("noising_batch", hint="t has shape (B,); reshape it for the product only.")
def t_returned_with_axes(records: Records) -> bool:
    """t is returned with the axes that were appended for broadcasting."""
    return all(
        isinstance(record.value, tuple)
        and len(record.value) == 3
        and isinstance(record.value[1], np.ndarray)
        and record.value[1].shape == broadcast_time(np.zeros(x1.shape[:1]), x1).shape
        for record in records
        for x1 in [record.call.arguments[0]]
    )


@known.symptom(
    "noising_batch", hint="What is the difference between torch.rand and torch.randn?", of_many=True
)
def uniform_noise(records: Records) -> bool:
    """eps is drawn with torch.rand: uniform on [0, 1), where standard normal noise is expected."""
    batches = _batches(records)
    if batches is None:
        return False
    eps = np.concatenate([eps.ravel() for *_, eps in batches])
    return bool(eps.size > 12 and eps.min() >= 0 and eps.max() <= 1)


@known.symptom(
    "noising_batch", hint="What is the difference between torch.rand and torch.randn?", of_many=True
)
def normal_times(records: Records) -> bool:
    """t is drawn with torch.randn: normal, where uniform on [0, 1) is expected."""
    batches = _batches(records)
    if batches is None:
        return False
    t = np.concatenate([t for *_, t, _ in batches])
    return bool(t.size > 20 and t.min() < 0 and t.max() > 1 and abs(t.std() - 1) < 0.35)


@known.symptom("noising_batch", hint="How many times does a batch of B samples need?", of_many=True)
def one_time_drawn_for_the_batch(records: Records) -> bool:
    """One time is drawn for the whole batch; every sample needs its own."""
    batches = _batches(records)
    if batches is None or not any(t.size > 1 for *_, t, _ in batches):
        return False
    return all(bool((t == t[0]).all()) for *_, t, _ in batches)


@known.symptom("noising_batch", hint="Draw noise of the whole shape of x1.", of_many=True)
def one_noise_for_the_batch(records: Records) -> bool:
    """Every sample gets the same noise; all entries of eps must be drawn anew."""
    batches = _batches(records)
    if batches is None or not any(len(eps) > 1 for *_, eps in batches):
        return False
    return all(bool((eps == eps[:1]).all()) for *_, eps in batches)


@known.symptom("noising_batch", hint="Draw noise of the whole shape of x1.", of_many=True)
def one_noise_a_sample(records: Records) -> bool:
    """All elements of a sample get the same noise; all entries of eps must be drawn anew."""
    batches = _batches(records)
    if batches is None:
        return False
    rows = [eps.reshape(len(eps), -1) for *_, eps in batches]
    if not any(row.shape[1] > 1 for row in rows):
        return False
    return all(bool((row == row[:, :1]).all()) for row in rows)


@known.symptom("noising_batch", tolerated=True, identity="sigma_min_path", message=_SIGMA_MIN_PATH)
def sigma_min_batch(records: Records) -> bool:
    """Every x_t lies on that path."""
    batches = _batches(records)
    return batches is not None and all(
        np.allclose(x_t, sigma_min_x_t(x1, eps, broadcast_time(t, x1)), rtol=1e-6, atol=3e-6)
        for x1, x_t, t, eps in batches
    )


@known.symptom("noising_batch", hint="Check the ends: what must x_t be at t = 0, and at t = 1?")
def batch_with_swapped_endpoints(records: Records) -> bool:
    """x1 and eps are exchanged in x_t: your path runs from the data to the noise."""
    batches = _batches(records)
    return batches is not None and all(
        np.allclose(x_t, (1 - broadcast_time(t, x1)) * x1 + broadcast_time(t, x1) * eps, atol=1e-5)
        for x1, x_t, t, eps in batches
    )


@known.symptom(
    "noising_batch", hint="Return the eps that x_t was made with, and add no other.", of_many=True
)
def other_noise_in_x_t(records: Records) -> bool:
    """x_t holds noise that is not the returned eps."""
    batches = _batches(records)
    if batches is None:
        return False
    residuals, parts = [], []
    for x1, x_t, t, eps in batches:
        time = broadcast_time(t, x1)
        residuals.append((x_t - (1 - time) * eps - time * x1).ravel())
        parts.append([(term * time**power).ravel() for term in (x1, eps) for power in range(3)])
    residual = np.concatenate(residuals)
    if residual.size <= 100 or not 1e-3 < residual.std() < np.inf:
        return False
    # other weights of x1 and of the returned eps are no other noise
    terms = np.concatenate(parts, axis=1).T
    left = residual - terms @ np.linalg.lstsq(terms, residual)[0]
    return bool(left.std() > 0.5 * residual.std())


known.symptom(
    "noising_batch",
    hint=DRAWS,
    identity="global_generator",
)(draws_from_a_global_generator)


known.symptom("interpolate", "velocity", "interpolate_from_velocity", "noising_batch")(
    returns_float64
)
