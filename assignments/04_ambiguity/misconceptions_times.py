"""Wrong ways with t: its axes, its bounds, what is added to 1 - t."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import numpy as np

from assignments.course.messages import DENOMINATOR_PADDED, HOW_LATE, TIME_LEFT_CLAMPED
from assignments.course.posteriors import (
    RIGHT,
    Points,
    distances,
    of_the_posterior,
    right_shares,
    softmax,
)
from grader.authoring import Array, Misconceptions

known = Misconceptions()

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
        "last_time_for_the_batch",
        "The last time is used for every sample; each sample has its own.",
        lambda t: np.full_like(t, t[-1]),
    ),
)
_EACH = "t[i] belongs to sample i: which axes must t get, and how many?"
for _identity, _message, _time in _SHARED:
    for _exercise, _right in RIGHT.items():
        known.code(_exercise, _EACH, _identity, _message)(
            lambda x_t, t, data, right=_right, time=_time: right(x_t, time(t), data)
        )


def _divided_by_least(least: float) -> Points:
    return lambda x_t, t, data: softmax(
        -0.5 * distances(x_t, t, data) / np.maximum(1 - t[:, None], least) ** 2
    )


for _least in (0.1, 0.05, 0.02, 0.01, 5e-3, 2e-3):
    for _exercise, _right in RIGHT.items():
        known.code(
            _exercise,
            HOW_LATE,
            "time_left_clamped",
            TIME_LEFT_CLAMPED,
        )(
            lambda x_t, t, data, right=_right, least=_least: right(
                x_t, np.minimum(t, 1 - least), data
            )
        )

    of_the_posterior(
        known, "time_left_clamped", TIME_LEFT_CLAMPED, HOW_LATE, _divided_by_least(_least)
    )

_DENOMINATORS: tuple[Callable[[Array, float], Array], ...] = (
    lambda left, more: 2 * (left + more) ** 2,
    lambda left, more: 2 * (left**2 + more),
    lambda left, more: 2 * left**2 + more,
)


def _divided_by(below: Callable[[Array, float], Array], more: float) -> Points:
    return lambda x_t, t, data: softmax(-distances(x_t, t, data) / below(1 - t[:, None], more))


for _more in (1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-8):
    for _below in _DENOMINATORS[1 if _more == 1e-8 else 0 :]:
        of_the_posterior(
            known, "padded_denominator", DENOMINATOR_PADDED, HOW_LATE, _divided_by(_below, _more)
        )


_WRONG_AXIS = (
    "t does not get the axes for all that it meets, (B, 1, 1) or (B, 1), so torch lines it up with "
    "the points or the entries. It fails for most shapes; where lengths are equal it is silently "
    "wrong."
)
#: what t meets before squares are summed, and after: (B, n, D) and (B, n) are what it has to meet
_INSIDE: tuple[Callable[[Array], Array], ...] = (
    lambda t: t[:, None, None],
    lambda t: t[:, None],
    lambda t: t,
)
_OUTSIDE: tuple[Callable[[Array], Array], ...] = (lambda t: t[:, None], lambda t: t)


def _sizes_over(inside: Callable[[Array], Array], outside: Callable[[Array], Array]) -> Points:
    return lambda x_t, t, data: softmax(
        -0.5 * ((x_t[:, None] - inside(t) * data) ** 2).sum(-1) / (1 - outside(t)) ** 2
    )


def _noises_by(weight: Callable[[Array], Array], time: Callable[[Array], Array]) -> Points:
    return lambda x_t, t, data: softmax(
        -0.5 * (((x_t[:, None] - weight(t) * data) / (1 - time(t))) ** 2).sum(-1)
    )


for _number, (_inside, _outside) in enumerate(product(_INSIDE, _OUTSIDE)):
    if _number:  # the first pair is right
        of_the_posterior(
            known, "t_not_reshaped", _WRONG_AXIS, _EACH, _sizes_over(_inside, _outside)
        )
for _number, _pair in enumerate(product(_INSIDE, _INSIDE)):
    if _number:
        of_the_posterior(known, "t_not_reshaped", _WRONG_AXIS, _EACH, _noises_by(*_pair))
known.code("ideal_velocity", _EACH, "t_not_reshaped", _WRONG_AXIS)(
    lambda x_t, t, data: (right_shares(x_t, t, data) @ data - x_t) / (1 - t)
)
known.code("ideal_eps", _EACH, "t_not_reshaped", _WRONG_AXIS)(
    lambda x_t, t, data: (x_t - t * (right_shares(x_t, t, data) @ data)) / (1 - t)
)
