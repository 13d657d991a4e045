"""Wrong ways with t: its axes, its bounds, what is added to 1 - t."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from assignments.course.posteriors import (
    RIGHT,
    distances,
    entropy_of,
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
        "time_as_integer",
        "t is turned into an integer, so every time below 1 becomes 0.",
        np.floor,
    ),
)
_EACH = "t[i] belongs to sample i: which axes must t get, and how many?"
for _identity, _message, _time in _SHARED:
    for _exercise, _right in RIGHT.items():
        known.code(_exercise, _EACH, _identity, _message)(
            lambda x_t, t, data, right=_right, time=_time: right(x_t, time(t), data)
        )

_KEPT = "Which times are asked for, and how small may 1 - t be there?"
for _least in (0.1, 0.05, 0.01, 5e-3):
    for _exercise, _right in RIGHT.items():
        known.code(
            _exercise,
            _KEPT,
            "time_left_clamped",
            "1 - t is not let below a bound, so that late times give a wrong result silently.",
        )(
            lambda x_t, t, data, right=_right, least=_least: right(
                x_t, np.minimum(t, 1 - least), data
            )
        )

_PADDED = "A small number is added to what you divide by: a large error at late times."
_DENOMINATORS: tuple[Callable[[Array, float], Array], ...] = (
    lambda left, more: 2 * (left + more) ** 2,
    lambda left, more: 2 * (left**2 + more),
    lambda left, more: 2 * left**2 + more,
)
for _more in (1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-8):
    for _below in _DENOMINATORS[1 if _more == 1e-8 else 0 :]:
        known.code("posterior", _KEPT, "padded_denominator", _PADDED)(
            lambda x_t, t, data, by=_below, more=_more: softmax(
                -distances(x_t, t, data) / by(1 - t[:, None], more)
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
        sizes = ((x_t[:, None] - inside * data) ** 2).sum(-1)
        shares = softmax(-0.5 * sizes / (1 - outside) ** 2)
        if name == "posterior":
            return shares
        if name == "posterior_entropy":
            return entropy_of(shares)
        time = np.broadcast_to(t, x_t.shape) if "single" in places else t[:, None]
        mean = shares @ data
        by = (mean - x_t) if name == "ideal_velocity" else (x_t - time * mean)
        return np.asarray(by / (1 - time))

    return mistaken


_WRONG_AXIS = (
    "t of shape (B,) is not reshaped, so torch lines it up with the last axis, not the batch. It "
    "fails for most shapes, and is silently wrong where the lengths are equal."
)
for _exercise in RIGHT:
    for _places in (("points",), ("entries",), ("entries", "all")):
        known.code(_exercise, _EACH, "t_not_reshaped", _WRONG_AXIS)(_along(_exercise, _places))
for _exercise in ("ideal_velocity", "ideal_eps"):
    known.code(_exercise, _EACH, "t_not_reshaped", _WRONG_AXIS)(_along(_exercise, ("single",)))
