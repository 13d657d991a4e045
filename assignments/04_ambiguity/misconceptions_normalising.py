"""Wrong ways to make shares of likelihoods: of which point alone, and summed along which axis."""

from __future__ import annotations

import numpy as np

from assignments.course.posteriors import (
    Exercise,
    Points,
    distances,
    made_of,
    noises,
    of_the_posterior,
    right_shares,
    softmax,
    squares,
)
from grader.authoring import Array, Misconceptions, RecordedCall

known = Misconceptions()

_NORMALISE = "What must the numbers in each row sum to?"


def _weights(shifted: bool, keepdims: bool = True) -> Points:
    """Return likelihoods in float32, each sample's divided by its largest if `shifted`."""

    def weights(x_t: Array, t: Array, data: Array) -> Array:
        logs = -0.5 * squares(x_t, t, data)
        shift = logs.max(axis=1, keepdims=keepdims) if shifted else 0.0
        return np.exp((logs - shift).astype(np.float32))

    return weights


def _over_sum(weights: Points, axis: int = 1, keepdims: bool = False) -> Points:
    """Return shares by a sum along an axis; what has not kept that axis lines up with the last."""

    def shares(x_t: Array, t: Array, data: Array) -> Array:
        found = weights(x_t, t, data)
        return np.asarray(found / found.sum(axis=axis, keepdims=keepdims), dtype=np.float64)

    return shares


_LIKELIEST = "At t = 0 all points are as likely. What does your answer say there?"
#: two shares of which rounding may make either the largest
_AS_LIKELY = 1e-3
#: what is made of each point alone, `(B, n, ...)`
_OF_EACH: dict[str, Exercise] = {
    "posterior": lambda x_t, t, data: np.broadcast_to(
        np.eye(len(data)), (len(x_t), len(data), len(data))
    ),
    "ideal_velocity": lambda x_t, t, data: (data - x_t[:, None]) / (1 - t)[:, None, None],
    "ideal_eps": noises,
}


def _is_of_the_likeliest(record: RecordedCall, exercise: str) -> bool:
    """Whether each answer is that of one point, and none is likelier."""
    given = [array.astype(np.float64) for array in record.call.arguments]
    alone, value = _OF_EACH[exercise](*given), record.value
    if not isinstance(value, np.ndarray) or value.dtype != np.float32:
        return False
    if value.shape != (*alone.shape[:1], *alone.shape[2:]):
        return False
    x_t, t, data = given
    size = np.abs(data).max() + np.abs(x_t).max(axis=1) / (1 - t)
    room = 1e-6 * size.reshape(-1, *[1] * (alone.ndim - 1))
    near = np.abs(value[:, None] - alone) <= room + 1e-4 * (1 + np.abs(alone))
    shares = right_shares(*given)
    likeliest = shares >= (1 - _AS_LIKELY) * shares.max(axis=1, keepdims=True)
    return bool((near.all(axis=-1) & likeliest).any(axis=1).all())


for _exercise in _OF_EACH:
    known.symptom(
        _exercise,
        hint=_LIKELIEST,
        identity="nearest_point",
        message="You take the likeliest point for certain; the others have a share as well.",
        plays=made_of(
            lambda x_t, t, data: np.eye(len(data))[distances(x_t, t, data).argmin(axis=1)],
            _exercise,
        ),
        gives_all=True,
    )(
        lambda records, exercise=_exercise: all(
            _is_of_the_likeliest(record, exercise) for record in records
        )
    )
known.code(
    "posterior_entropy",
    _LIKELIEST,
    "nearest_point",
    "Your entropy is 0 everywhere, as if one point were certain; others have a share as well.",
)(lambda x_t, t, data: np.zeros(len(x_t)))


_LINED_UP = (
    "The sum over the points, or the largest of them, has shape (B,), and torch lines it up with "
    "the points: keepdim=True is missing."
)
for _made, _keeps in (
    (_weights(shifted=True), False),
    (_weights(shifted=False), False),
    (_weights(shifted=True, keepdims=False), True),
    (_weights(shifted=True, keepdims=False), False),
):
    of_the_posterior(
        known,
        "keepdim_missing",
        _LINED_UP,
        "Which shape has the sum of each row, and beside which shape does it stand?",
        _over_sum(_made, keepdims=_keeps),
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
for _shifted in (False, True):
    of_the_posterior(
        known,
        "normalised_over_the_batch",
        "You normalise over the samples of the batch, not over the data points.",
        _NORMALISE,
        _over_sum(_weights(_shifted), axis=0),
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


def _densities(of_states: bool) -> Points:
    """Return the densities of the noises, or those of the states."""

    def densities(x_t: Array, t: Array, data: Array) -> Array:
        size = np.sqrt(2 * np.pi) * (1 - t[:, None] if of_states else 1)
        return np.asarray(np.exp(-0.5 * squares(x_t, t, data)) / size ** data.shape[1])

    return densities


for _of_states in (False, True):
    known.code("posterior", _NORMALISE, "not_normalised", not_normalised.__doc__)(
        _densities(_of_states)
    )


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
    """Samples and data points are exchanged: the result has to be (B, n)."""
    return right_shares(x_t, t, data).T
