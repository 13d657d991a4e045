"""Wrong velocities by a right posterior."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from assignments.course.messages import DENOMINATOR_PADDED, HOW_LATE, TIME_LEFT_CLAMPED
from assignments.course.posteriors import (
    RIGHT,
    Exercise,
    with_mean,
)
from grader.authoring import Array, Misconceptions, RecordedCall

known = Misconceptions()


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
        "minus_noise_for_velocity",
        "You return minus the mean noise, not the velocity.",
        "Which of the two definitions gives u from x1 and eps?",
        lambda x, mean, t, data: (t * mean - x) / (1 - t),
    ),
    (
        "mean_over_the_points",
        "You take the mean over the points of what has their shares already: 1/n of the sum.",
        "What do the shares of all points sum to?",
        lambda x, mean, t, data: (mean - x) / (1 - t) / len(data),
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


def _padded(more: float) -> Exercise:
    return with_mean(lambda x, mean, t, data: (mean - x) / (1 - t + more))


def _clamped(least: float) -> Exercise:
    return with_mean(lambda x, mean, t, data: (mean - x) / np.maximum(1 - t, least))


def _by_clamped_time(least: float) -> Exercise:
    return with_mean(lambda x, mean, t, data: (mean - x) / np.maximum(t, least))


for _more in (1e-2, 1e-3, 1e-4, 1e-5, 1e-6):
    known.code("ideal_velocity", HOW_LATE, "padded_denominator", DENOMINATOR_PADDED)(_padded(_more))
for _least in (0.1, 0.05, 0.02, 0.01, 5e-3, 2e-3):
    known.code("ideal_velocity", HOW_LATE, "time_left_clamped", TIME_LEFT_CLAMPED)(_clamped(_least))
_PASSED = "The time that has passed stands below the line."
for _least in (1e-2, 1e-3, 1e-4, 1e-5, 1e-6):
    known.code("ideal_velocity", _FAST, "divided_by_time_passed", _PASSED)(_by_clamped_time(_least))

_BY_TIME = (
    "You divide x_t - eps by t, with a small number that keeps it from 0: wrong at small times."
)


def _over_more(small: float) -> Exercise:
    return with_mean(lambda x, mean, t, data: (x - (x - t * mean) / (1 - t)) / (t + small))


def _over_least(least: float) -> Exercise:
    return with_mean(lambda x, mean, t, data: (x - (x - t * mean) / (1 - t)) / np.maximum(t, least))


# what is smaller shows at t = 0 alone, where any other 0 looks like it
for _quotient in (*map(_over_more, (1e-2, 1e-3, 1e-4, 1e-5)), *map(_over_least, (1e-2, 1e-3))):
    known.code(
        "ideal_velocity",
        "Which formula for u has no t below the line?",
        "divided_by_padded_time",
        _BY_TIME,
    )(_quotient)


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


#: where two numbers that are almost equal still have digits in their difference, and where few
_LATER, _EARLY = 0.1, 0.05


@known.symptom("ideal_velocity", hint="Which formula for u has no t below the line?")
def off_at_small_times(records: Sequence[RecordedCall]) -> bool:
    """Your velocity is right at later times, and off where t is 0 or small."""
    found = False
    for record in records:
        x_t, t, data = (array.astype(np.float64) for array in record.call.arguments)
        right, value = RIGHT["ideal_velocity"](x_t, t, data), record.value
        if not isinstance(value, np.ndarray) or value.shape != right.shape:
            return False
        if value.dtype != np.float32:
            return False
        off = ~(np.abs(value - right) <= 1e-3 * (1 + np.abs(right))).all(axis=1)
        if off[t >= _LATER].any():
            return False
        found |= bool(off[t < _EARLY].any())
    return found
