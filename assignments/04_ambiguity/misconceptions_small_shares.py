"""Wrong ways with small shares: what is bounded, rounded or raised."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from assignments.course.posteriors import (
    normalised,
    of_the_posterior,
    right_shares,
    softmax,
    squares,
)
from grader.authoring import Array, Misconceptions, RecordedCall

known = Misconceptions()

_BOUNDED = (
    "Points that are far from x_t count as less far than they are: beyond some distance they are "
    "all as likely."
)
for _least in (10.0, 20.0, 30.0, 50.0, 80.0, 100.0):
    of_the_posterior(
        known,
        "exponents_bounded",
        _BOUNDED,
        "Shares depend on ratios only. What may you take from all logarithms alike?",
        lambda *given, least=_least: softmax(np.maximum(-0.5 * squares(*given), -least)),
    )

_ROUNDED = "The shares are rounded to some decimals; small ones lose their digits, or all of them."
_ROUNDED_HINT = "How small does the share of a point become at late times?"
for _digits in (2, 3, 4):
    of_the_posterior(
        known,
        "shares_rounded",
        _ROUNDED,
        _ROUNDED_HINT,
        lambda *given, digits=_digits: np.round(right_shares(*given), digits),
    )


@known.symptom(
    "posterior", hint=_ROUNDED_HINT, identity="shares_rounded", message=_ROUNDED, gives_all=True
)
def _finely_rounded(records: Sequence[RecordedCall]) -> bool:
    """To 5 or 6 decimals, which is less than what other ideas may be off by."""
    return all(map(_of_shares, records)) and any(
        all(_has_decimals(record, digits) for record in records) for digits in (5, 6)
    )


def _of_shares(record: RecordedCall) -> bool:
    x_t, _, data = record.call.arguments
    value = record.value
    fits = isinstance(value, np.ndarray) and value.dtype == np.float32
    return fits and value.shape == (len(x_t), len(data))


def _has_decimals(record: RecordedCall, digits: int) -> bool:
    """Whether every share is the right one, rounded to so many decimals."""
    value, most = record.value.astype(np.float64), 0.5 * 10.0**-digits
    right = right_shares(*(array.astype(np.float64) for array in record.call.arguments))
    written = np.abs(value - np.round(value, digits)) <= 2.0**-24 * value
    return bool((written & (np.abs(value - right) <= most + 1e-4 * right)).all())


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
