"""The posterior and what is made of it, as wrong ideas are written: numpy, in float64.

What is wrong with a posterior is wrong with all that is made of it, and has the same name there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from grader.authoring import Array, Misconceptions

#: (x_t, t, data) -> a number for each point: a logarithm up to a constant, or a share; `(B, n)`
Points = Callable[[Array, Array, Array], Array]
#: an exercise as its signature says
Exercise = Callable[[Array, Array, Array], Array]


def noises(x_t: Array, t: Array, data: Array) -> Array:
    """Return the noise that leads from each point to each state, `(B, n, D)`."""
    time = t[:, None, None]
    return (x_t[:, None] - time * data) / (1 - time)


def squares(x_t: Array, t: Array, data: Array) -> Array:
    """Return the squared sizes of the noises."""
    return np.asarray((noises(x_t, t, data) ** 2).sum(axis=-1))


def distances(x_t: Array, t: Array, data: Array) -> Array:
    """Return the squared distances of the states from t times each point."""
    return np.asarray(((x_t[:, None] - t[:, None, None] * data) ** 2).sum(axis=-1))


def softmax(logs: Array, axis: int = 1) -> Array:
    """Return shares by the logarithms of likelihoods."""
    weights = np.exp(logs - logs.max(axis=axis, keepdims=True))
    return np.asarray(weights / weights.sum(axis=axis, keepdims=True))


def normalised(weights: Array, more: float = 0.0) -> Array:
    """Return weights over their sum, or a bit more, in the format that they have."""
    total = weights.sum(axis=1, keepdims=True) + weights.dtype.type(more)
    return np.asarray(weights / total, dtype=np.float64)


def right_shares(x_t: Array, t: Array, data: Array) -> Array:
    """Return the posterior."""
    return softmax(-0.5 * squares(x_t, t, data))


def entropy_of(shares: Array, axis: int | None = 1) -> Array:
    """Return the entropy in nats."""
    return np.asarray((-shares * np.log(np.where(shares > 0, shares, 1))).sum(axis=axis))


def by_velocity(shares: Array, x_t: Array, t: Array, data: Array) -> Array:
    """Return the mean velocity by these shares."""
    return np.asarray((shares @ data - x_t) / (1 - t[:, None]))


def by_noise(shares: Array, x_t: Array, t: Array, data: Array) -> Array:
    """Return the mean noise by these shares."""
    return np.asarray((x_t - t[:, None] * (shares @ data)) / (1 - t[:, None]))


def by_entropy(shares: Array, x_t: Array, t: Array, data: Array) -> Array:
    """Return the entropy of these shares."""
    return entropy_of(shares)


#: by exercise, what is made of a posterior
MADE: Mapping[str, Callable[[Array, Array, Array, Array], Array]] = {
    "posterior": lambda shares, x_t, t, data: shares,
    "ideal_velocity": by_velocity,
    "ideal_eps": by_noise,
    "posterior_entropy": by_entropy,
}


def made_of(shares: Points, exercise: str) -> Exercise:
    """Return an exercise by a posterior."""

    def made(x_t: Array, t: Array, data: Array) -> Array:
        found = shares(x_t, t, data)
        return MADE[exercise](found, x_t, t, data)

    return made


#: every exercise as it should be
RIGHT: Mapping[str, Exercise] = {name: made_of(right_shares, name) for name in MADE}


def of_the_posterior(
    known: Misconceptions, identity: str, message: str, hint: str, shares: Points
) -> None:
    """Add a wrong posterior, and what is made of it."""
    for exercise in MADE:
        known.code(exercise, hint, identity, message)(made_of(shares, exercise))


def with_mean(function: Callable[[Array, Array, Array, Array], Array]) -> Exercise:
    """Return an exercise by x_t, the mean of the data, t `(B, 1)`, and the data."""
    return lambda x_t, t, data: function(x_t, right_shares(x_t, t, data) @ data, t[:, None], data)


def by_shares(function: Callable[[Array], Array]) -> Exercise:
    """Return an exercise by the posterior alone."""
    return lambda *given: function(right_shares(*given))
