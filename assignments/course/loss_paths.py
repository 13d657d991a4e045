"""Losses on a path that has a little more than the line: how much of what is measured.

With x_t = t x1 + (1 - (1 - s) t) eps the velocity is x1 - (1 - s) eps (Lipman et al., Flow Matching
for Generative Modeling, 2023, section 4.1). Where x_t and a target are given, s stands in one
equation that is linear in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from assignments.course.loss_counts import as_written
from assignments.course.loss_ideas import is_near, sum_of_sizes
from assignments.course.loss_noises import are_related, is_drawn, own_noise
from assignments.course.losses import Seen
from grader.authoring import UNIT_ROUNDOFF, Array, rejects_normal

#: of a call: what is s times as large, and by what, both `(B, ...)`
_Equation = Callable[[Seen], tuple[Array, Array]]
#: more than that is no little noise
_MOST_KEPT = 0.5
#: data beside which a little more in x_t is still seen well, and the least that is told
_LARGEST_DATA, _LEAST_MORE = 10, 1e-4
#: so many entries tell a law
_MANY = 300
#: an s is told that is so many times as large as what rounding makes of 0
_SEEN = 20


def _of_noise(drawn: Seen, eps: Array) -> tuple[Array, Array]:
    """x_t - t x1 is (1 - t + s t) eps, whatever noise the target is of."""
    return drawn.x - drawn.time * drawn.x1 - (1 - drawn.time) * eps, drawn.time * eps


def _of_velocity(drawn: Seen) -> tuple[Array, Array]:
    """The target is x1 - (1 - s) eps, with the noise of x_t."""
    left = drawn.x1 - drawn.x - (1 - drawn.time) * drawn.target
    return left, drawn.time * drawn.target - drawn.x


def kept_noise(calls: Sequence[Seen], by_eps: bool) -> Iterator[str]:
    """Say how much noise is kept at t = 1, and whether the target is that of this path."""
    if (kept := _measured(calls, lambda drawn: _of_noise(drawn, own_noise(drawn, by_eps)))) and (
        is_drawn(calls, by_eps, own_noise)
    ):
        yield f"{_told(kept)} The target is right."
    if by_eps or not (kept := _measured(calls, _of_velocity)):
        return

    def noise(drawn: Seen, _: bool) -> Array:
        return np.asarray((drawn.x1 - drawn.target) / (1 - kept))

    if is_drawn(calls, by_eps, noise):
        target = f"x1 - (1 - {as_written(kept)}) eps"
        yield f"{_told(kept)} The target of your loss is the velocity of that path: {target}."


def _told(kept: float) -> str:
    return (
        f"Your model is asked at t x1 + (1 - (1 - {as_written(kept)}) t) eps, a path that keeps a "
        "little noise at t = 1 (sigma_min); here the path is t x1 + (1 - t) eps."
    )


def _measured(calls: Sequence[Seen], equation: _Equation) -> float:
    """Return the s that solves an equation in every entry, or 0."""
    equations = [(*equation(drawn), sum_of_sizes(drawn)) for drawn in calls]
    left, unit, sizes = (
        np.concatenate([array.ravel() for array in arrays])
        for arrays in zip(*equations, strict=True)
    )
    weight = float(np.square(unit / sizes).sum())
    if not 0 < weight < np.inf:
        return 0.0
    kept = float((left * unit / sizes**2).sum()) / weight
    if not _SEEN * UNIT_ROUNDOFF / np.sqrt(weight) < kept < _MOST_KEPT:
        return 0.0
    fits = np.abs(left - kept * unit) <= 64 * UNIT_ROUNDOFF * sizes
    return kept if fits.all() else 0.0


def more_beside(calls: Sequence[Seen], by_eps: bool) -> Iterator[str]:
    """Say what x_t has beside the line to the data from the noise that the target is of."""
    near = [drawn for drawn in calls if np.abs(drawn.x1).max() <= _LARGEST_DATA]
    if not near:
        return
    noises = [own_noise(drawn, by_eps) for drawn in near]
    pairs = list(zip(near, noises, strict=True))
    if all(is_near(d, d.x, 1 - d.time * noise + d.time * d.x1) for d, noise in pairs):
        yield "Your model is asked at 1 - t eps + t x1: brackets are missing round 1 - t."
        return
    more = np.concatenate(
        [
            (drawn.x - drawn.time * drawn.x1 - (1 - drawn.time) * noise).ravel()
            for drawn, noise in pairs
        ]
    )
    middle, spread = float(more.mean()), float(more.std())
    words = "x_t is t x1 + (1 - t) eps"
    if abs(middle) > _LEAST_MORE and np.ptp(more) < 1e-2 * abs(middle):
        sign = "+" if middle > 0 else "-"
        yield f"{words} {sign} {as_written(abs(middle))}. The target is right."
        return
    # by its own deviation a sample would be too exact
    half = more.size // 2
    if not (half >= _MANY // 2 and spread > _LEAST_MORE) or (
        rejects_normal(more[half:] / more[:half].std())
    ):
        return
    data = np.concatenate([drawn.x1.ravel() for drawn in near])
    noise = np.concatenate([array.ravel() for array in noises])
    times = np.concatenate([np.broadcast_to(d.time, d.x.shape).ravel() for d in near])
    others = (data, noise, data - noise, times)  # a wrong time in x_t is seen in the third
    if not any(
        are_related(more, other) or are_related(np.abs(more), np.abs(other)) for other in others
    ):
        yield (
            f"{words}, and more noise, of a standard deviation of about {spread:.1g}, is in it "
            "that the target knows nothing of."
        )
