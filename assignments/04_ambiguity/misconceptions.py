"""Ways to compute a right posterior that break where no data point is near; most telling first."""

from __future__ import annotations

import numpy as np

from assignments.course.messages import NOTHING_DRAWN
from assignments.course.posteriors import (
    RIGHT,
    Points,
    normalised,
    of_the_posterior,
    squares,
)
from grader.authoring import Array, Misconceptions, answers_differ, returns_float64

known = Misconceptions()

_UNDERFLOW = (
    "Where no data point is near, every likelihood is too small for the format and becomes 0, and "
    "0 / 0 is NaN."
)
_UNDERFLOW_HINT = "Shares depend on ratios only. What may you take from all logarithms alike?"


_VANISH = (
    "Where no data point is near, every likelihood is 0 or too small beside what you divide by, so "
    "that the shares become 0 and no longer sum to 1."
)


def _shares(dtype: type[np.floating], more: float) -> Points:
    """Return shares by likelihoods in a format, whose sum has `more` added."""
    return lambda x_t, t, data: normalised(
        np.exp((-0.5 * squares(x_t, t, data)).astype(dtype)), more
    )


def _zeros_for_nan(x_t: Array, t: Array, data: Array) -> Array:
    return np.nan_to_num(_shares(np.float32, 0)(x_t, t, data))


of_the_posterior(known, "shares_vanish", _VANISH, _UNDERFLOW_HINT, _zeros_for_nan)
for _dtype in (np.float32, np.float64):
    _found = _shares(_dtype, 0)
    of_the_posterior(known, "likelihoods_underflow", _UNDERFLOW, _UNDERFLOW_HINT, _found)
for _more in (1e-6, 1e-8, 1e-10, 1e-12):
    _found = _shares(np.float32, _more)
    of_the_posterior(known, "shares_vanish", _VANISH, _UNDERFLOW_HINT, _found)


def _over_least(least: float) -> Points:
    """Return shares by likelihoods in float32, whose sum is kept above a bound."""

    def shares(x_t: Array, t: Array, data: Array) -> Array:
        weights = np.exp((-0.5 * squares(x_t, t, data)).astype(np.float32))
        total = weights.sum(axis=1, keepdims=True)
        return np.asarray(weights / np.maximum(total, np.float32(least)), dtype=np.float64)

    return shares


def _with_more(more: float) -> Points:
    """Return shares by likelihoods that all are a bit larger."""
    return lambda x_t, t, data: normalised(np.exp(-0.5 * squares(x_t, t, data)) + more)


for _least in (1e-6, 1e-8, 1e-10, 1e-12):
    of_the_posterior(known, "shares_vanish", _VANISH, _UNDERFLOW_HINT, _over_least(_least))
    of_the_posterior(
        known,
        "likelihoods_padded",
        "A small number is added to every likelihood, so that points which are far from x_t all "
        "count alike, however much farther one is than another.",
        _UNDERFLOW_HINT,
        _with_more(_least),
    )


def _one_maximum(x_t: Array, t: Array, data: Array) -> Array:
    logs = -0.5 * squares(x_t, t, data)
    return normalised(np.exp((logs - logs.max()).astype(np.float32)))


of_the_posterior(
    known,
    "one_maximum_for_all",
    "The largest logarithm of the whole batch is taken from all samples, so that the likelihoods "
    "of a sample that is farther from the data all become 0.",
    "Each row of the posterior is divided by its own sum. What must be taken from each row?",
    _one_maximum,
)


def _of_products(x_t: Array, t: Array, data: Array) -> Array:
    time = t[:, None]
    logs = (time * (x_t @ data.T) - 0.5 * time**2 * (data**2).sum(axis=1)) / (1 - time) ** 2
    return normalised(np.exp(logs.astype(np.float32)))


of_the_posterior(
    known,
    "exponentials_overflow",
    "Exponentials overflow: what they are of is not kept from being large.",
    _UNDERFLOW_HINT,
    _of_products,
)

known.symptom(*RIGHT)(returns_float64)
known.symptom(*RIGHT, hint=NOTHING_DRAWN, drawn=True)(answers_differ)
