"""Known wrong ideas about losses: by how much an error counts."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from assignments.course.loss_ideas import due_times_left, fits_loss, is_near, is_small, loss_idea
from assignments.course.loss_noises import flat
from assignments.course.losses import Seen
from grader.authoring import Array, Misconceptions

known = Misconceptions()


def _is_loss(drawn: Seen, value: float) -> bool:
    return abs(drawn.loss - value) <= 1e-3 * abs(value)


def _counts(
    identity: str, message: str, hint: str, value: Callable[[Seen, Array], float]
) -> Callable[[Callable[[Seen], Array | float]], None]:
    """Add a weight by which errors count; `value` is the loss, of the call and the errors."""

    def add(weight: Callable[[Seen], Array | float]) -> None:
        @loss_idea(known, identity, message, hint)
        def fits(drawn: Seen, by_eps: bool) -> bool:
            assert drawn.pull is not None
            error = drawn.pull / weight(drawn)
            return fits_loss(drawn, by_eps, error) and _is_loss(drawn, value(drawn, error))

    return add


def _mean(error: Array) -> float:
    return float(np.square(error).mean())


_counts(
    "summed",
    "Squared errors are summed over all entries, where their mean is expected: the loss, and with "
    "it the step of an optimiser, grows with the size of the batch.",
    "What happens to your loss if the batch is twice as large?",
    lambda drawn, error: _mean(error) * error.size,
)(lambda drawn: drawn.x1.size)
_counts(
    "summed_over_a_sample",
    "Squared errors are summed over the entries of a sample, and only then the mean over the batch "
    "is taken. The mean over all entries is expected.",
    "What happens to your loss if each sample has twice as many entries?",
    lambda drawn, error: _mean(error) * error.size / len(error),
)(lambda drawn: drawn.x1.size / len(drawn.x1))
_counts(
    "summed_over_the_batch",
    "Squared errors are summed over the batch. The mean over all entries is expected.",
    "What happens to your loss if the batch is twice as large?",
    lambda drawn, error: _mean(error) * len(error),
)(lambda drawn: len(drawn.x1))
_counts(
    "summed_over_the_last_axis",
    "Squared errors are summed over the last axis, and only then their mean is taken. The mean "
    "over all entries is expected.",
    "How many entries does your last sum add up, and by how many is it divided?",
    lambda drawn, error: _mean(error) * error.shape[-1],
)(lambda drawn: drawn.x1.shape[-1])
_counts(
    "halved",
    "The loss is half the mean square.",
    "What is the loss of an answer that is off by 1 everywhere?",
    lambda drawn, error: _mean(error) / 2,
)(lambda drawn: 0.5)
_counts(
    "negative",
    "The loss is the negative of the mean square: to make it small is to make the error large.",
    "What is the least value that the loss can have?",
    lambda drawn, error: -_mean(error),
)(lambda drawn: -1.0)
_counts(
    "root_mean_square",
    "The loss is the root of the mean square, where the mean square is expected.",
    "What is the loss of an answer that is off by 2 everywhere?",
    lambda drawn, error: float(np.sqrt(_mean(error))),
)(lambda drawn: 0.5 / (drawn.loss or np.nan))


@loss_idea(
    known,
    "absolute_error",
    "The loss is the mean of the absolute error, where that of the squared error is expected.",
    "What is the loss of an answer that is off by 2 everywhere?",
)
def _absolute(drawn: Seen, by_eps: bool) -> bool:
    assert drawn.pull is not None
    left = 1 - drawn.time
    error = left * drawn.told - due_times_left(drawn, by_eps)
    sign = np.sign(error)
    # of a small error rounding decides the sign
    signs = (np.abs(drawn.pull - sign / 2) < 1e-4) | is_small(drawn, error)
    late = left < 0.02  # of large data rounding hides what is left over there
    value = float(np.abs(error / np.where(late, 1, left)).mean())
    return bool(signs.all()) and (bool(late.any()) or _is_loss(drawn, value))


@loss_idea(
    known,
    "huber",
    "Errors of more than 1 count by their size, not by its square: a Huber or a smooth L1 loss.",
    "What is the loss of an answer that is off by 10 everywhere?",
)
def _huber(drawn: Seen, by_eps: bool) -> bool:
    assert drawn.pull is not None
    left = 1 - drawn.time
    bounded = np.clip(left * drawn.told - due_times_left(drawn, by_eps), -left, left)
    return is_near(drawn, left * drawn.pull, bounded / 2)


#: so many times show a weight, if there is one
_SEVERAL = 8


def _weights(drawn: Seen, by_eps: bool) -> Array | None:
    """Return by how much samples that are off count, by t; None where one has several weights."""
    assert drawn.pull is not None
    left = 1 - drawn.time
    error = flat(drawn, left * drawn.told - due_times_left(drawn, by_eps))
    pull = flat(drawn, left * drawn.pull)
    # one weight a sample, which all its entries have
    weight = np.einsum("be,be->b", pull, error) / np.maximum(np.square(error).sum(axis=1), 1e-12)
    told = np.abs(error).max(axis=1) > 1e-3
    fits = is_near(
        drawn,
        np.where(told[:, None], pull, 0).reshape(drawn.x.shape),
        np.where(told[:, None], weight[:, None] * error, 0).reshape(drawn.x.shape),
        1 + float(np.abs(weight).max()),
    )
    order = np.argsort(drawn.t)
    return weight[order][told[order]] if fits and error.shape[1] > 0 else None


def _depends_on_time(drawn: Seen, by_eps: bool) -> bool:
    """Whether samples of one call count differently: a sum or a constant weighs all alike."""
    weights = _weights(drawn, by_eps)
    if weights is None or weights.size < 2:
        return False
    return bool(np.ptp(weights) > 0.02 * np.abs(weights).max())


@loss_idea(
    known,
    "weighted_by_time",
    "Errors count by a weight that depends on t; here all times count the same.",
    "Where in the loss does t stand, beside in x_t and where the model is asked?",
    shows=_depends_on_time,
)
def _weighted(drawn: Seen, by_eps: bool) -> bool:
    weights = _weights(drawn, by_eps)
    if weights is None or (weights.size >= _SEVERAL and not _depends_on_time(drawn, by_eps)):
        return False
    # a weight of t rises, or falls, or lies on both sides of its middle; one of chance does not
    steps = np.diff(weights)
    return bool((steps >= -1e-3).all() or (steps <= 1e-3).all())
