"""Known wrong ideas about assignment 04, most telling first. Code is numpy, in float64.

What is wrong with the posterior is wrong with all that is made of it, and has the same name there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from grader.authoring import Array, Misconceptions, RecordedCall, returns_float64

known = Misconceptions()
Records = Sequence[RecordedCall]
#: (x_t, t, data) -> one logarithm of a likelihood, up to a constant, or one weight, a point `(B, n)`
_Points = Callable[[Array, Array, Array], Array]


def _noises(x_t: Array, t: Array, data: Array) -> Array:
    """Return the noise that leads from each point to each state, `(B, n, D)`."""
    time = t[:, None, None]
    return (x_t[:, None] - time * data) / (1 - time)


def _squares(x_t: Array, t: Array, data: Array) -> Array:
    return (_noises(x_t, t, data) ** 2).sum(axis=-1)


def _distances(x_t: Array, t: Array, data: Array) -> Array:
    """Return the squared distances from t y to x_t."""
    return ((x_t[:, None] - t[:, None, None] * data) ** 2).sum(axis=-1)


def _softmax(logs: Array, axis: int = 1) -> Array:
    weights = np.exp(logs - logs.max(axis=axis, keepdims=True))
    return np.asarray(weights / weights.sum(axis=axis, keepdims=True))


def _shares(x_t: Array, t: Array, data: Array) -> Array:
    return _softmax(-0.5 * _squares(x_t, t, data))


def _entropy(shares: Array, axis: int | None = 1) -> Array:
    return np.asarray((-shares * np.log(np.where(shares > 0, shares, 1))).sum(axis=axis))


def _of(shares: Array, x_t: Array, t: Array, data: Array) -> tuple[Array, Array, Array]:
    """Return the mean velocity, the mean noise and the entropy by these shares."""
    time, mean = t[:, None], shares @ data
    left = 1 - time
    return (mean - x_t) / left, (x_t - time * mean) / left, _entropy(shares)


_MADE_OF_IT = ("ideal_velocity", "ideal_eps", "posterior_entropy")


def _of_the_posterior(identity: str, message: str, hint: str, shares: _Points) -> None:
    """Add a wrong posterior, and what is made of it."""
    known.code("posterior", hint, identity, message)(shares)
    for place, exercise in enumerate(_MADE_OF_IT):

        def made(x_t: Array, t: Array, data: Array, place: int = place) -> Array:
            found = shares(x_t, t, data)
            if found.shape != (len(x_t), len(data)):
                raise ValueError("these are no shares of the points")
            return _of(found, x_t, t, data)[place]

        known.code(exercise, hint, identity, message)(made)


# numerics first: whatever else is wrong, these are right but for it

_UNDERFLOW = (
    "Where no data point is near, every likelihood is too small for the format and becomes 0, and "
    "0 / 0 is NaN."
)
_UNDERFLOW_HINT = "Shares depend on ratios only. What may you take from all logarithms alike?"


def _likelihoods(dtype: type[np.floating]) -> _Points:
    return lambda x_t, t, data: np.exp((-0.5 * _squares(x_t, t, data)).astype(dtype))


def _normalised(weights: Array, more: float = 0.0) -> Array:
    total = weights.sum(axis=1, keepdims=True) + weights.dtype.type(more)
    return np.asarray(weights / total, dtype=np.float64)


for _dtype in (np.float32, np.float64):
    _of_the_posterior(
        "likelihoods_underflow",
        _UNDERFLOW,
        _UNDERFLOW_HINT,
        lambda *given, by=_likelihoods(_dtype): _normalised(by(*given)),
    )
    for _more in (1e-6, 1e-8, 1e-9, 1e-10, 1e-12, 1e-16, 1e-20, 1e-30):
        _of_the_posterior(
            "sum_is_padded",
            "A small number is added to the sum of the likelihoods. Where no data point is near they "
            "are smaller than that, and the shares no longer sum to 1.",
            _UNDERFLOW_HINT,
            lambda *given, by=_likelihoods(_dtype), more=_more: _normalised(by(*given), more),
        )


def _one_maximum(x_t: Array, t: Array, data: Array) -> Array:
    logs = -0.5 * _squares(x_t, t, data)
    return _normalised(np.exp((logs - logs.max()).astype(np.float32)))


_of_the_posterior(
    "one_maximum_for_all",
    "The largest logarithm of the whole batch is taken from all samples, so that the likelihoods of "
    "a sample that is farther from the data all become 0.",
    "Each row of the posterior is divided by its own sum. What must be taken from each row?",
    _one_maximum,
)

_of_the_posterior(
    "density_overflows",
    "Exponentials overflow: what they are of is not kept below 0.",
    _UNDERFLOW_HINT,
    lambda x_t, t, data: _normalised(
        np.exp(
            ((t[:, None] * (x_t @ data.T) - 0.5 * t[:, None] ** 2 * (data**2).sum(1)) / (1 - t[:, None]) ** 2)
            .astype(np.float32)
        )
    ),
)

# what the likelihood is of


def _likely(identity: str, message: str, hint: str) -> Callable[[_Points], _Points]:
    def add(logs: _Points) -> _Points:
        _of_the_posterior(identity, message, hint, lambda *given: _softmax(logs(*given)))
        return logs

    return add


_likely(
    "variance_not_squared",
    "You divide by 1 - t, the standard deviation; in the exponent of a normal law stands its square.",
    "How does the density of N(m, s^2) depend on s?",
)(lambda x_t, t, data: -0.5 * _distances(x_t, t, data) / (1 - t[:, None]))
_likely(
    "half_is_missing",
    "The exponent lacks its 1/2.",
    "What is the exponent in the density of a standard normal noise?",
)(lambda x_t, t, data: -_squares(x_t, t, data))
_likely(
    "half_is_squared",
    "The exponent has 1/4 where 1/2 belongs: is 2 (1 - t) squared as a whole?",
    "What is the exponent in the density of a standard normal noise?",
)(lambda x_t, t, data: -0.25 * _squares(x_t, t, data))
_likely(
    "variance_not_squared",
    "You divide by 1 - t, the standard deviation; in the exponent of a normal law stands its square.",
    "How does the density of N(m, s^2) depend on s?",
)(lambda x_t, t, data: -_distances(x_t, t, data) / (1 - t[:, None]))
_likely(
    "noise_not_scaled",
    "You compare x_t with t times the data as if the noise kept its size; at time t it is 1 - t "
    "times as large.",
    "x_t - t x1 is not the noise: what is left to do?",
)(lambda x_t, t, data: -0.5 * _distances(x_t, t, data))
_likely(
    "noise_not_scaled",
    "You compare x_t with t times the data as if the noise kept its size; at time t it is 1 - t "
    "times as large.",
    "x_t - t x1 is not the noise: what is left to do?",
)(lambda x_t, t, data: -_distances(x_t, t, data))
_likely(
    "compared_with_the_data",
    "You compare x_t with the data points themselves; on its path a point is t x1 plus noise.",
    "Where does x_t lie at time t if it came from data point i and the noise is 0?",
)(lambda x_t, t, data: (
    -0.5 * ((x_t[:, None] - data) ** 2).sum(-1) / (1 - t[:, None]) ** 2
))
_likely(
    "compared_with_the_data",
    "You compare x_t with the data points themselves; on its path a point is t x1 plus noise.",
    "Where does x_t lie at time t if it came from data point i and the noise is 0?",
)(lambda x_t, t, data: -0.5 * ((x_t[:, None] - data) ** 2).sum(-1))
_likely(
    "distance_not_squared",
    "The distance is not squared.",
    "How does the density of a normal law fall with the distance?",
)(lambda x_t, t, data: -0.5 * np.sqrt(_squares(x_t, t, data)))
_likely(
    "distance_not_squared",
    "The distance is not squared.",
    "How does the density of a normal law fall with the distance?",
)(lambda x_t, t, data: -np.sqrt(_squares(x_t, t, data)))
_likely(
    "distance_not_squared",
    "The distance is not squared.",
    "How does the density of a normal law fall with the distance?",
)(lambda x_t, t, data: -np.sqrt(_distances(x_t, t, data)) / (2 * (1 - t[:, None]) ** 2))
_likely(
    "absolute_values",
    "The sizes of the noise's entries are added up, not their squares: that is the density of a "
    "Laplace noise.",
    "How does the density of a normal law fall with the distance?",
)(lambda x_t, t, data: -np.abs(_noises(x_t, t, data)).sum(-1))
_likely(
    "mean_over_the_entries",
    "You take the mean over the entries of a point where their sum belongs.",
    "The entries of a noise are independent: how does the density of several follow from theirs?",
)(lambda x_t, t, data: -0.5 * (_noises(x_t, t, data) ** 2).mean(-1))
_likely(
    "sign_of_the_exponent",
    "The sign in the exponent is turned, so that the farthest point is the likeliest.",
    "Which is likelier, a small noise or a large one?",
)(lambda x_t, t, data: 0.5 * _squares(x_t, t, data))
_likely(
    "multiplied_by_the_time_left",
    "You multiply by 1 - t where you have to divide.",
    "Solve the definition of x_t for the noise.",
)(lambda x_t, t, data: -0.5 * _distances(x_t, t, data) * (1 - t[:, None]) ** 2)
_likely(
    "variance_to_the_fourth",
    "You divide by (1 - t)^4: the square of 1 - t is squared once more.",
    "How does the density of N(m, s^2) depend on s?",
)(lambda x_t, t, data: -0.5 * _distances(x_t, t, data) / (1 - t[:, None]) ** 4)
_likely(
    "divided_by_time",
    "You divide by t, the weight of the data in x_t, where the weight of the noise belongs.",
    "Solve the definition of x_t for the noise.",
)(lambda x_t, t, data: -0.5 * _distances(x_t, t, data) / t[:, None] ** 2)
_likely(
    "weights_exchanged",
    "The weights of noise and data are exchanged: this is the reversed convention, with data at "
    "t = 0.",
    "Put in t = 0: where must x_t come from there?",
)(lambda x_t, t, data: (
    -0.5 * ((x_t[:, None] - (1 - t[:, None, None]) * data) ** 2).sum(-1) / t[:, None] ** 2
))
_likely(
    "diffusion_weights",
    "These are the square-root weights of a diffusion model (DDPM).",
    "This path is a straight line: what multiplies eps and x1 on it?",
)(lambda x_t, t, data: (
    -0.5 * ((x_t[:, None] - np.sqrt(t)[:, None, None] * data) ** 2).sum(-1) / (1 - t[:, None])
))
_likely(
    "weights_of_cosine",
    "These are the weights cos and sin of a path on a circle.",
    "This path is a straight line: what multiplies eps and x1 on it?",
)(lambda x_t, t, data: (
    -0.5
    * ((x_t[:, None] - np.sin(np.pi * t / 2)[:, None, None] * data) ** 2).sum(-1)
    / np.cos(np.pi * t[:, None] / 2) ** 2
))
_likely(
    "dot_products",
    "You compare by dot products alone, as attention does; a long point is then likely whatever "
    "its distance.",
    "Which noise leads from data point i to x_t, and how likely is it?",
)(lambda x_t, t, data: x_t @ data.T)
_likely(
    "dot_products",
    "You compare by dot products alone, as attention does; a long point is then likely whatever "
    "its distance.",
    "Which noise leads from data point i to x_t, and how likely is it?",
)(lambda x_t, t, data: t[:, None] * (x_t @ data.T) / (1 - t[:, None]) ** 2)
_likely(
    "square_of_the_data_missing",
    "The square of the data is missing: |x|^2 - 2 t x.y + t^2 |y|^2 has three terms.",
    "Which of the three terms is the same for all points, and which is not?",
)(lambda x_t, t, data: (
    -0.5 * ((x_t**2).sum(1)[:, None] - 2 * t[:, None] * (x_t @ data.T)) / (1 - t[:, None]) ** 2
))
_likely(
    "two_is_missing",
    "The 2 in front of the product is missing: |x|^2 - 2 t x.y + t^2 |y|^2.",
    "Multiply out |x - t y|^2.",
)(lambda x_t, t, data: (
    -0.5
    * ((x_t**2).sum(1)[:, None] - t[:, None] * (x_t @ data.T) + t[:, None] ** 2 * (data**2).sum(1))
    / (1 - t[:, None]) ** 2
))
_likely(
    "time_not_squared",
    "t^2 stands before the square of the data: |x - t y|^2 = |x|^2 - 2 t x.y + t^2 |y|^2.",
    "Multiply out |x - t y|^2.",
)(lambda x_t, t, data: (
    -0.5
    * ((x_t**2).sum(1)[:, None] - 2 * t[:, None] * (x_t @ data.T) + t[:, None] * (data**2).sum(1))
    / (1 - t[:, None]) ** 2
))

# how it is normalised

_NORMALISE = "What must the numbers in each row sum to?"

_of_the_posterior(
    "nearest_point",
    "You take the likeliest point for certain; the others have a share as well.",
    "At t = 0 all points are as likely. What does your answer say there?",
    lambda x_t, t, data: np.eye(len(data))[_distances(x_t, t, data).argmin(axis=1)],
)
_of_the_posterior(
    "uniform",
    "You give every point the same share at all times; that is so at t = 0 only.",
    "At t = 0.9 x_t lies near t times one of the points. How likely are the others?",
    lambda x_t, t, data: np.full((len(x_t), len(data)), 1 / len(data)),
)
_of_the_posterior(
    "normalised_over_the_batch",
    "You normalise over the samples of the batch, not over the data points.",
    _NORMALISE,
    lambda x_t, t, data: _softmax(-0.5 * _squares(x_t, t, data), axis=0),
)
_of_the_posterior(
    "normalised_over_all",
    "You normalise over samples and data points together.",
    _NORMALISE,
    lambda x_t, t, data: (
        _softmax(-0.5 * _squares(x_t, t, data).reshape(1, -1)).reshape(len(x_t), -1)
    ),
)
_of_the_posterior(
    "shares_by_distance",
    "The shares are made of the distances, without an exponential.",
    "What is the density of a normal law?",
    lambda x_t, t, data: (1 / _squares(x_t, t, data)) / (1 / _squares(x_t, t, data)).sum(1)[:, None],
)


@known.code("posterior", hint=_NORMALISE)
def not_normalised(x_t: Array, t: Array, data: Array) -> Array:
    """These are likelihoods. Probabilities of the points sum to 1."""
    return np.exp(-0.5 * _squares(x_t, t, data))


def _densities(x_t: Array, t: Array, data: Array) -> Array:
    size = np.sqrt(2 * np.pi) * (1 - t[:, None])
    return np.asarray(np.exp(-0.5 * _squares(x_t, t, data)) / size ** data.shape[1])


known.code("posterior", _NORMALISE, "not_normalised", not_normalised.__doc__)(_densities)


@known.code("posterior", hint="Between which two numbers does a probability lie?")
def logarithms(x_t: Array, t: Array, data: Array) -> Array:
    """These are the logarithms of the probabilities."""
    logs = -0.5 * _squares(x_t, t, data)
    top = logs.max(axis=1, keepdims=True)
    return np.asarray(logs - top - np.log(np.exp(logs - top).sum(axis=1, keepdims=True)))


@known.code("posterior", hint="Between which two numbers does a probability lie?")
def logarithms_of_likelihoods(x_t: Array, t: Array, data: Array) -> Array:
    """These are exponents, of which the probabilities are to be made."""
    return -0.5 * _squares(x_t, t, data)


@known.code("posterior", hint="Which axis is the batch's, and which the points'?")
def transposed(x_t: Array, t: Array, data: Array) -> Array:
    """Samples and data points are exchanged: the result is (B, n)."""
    return _shares(x_t, t, data).T


# times

_SHARED: tuple[tuple[str, str, Callable[[Array], Array]], ...] = (
    (
        "one_time_for_the_batch",
        "The first time is used for every sample; each sample has its own.",
        lambda t: np.full_like(t, t[0]),
    ),
    (
        "mean_time_for_the_batch",
        "The mean of the times is used for every sample; each sample has its own.",
        lambda t: np.full_like(t, t.mean()),
    ),
    (
        "time_as_integer",
        "t is turned into an integer, so every time below 1 becomes 0.",
        np.floor,
    ),
)
_EACH = "t[i] belongs to sample i: which axes must t get, and how many?"
_RIGHT: dict[str, Callable[[Array, Array, Array], Array]] = {
    "posterior": _shares,
    "ideal_velocity": lambda *given: _of(_shares(*given), *given)[0],
    "ideal_eps": lambda *given: _of(_shares(*given), *given)[1],
    "posterior_entropy": lambda *given: _of(_shares(*given), *given)[2],
}
for _identity, _message, _time in _SHARED:
    for _exercise, _right in _RIGHT.items():
        known.code(_exercise, _EACH, _identity, _message)(
            lambda x_t, t, data, right=_right, time=_time: right(x_t, time(t), data)
        )

_KEPT = "Which times are asked for, and how small may 1 - t be there?"
for _least in (0.1, 0.05, 0.02, 0.01, 5e-3, 2e-3):
    for _exercise, _right in _RIGHT.items():
        known.code(
            _exercise,
            _KEPT,
            "time_left_clamped",
            "1 - t is not let below a bound, so that late times give a wrong result silently.",
        )(lambda x_t, t, data, right=_right, least=_least: right(x_t, np.minimum(t, 1 - least), data))

_PADDED = "A small number is added to what you divide by: a large error at late times."
for _more in (1e-2, 1e-3, 1e-4, 1e-5, 1e-6):
    _likely("padded_denominator", _PADDED, _KEPT)(
        lambda x_t, t, data, more=_more: (
            -0.5 * _distances(x_t, t, data) / (1 - t[:, None] + more) ** 2
        )
    )
for _more in (1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9):
    _likely("padded_denominator", _PADDED, _KEPT)(
        lambda x_t, t, data, more=_more: (
            -0.5 * _distances(x_t, t, data) / ((1 - t[:, None]) ** 2 + more)
        )
    )
    _likely("padded_denominator", _PADDED, _KEPT)(
        lambda x_t, t, data, more=_more: (
            -_distances(x_t, t, data) / (2 * (1 - t[:, None]) ** 2 + more)
        )
    )


def _along(name: str, places: tuple[str, ...]) -> Callable[[Array, Array, Array], Array]:
    """Return an exercise with t lined up with the points, or with the entries, of them all."""

    def mistaken(x_t: Array, t: Array, data: Array) -> Array:
        batch, points, entries = len(x_t), len(data), data.shape[1]
        by_point = np.broadcast_to(t, (batch, points)) if "points" in places else t[:, None]
        by_entry = np.broadcast_to(t, (batch, points, entries)) if "entries" in places else None
        if "single" in places and name != "posterior":  # the shares are right
            by_point, by_entry = t[:, None], None
        inside = by_point[..., None] if by_entry is None else by_entry
        outside = by_point if by_entry is None or "all" not in places else t[:, None]
        squares = ((x_t[:, None] - inside * data) ** 2).sum(-1)
        shares = _softmax(-0.5 * squares / (1 - outside) ** 2)
        if name == "posterior":
            return shares
        if name == "posterior_entropy":
            return _entropy(shares)
        time = np.broadcast_to(t, x_t.shape) if "single" in places else t[:, None]
        mean = shares @ data
        by = (mean - x_t) if name == "ideal_velocity" else (x_t - time * mean)
        return np.asarray(by / (1 - time))

    return mistaken


_WRONG_AXIS = (
    "t of shape (B,) is not reshaped, so torch lines it up with the last axis, not the batch. It "
    "fails for most shapes, and is silently wrong where the lengths are equal."
)
for _exercise in _RIGHT:
    for _places in (("points",), ("entries",), ("entries", "all")):
        known.code(_exercise, _EACH, "t_not_reshaped", _WRONG_AXIS)(_along(_exercise, _places))
for _exercise in ("ideal_velocity", "ideal_eps"):
    known.code(_exercise, _EACH, "t_not_reshaped", _WRONG_AXIS)(_along(_exercise, ("single",)))

# what is made of the posterior


def _with_mean(
    function: Callable[[Array, Array, Array, Array], Array],
) -> Callable[[Array, Array, Array], Array]:
    """Return an exercise by x_t, the mean of the data, t `(B, 1)` and the data."""
    return lambda x_t, t, data: function(x_t, _shares(x_t, t, data) @ data, t[:, None], data)


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
        "You divide by t, the time that has passed.",
        _FAST,
        lambda x, mean, t, data: (mean - x) / t,
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
        lambda x, mean, t, data: (data.mean(axis=0) - x) / (1 - t),
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
        "You take x_t for the noise: u = x1 - eps, and eps is what x_t began with.",
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
        "divides_by_time",
        "You get u from the noise by dividing by t, which is 0 / 0 at t = 0 and loses digits after "
        "it.",
        "Which formula for u has no t below the line?",
        lambda x, mean, t, data: np.where(
            t == 0, np.nan, (x - (x - t * mean) / (1 - t)) / np.where(t == 0, 1, t)
        ),
    ),
    (
        "not_weighted_data",
        "You divide the data by the time that is left, and take x_t from that undivided.",
        "What is divided by the time that is left?",
        lambda x, mean, t, data: mean / (1 - t) - x,
    ),
)
for _identity, _message, _hint, _function in _VELOCITIES:
    known.code("ideal_velocity", _hint, _identity, _message)(_with_mean(_function))

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
        "You divide by t, the weight of the data in x_t.",
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
        "mean_of_all_data",
        "All data points count alike; they count by their posterior.",
        "How likely is each data point, given x_t?",
        lambda x, mean, t, data: (x - t * data.mean(axis=0)) / (1 - t),
    ),
    (
        "square_root_of_time_left",
        "You divide by the square root of 1 - t, as in a diffusion model.",
        _NOISE,
        lambda x, mean, t, data: (x - t * mean) / np.sqrt(1 - t),
    ),
    (
        "parentheses_missing",
        "Parentheses are missing: * and / bind tighter than + and -.",
        "In which order does Python compute this line? Try it with numbers.",
        lambda x, mean, t, data: x - t * mean / (1 - t),
    ),
)
for _identity, _message, _hint, _function in _NOISES:
    known.code("ideal_eps", _hint, _identity, _message)(_with_mean(_function))

_NO_LOG = "What is the limit of p log p as p goes to 0, and what does torch give for 0 * log(0)?"


def _by_shares(function: Callable[[Array], Array]) -> Callable[[Array, Array, Array], Array]:
    return lambda *given: function(_shares(*given))


def _nan_at_zero(shares: Array) -> Array:
    small = shares.astype(np.float32)  # where it becomes 0
    return np.asarray((-small * np.log(small)).sum(axis=1), dtype=np.float64)


_ENTROPIES: tuple[tuple[str, str, str, Callable[[Array], Array]], ...] = (
    (
        "logarithm_of_zero",
        "0 log 0 is NaN in floating point; an impossible point adds 0 to the entropy.",
        _NO_LOG,
        _nan_at_zero,
    ),
    (
        "negative_entropy",
        "The sign is missing: an entropy is not negative.",
        "Which sign does log p have?",
        lambda p: -_entropy(p),
    ),
    (
        "bits",
        "This is the entropy in bits: the logarithm is to base 2.",
        "Which logarithm do nats belong to?",
        lambda p: _entropy(p) / np.log(2),
    ),
    (
        "base_ten",
        "The logarithm is to base 10.",
        "Which logarithm do nats belong to?",
        lambda p: _entropy(p) / np.log(10),
    ),
    (
        "share_of_log_n",
        "You divide by log n, so that the largest entropy is 1.",
        "What must it be for n equally likely points?",
        lambda p: np.where(np.log(p.shape[1]) > 0, _entropy(p) / np.log(p.shape[1]), np.nan),
    ),
    (
        "mean_over_the_points",
        "You take the mean over the points where their sum belongs.",
        "What must it be for n equally likely points?",
        lambda p: _entropy(p) / p.shape[1],
    ),
    (
        "perplexity",
        "This is the exponential of the entropy.",
        "What must it be for one certain point?",
        lambda p: np.exp(_entropy(p)),
    ),
    (
        "log_n_at_all_times",
        "You return log n at all times; that is so at t = 0 only.",
        "How many points are likely at t = 0.9?",
        lambda p: np.full(len(p), np.log(p.shape[1])),
    ),
    (
        "mean_logarithm",
        "The logarithms are not weighted with the probabilities.",
        "What is the mean of -log p, if point i has the probability p_i?",
        lambda p: -np.log(p).mean(axis=1),
    ),
    (
        "sum_of_logarithms",
        "The logarithms are not weighted with the probabilities.",
        "What is the mean of -log p, if point i has the probability p_i?",
        lambda p: -np.log(p).sum(axis=1),
    ),
    (
        "surprise_of_the_likeliest",
        "This is -log p of the likeliest point alone.",
        "An entropy is a mean over all points.",
        lambda p: -np.log(p.max(axis=1)),
    ),
    (
        "one_minus_squares",
        "This is the Gini impurity 1 - sum p^2, not the entropy.",
        "Where is the logarithm?",
        lambda p: 1 - (p**2).sum(axis=1),
    ),
    (
        "order_two",
        "This is -log of sum p^2, another measure (of Renyi).",
        "What is the mean of -log p, if point i has the probability p_i?",
        lambda p: -np.log((p**2).sum(axis=1)),
    ),
    (
        "divergence_from_uniform",
        "This is how far the entropy is below log n.",
        "What must it be for n equally likely points?",
        lambda p: np.log(p.shape[1]) - _entropy(p),
    ),
    (
        "not_summed",
        "The terms are not summed over the points.",
        "What is the shape of one entropy for each sample?",
        lambda p: -p * np.log(np.where(p > 0, p, 1)),
    ),
    (
        "one_entropy_for_all",
        "You sum over the batch as well: each sample has an entropy of its own.",
        "What is the shape of one entropy for each sample?",
        lambda p: _entropy(p, axis=None),
    ),
    (
        "summed_over_the_batch",
        "You sum over the samples of the batch, not over the points.",
        "What is the shape of one entropy for each sample?",
        lambda p: _entropy(p, axis=0),
    ),
    (
        "mean_over_the_batch",
        "You take the mean over the batch: each sample has an entropy of its own.",
        "What is the shape of one entropy for each sample?",
        lambda p: np.asarray(_entropy(p).mean()),
    ),
)
for _identity, _message, _hint, _entropies in _ENTROPIES:
    known.code("posterior_entropy", _hint, _identity, _message)(_by_shares(_entropies))
for _more in (1e-2, 1e-3, 1e-4, 1e-5, 1e-6):
    known.code(
        "posterior_entropy",
        _NO_LOG,
        "logarithm_is_padded",
        "A number is added to p before its logarithm that is not small beside it.",
    )(_by_shares(lambda p, more=_more: -(p * np.log(p + more)).sum(axis=1)))
    known.code(
        "posterior_entropy",
        _NO_LOG,
        "logarithm_is_padded",
        "A number is added to p before its logarithm that is not small beside it.",
    )(_by_shares(lambda p, more=_more: _entropy(np.maximum(p, more))))

known.symptom(*_RIGHT)(returns_float64)
