"""Wrong noises by a right posterior."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from assignments.course.messages import (
    DENOMINATOR_PADDED,
    HOW_LATE,
    ORDER,
    PARENTHESES,
    TIME_LEFT_CLAMPED,
)
from assignments.course.posteriors import (
    Exercise,
    with_mean,
)
from grader.authoring import Array, Misconceptions

known = Misconceptions()


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
        "mean_over_the_points",
        "You take the mean over the points of what has their shares already: 1/n of the sum.",
        "What do the shares of all points sum to?",
        lambda x, mean, t, data: (x - t * mean) / (1 - t) / len(data),
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


def _padded(more: float) -> Exercise:
    return with_mean(lambda x, mean, t, data: (x - t * mean) / (1 - t + more))


def _clamped(least: float) -> Exercise:
    return with_mean(lambda x, mean, t, data: (x - t * mean) / np.maximum(1 - t, least))


for _more in (1e-2, 1e-3, 1e-4, 1e-5, 1e-6):
    known.code("ideal_eps", HOW_LATE, "padded_denominator", DENOMINATOR_PADDED)(_padded(_more))
for _least in (0.1, 0.05, 0.02, 0.01, 5e-3, 2e-3):
    known.code("ideal_eps", HOW_LATE, "time_left_clamped", TIME_LEFT_CLAMPED)(_clamped(_least))
