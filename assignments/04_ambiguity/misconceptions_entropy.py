"""Wrong entropies of a right posterior."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from assignments.course.posteriors import (
    by_shares,
    entropy_of,
)
from grader.authoring import Array, Misconceptions

known = Misconceptions()

_NO_LOG = "What is the limit of p log p as p goes to 0, and what does torch give for 0 * log(0)?"


def _log(shares: Array) -> Array:
    """Return logarithms as float32 has them: a share that is too small for it becomes 0."""
    return np.log(shares.astype(np.float32))


def _nan_at_zero(shares: Array) -> Array:
    return np.asarray((-shares.astype(np.float32) * _log(shares)).sum(axis=1), dtype=np.float64)


_ENTROPIES: tuple[tuple[str, str, str, Callable[[Array], Array]], ...] = (
    (
        "logarithm_of_zero",
        "0 log 0 is NaN in floating point; an impossible point adds 0 to the entropy.",
        _NO_LOG,
        _nan_at_zero,
    ),
    (
        "zero_for_nan",
        "0 log 0 is NaN in floating point, and so is a sum with it. You fill in 0 for the sum; it "
        "is the impossible point alone that adds 0.",
        _NO_LOG,
        lambda p: np.nan_to_num(_nan_at_zero(p)),
    ),
    (
        "negative_entropy",
        "The sign is missing: an entropy is not negative.",
        "Which sign does log p have?",
        lambda p: -entropy_of(p),
    ),
    (
        "bits",
        "This is the entropy in bits: the logarithm is to base 2.",
        "Which logarithm do nats belong to?",
        lambda p: entropy_of(p) / np.log(2),
    ),
    (
        "base_ten",
        "The logarithm is to base 10.",
        "Which logarithm do nats belong to?",
        lambda p: entropy_of(p) / np.log(10),
    ),
    (
        "share_of_log_n",
        "You divide by log n, so that the largest entropy is 1.",
        "What must it be for n equally likely points?",
        lambda p: np.where(np.log(p.shape[1]) > 0, entropy_of(p) / np.log(p.shape[1]), np.nan),
    ),
    (
        "share_of_log_n",
        "You divide by log n, so that the largest entropy is 1.",
        "What must it be for n equally likely points?",
        lambda p: entropy_of(p) / np.log(max(p.shape[1], 2)),  # one point alone is asked about
    ),
    (
        "mean_over_the_points",
        "You take the mean over the points where their sum belongs.",
        "What must it be for n equally likely points?",
        lambda p: entropy_of(p) / p.shape[1],
    ),
    (
        "perplexity",
        "This is the exponential of the entropy.",
        "What must it be for one certain point?",
        lambda p: np.exp(entropy_of(p)),
    ),
    (
        "mean_logarithm",
        "The logarithms are not weighted with the probabilities.",
        "What is the mean of -log p, if point i has the probability p_i?",
        lambda p: -_log(p).mean(axis=1),
    ),
    (
        "sum_of_logarithms",
        "The logarithms are not weighted with the probabilities.",
        "What is the mean of -log p, if point i has the probability p_i?",
        lambda p: -_log(p).sum(axis=1),
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
        lambda p: np.log(p.shape[1]) - entropy_of(p),
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
        lambda p: entropy_of(p, axis=None),
    ),
    (
        "summed_over_the_batch",
        "You sum over the samples of the batch, not over the points.",
        "What is the shape of one entropy for each sample?",
        lambda p: entropy_of(p, axis=0),
    ),
    (
        "mean_over_the_batch",
        "You take the mean over the batch: each sample has an entropy of its own.",
        "What is the shape of one entropy for each sample?",
        lambda p: np.asarray(entropy_of(p).mean()),
    ),
)
for _identity, _message, _hint, _entropies in _ENTROPIES:
    known.code("posterior_entropy", _hint, _identity, _message)(by_shares(_entropies))

_PADDED = "p is made larger before its logarithm, by a number that is not small beside it."


def _padded(more: float) -> Callable[[Array], Array]:
    return lambda p: np.asarray(-(p * np.log(p + more)).sum(axis=1))


def _clamped(least: float) -> Callable[[Array], Array]:
    return lambda p: entropy_of(np.maximum(p, least))


def _clamped_in_the_logarithm(least: float) -> Callable[[Array], Array]:
    return lambda p: np.asarray(-(p * np.log(np.maximum(p, least))).sum(axis=1))


def _larger_shares(more: float) -> Callable[[Array], Array]:
    return lambda p: entropy_of(p + more)


for _more in (1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8):
    for _entropies in (
        _padded(_more),
        _clamped(_more),
        _clamped_in_the_logarithm(_more),
        _larger_shares(_more),
    ):
        known.code("posterior_entropy", _NO_LOG, "logarithm_is_padded", _PADDED)(
            by_shares(_entropies)
        )
