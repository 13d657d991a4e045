"""Wrong ways to make shares of likelihoods: what is bounded, raised, or summed along which axis."""

from __future__ import annotations

import numpy as np

from assignments.course.posteriors import (
    distances,
    normalised,
    of_the_posterior,
    right_shares,
    softmax,
    squares,
)
from grader.authoring import Array, Misconceptions

known = Misconceptions()

_BOUNDED = (
    "Points that are far from x_t all count alike, however much farther one is than another: so it "
    "is where exponents are kept above a bound, or where what is 0 / 0 is filled in."
)
for _least in (10.0, 20.0, 30.0, 50.0, 80.0, 100.0):
    of_the_posterior(
        known,
        "exponents_bounded",
        _BOUNDED,
        "Shares depend on ratios only. What may you take from all logarithms alike?",
        lambda *given, least=_least: softmax(np.maximum(-0.5 * squares(*given), -least)),
    )

for _digits in (2, 3, 4, 5, 6):
    of_the_posterior(
        known,
        "shares_rounded",
        "The shares are rounded to some decimals; small ones lose their digits, or all of them.",
        "How small does the share of a point become at late times?",
        lambda *given, digits=_digits: np.round(right_shares(*given), digits),
    )

_RAISED = "Small shares are made larger; a point whose noise is rare enough has next to none."


def _raised(shares: Array, least: float) -> Array:
    return np.maximum(shares, least)


def _mixed(shares: Array, part: float) -> Array:
    return np.asarray((1 - part) * shares + part / shares.shape[1])


for _least in (1e-2, 1e-3, 1e-4, 1e-5, 1e-6):
    for _change in (_raised, _mixed):
        of_the_posterior(
            known,
            "small_shares_raised",
            _RAISED,
            "How small does the share of a point become at late times?",
            lambda *given, change=_change, least=_least: normalised(
                change(right_shares(*given), least)
            ),
        )

_NORMALISE = "What must the numbers in each row sum to?"

of_the_posterior(
    known,
    "nearest_point",
    "You take the likeliest point for certain; the others have a share as well.",
    "At t = 0 all points are as likely. What does your answer say there?",
    lambda x_t, t, data: np.eye(len(data))[distances(x_t, t, data).argmin(axis=1)],
)
of_the_posterior(
    known,
    "uniform",
    "You give every point the same share at all times; that is so at t = 0 only.",
    "At t = 0.9 x_t lies near t times one of the points. How likely are the others?",
    lambda x_t, t, data: np.full((len(x_t), len(data)), 1 / len(data)),
)
of_the_posterior(
    known,
    "normalised_over_the_batch",
    "You normalise over the samples of the batch, not over the data points.",
    _NORMALISE,
    lambda x_t, t, data: softmax(-0.5 * squares(x_t, t, data), axis=0),
)
of_the_posterior(
    known,
    "normalised_over_all",
    "You normalise over samples and data points together.",
    _NORMALISE,
    lambda x_t, t, data: softmax(-0.5 * squares(x_t, t, data).reshape(1, -1)).reshape(len(x_t), -1),
)
of_the_posterior(
    known,
    "shares_by_distance",
    "The shares are made of the distances, without an exponential.",
    "What is the density of a normal law?",
    lambda x_t, t, data: (1 / squares(x_t, t, data)) / (1 / squares(x_t, t, data)).sum(1)[:, None],
)
of_the_posterior(
    known,
    "softmax_of_shares",
    "The shares are taken for logarithms: softmax, or what expects logits, is given what a softmax "
    "has made, so that all points become almost as likely.",
    "Does it expect probabilities, or their logarithms?",
    lambda *given: softmax(right_shares(*given)),
)


@known.code("posterior", hint=_NORMALISE)
def not_normalised(x_t: Array, t: Array, data: Array) -> Array:
    """These are likelihoods. Probabilities of the points sum to 1."""
    return np.exp(-0.5 * squares(x_t, t, data))


def _densities(x_t: Array, t: Array, data: Array) -> Array:
    size = np.sqrt(2 * np.pi) * (1 - t[:, None])
    return np.asarray(np.exp(-0.5 * squares(x_t, t, data)) / size ** data.shape[1])


known.code("posterior", _NORMALISE, "not_normalised", not_normalised.__doc__)(_densities)


@known.code("posterior", hint="Between which two numbers does a probability lie?")
def logarithms(x_t: Array, t: Array, data: Array) -> Array:
    """These are the logarithms of the probabilities."""
    logs = -0.5 * squares(x_t, t, data)
    top = logs.max(axis=1, keepdims=True)
    return np.asarray(logs - top - np.log(np.exp(logs - top).sum(axis=1, keepdims=True)))


@known.code("posterior", hint="Between which two numbers does a probability lie?")
def logarithms_of_likelihoods(x_t: Array, t: Array, data: Array) -> Array:
    """These are exponents, of which the probabilities are to be made."""
    return -0.5 * squares(x_t, t, data)


@known.code("posterior", hint="Which axis is the batch's, and which the points'?")
def transposed(x_t: Array, t: Array, data: Array) -> Array:
    """Samples and data points are exchanged: the result is (B, n)."""
    return right_shares(x_t, t, data).T
