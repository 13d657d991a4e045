"""Wrong velocities and noises by a right posterior."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from assignments.course.messages import ORDER, PARENTHESES
from assignments.course.posteriors import (
    RIGHT,
    Exercise,
    with_mean,
)
from grader.authoring import Array, Misconceptions, RecordedCall

known = Misconceptions()


_KEPT = "Which times are asked for, and how small may 1 - t be there?"
_PADDED = "A small number is added to what you divide by: a large error at late times."
_FAST = "How much time is there between x_t and the data?"
_VELOCITIES: tuple[tuple[str, str, str, Callable[[Array, Array, Array, Array], Array]], ...] = (
    (
        "not_divided_by_time_left",
        "This is the way to the mean of the data, not the velocity: it is not divided by the time "
        "that is left.",
        _FAST,
        lambda x, mean, t, data: mean - x,
    ),
    (
        "data_for_velocity",
        "You return the mean of the data, not the velocity towards it.",
        _FAST,
        lambda x, mean, t, data: mean,
    ),
    (
        "velocity_reversed",
        "The sign is turned: your velocity leads away from the data.",
        "Which way does u point?",
        lambda x, mean, t, data: (x - mean) / (1 - t),
    ),
    (
        "divided_by_time_passed",
        "The time that has passed stands below the line.",
        _FAST,
        lambda x, mean, t, data: (mean - x) / t,
    ),
    (
        "sum_for_difference",
        "You add x_t to the mean of the data; the way from one to the other is their difference.",
        "Put in x_t equal to that mean: how far is it then?",
        lambda x, mean, t, data: (mean + x) / (1 - t),
    ),
    (
        "divided_twice",
        "You divide by (1 - t)^2.",
        _FAST,
        lambda x, mean, t, data: (mean - x) / (1 - t) ** 2,
    ),
    (
        "multiplied_by_time_left",
        "You multiply by the time that is left where you have to divide.",
        _FAST,
        lambda x, mean, t, data: (mean - x) * (1 - t),
    ),
    (
        "mean_of_all_data",
        "All data points count alike; they count by their posterior.",
        "How likely is each data point, given x_t?",
        lambda x, mean, t, data: data.mean(axis=0) - x,
    ),
    (
        "noise_for_velocity",
        "You return the mean noise, not the velocity.",
        "Which of the two definitions gives u from x1 and eps?",
        lambda x, mean, t, data: (x - t * mean) / (1 - t),
    ),
    (
        "state_taken_for_noise",
        "You take x_t for the noise, which is what x_t began with.",
        "Which noise leads from x1 to x_t?",
        lambda x, mean, t, data: mean - t * x,
    ),
    (
        "score_for_velocity",
        "This is the score, the gradient of the logarithm of the density, not the velocity.",
        "Which of the two definitions gives u from x1 and eps?",
        lambda x, mean, t, data: (t * mean - x) / (1 - t) ** 2,
    ),
    (
        "not_weighted_data",
        "You divide the data by the time that is left, and take x_t from that undivided.",
        "What is divided by the time that is left?",
        lambda x, mean, t, data: mean / (1 - t) - x,
    ),
)
for _identity, _message, _hint, _function in _VELOCITIES:
    known.code("ideal_velocity", _hint, _identity, _message)(with_mean(_function))


def _padded_velocity(more: float) -> Exercise:
    return with_mean(lambda x, mean, t, data: (mean - x) / (1 - t + more))


def _padded_noise(more: float) -> Exercise:
    return with_mean(lambda x, mean, t, data: (x - t * mean) / (1 - t + more))


for _more in (1e-2, 1e-3, 1e-4, 1e-5, 1e-6):
    known.code("ideal_velocity", _KEPT, "padded_denominator", _PADDED)(_padded_velocity(_more))
    known.code("ideal_eps", _KEPT, "padded_denominator", _PADDED)(_padded_noise(_more))

_CLAMPED = "1 - t is not let below a bound, so that late times give a wrong result silently."


def _clamped_velocity(least: float) -> Exercise:
    return with_mean(lambda x, mean, t, data: (mean - x) / np.maximum(1 - t, least))


def _clamped_noise(least: float) -> Exercise:
    return with_mean(lambda x, mean, t, data: (x - t * mean) / np.maximum(1 - t, least))


def _by_clamped_time(least: float) -> Exercise:
    return with_mean(lambda x, mean, t, data: (mean - x) / np.maximum(t, least))


for _least in (0.1, 0.05, 0.02, 0.01, 5e-3, 2e-3):
    known.code("ideal_velocity", _KEPT, "time_left_clamped", _CLAMPED)(_clamped_velocity(_least))
    known.code("ideal_eps", _KEPT, "time_left_clamped", _CLAMPED)(_clamped_noise(_least))
_PASSED = "The time that has passed stands below the line."
for _least in (1e-2, 1e-3, 1e-4, 1e-5, 1e-6):
    known.code("ideal_velocity", _FAST, "divided_by_time_passed", _PASSED)(_by_clamped_time(_least))

_NOISE = "Solve the definition of x_t for eps."
_NOISES: tuple[tuple[str, str, str, Callable[[Array, Array, Array, Array], Array]], ...] = (
    (
        "noise_not_divided",
        "What you return is (1 - t) eps, not eps.",
        _NOISE,
        lambda x, mean, t, data: x - t * mean,
    ),
    (
        "data_not_scaled",
        "In x_t the data has the weight t, which you leave out.",
        _NOISE,
        lambda x, mean, t, data: (x - mean) / (1 - t),
    ),
    (
        "weights_exchanged_in_noise",
        "The weights of noise and data are exchanged.",
        _NOISE,
        lambda x, mean, t, data: (x - (1 - t) * mean) / t,
    ),
    (
        "divided_by_time_passed",
        "The weight of the data in x_t stands below the line.",
        _NOISE,
        lambda x, mean, t, data: (x - t * mean) / t,
    ),
    (
        "plus_for_minus",
        "The sign before the data is wrong.",
        _NOISE,
        lambda x, mean, t, data: (x + t * mean) / (1 - t),
    ),
    (
        "noise_reversed",
        "The sign of the noise is turned.",
        _NOISE,
        lambda x, mean, t, data: (t * mean - x) / (1 - t),
    ),
    (
        "divided_twice",
        "You divide by (1 - t)^2.",
        _NOISE,
        lambda x, mean, t, data: (x - t * mean) / (1 - t) ** 2,
    ),
    (
        "score_for_noise",
        "This is the score, the gradient of the logarithm of the density, not the noise.",
        "The score and the noise differ by a factor: which?",
        lambda x, mean, t, data: (t * mean - x) / (1 - t) ** 2,
    ),
    (
        "state_for_noise",
        "You return x_t. It is all noise at t = 0 only.",
        _NOISE,
        lambda x, mean, t, data: x,
    ),
    (
        "state_without_data",
        "You divide x_t by the weight of the noise, and take no data from it.",
        _NOISE,
        lambda x, mean, t, data: x / (1 - t),
    ),
    (
        "velocity_for_noise",
        "You return the velocity, not the noise.",
        _NOISE,
        lambda x, mean, t, data: (mean - x) / (1 - t),
    ),
    (
        "data_for_noise",
        "You return the mean of the data, not that of the noise.",
        _NOISE,
        lambda x, mean, t, data: mean,
    ),
    (
        "back_by_a_whole_unit",
        "You go back from x_t for a whole unit of time; the time that has passed is t.",
        "How long ago was the noise?",
        lambda x, mean, t, data: x - (mean - x) / (1 - t),
    ),
    (
        "back_by_the_time_left",
        "You go back from x_t for 1 - t, the time that is left; the time that has passed is t.",
        "How long ago was the noise?",
        lambda x, mean, t, data: 2 * x - mean,
    ),
    (
        "on_instead_of_back",
        "You go on from x_t, in the direction of the data, where the noise lies behind.",
        "How long ago was the noise, and which way does u point?",
        lambda x, mean, t, data: x + t * (mean - x) / (1 - t),
    ),
    (
        "square_root_of_time_left",
        "You divide by the square root of 1 - t, as in a diffusion model.",
        _NOISE,
        lambda x, mean, t, data: (x - t * mean) / np.sqrt(1 - t),
    ),
    (
        "parentheses_missing",
        PARENTHESES,
        ORDER,
        lambda x, mean, t, data: x - t * mean / (1 - t),
    ),
)
for _identity, _message, _hint, _function in _NOISES:
    known.code("ideal_eps", _hint, _identity, _message)(with_mean(_function))


@known.symptom("ideal_velocity", hint="Which formula for u has no t below the line?")
def nothing_at_zero(records: Sequence[RecordedCall]) -> bool:
    """Your velocity is not finite at t = 0, where a state has one as well."""
    found = False
    for record in records:
        x_t, t, data = (array.astype(np.float64) for array in record.call.arguments)
        right = RIGHT["ideal_velocity"](x_t, t, data)
        if not isinstance(record.value, np.ndarray) or record.value.shape != right.shape:
            return False
        if record.value.dtype.kind != "f":  # of bfloat16 there are bits, and no numbers
            return False
        missing = ~np.isfinite(record.value).any(axis=1)
        later = t > 0.1  # where it loses no digits
        if (missing != (t == 0)).any():
            return False
        scale = 1 + np.abs(right)
        if (np.abs(record.value - right)[later] > 1e-2 * scale[later]).any():
            return False
        found |= bool(missing.any())
    return found
