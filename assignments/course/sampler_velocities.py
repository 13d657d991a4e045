"""What a sampler follows, in the place of the velocity that its model tells."""

from __future__ import annotations

import numpy as np

from assignments.course.sampler_choices import Records
from grader.authoring import Choice


def by_u(records: Records) -> list[Choice]:
    """Return what is followed, of the state, the first one, t, the model's answers and low."""
    follow = "You follow"
    return [
        Choice("", lambda x, first, t, value, last, low: value),
        Choice(
            f"{follow} (3 u - u_before)/2.",
            lambda x, first, t, value, last, low: 1.5 * value - 0.5 * last,
        ),
        Choice(
            f"{follow} the mean of this velocity and the one before.",
            lambda x, first, t, value, last, low: (value + last) / 2,
        ),
        Choice(
            f"{follow} the velocity of the step before.", lambda x, first, t, value, last, low: last
        ),
        Choice(f"{follow} u - x.", lambda x, first, t, value, last, low: value - x),
        Choice(f"{follow} x - u.", lambda x, first, t, value, last, low: x - value),
        Choice(f"{follow} u + x.", lambda x, first, t, value, last, low: value + x),
        Choice(f"{follow} u - x0.", lambda x, first, t, value, last, low: value - first),
        Choice(f"{follow} t u.", lambda x, first, t, value, last, low: t * value),
        Choice(
            f"{follow} (u - x)/(1 - t).",
            lambda x, first, t, value, last, low: (value - x) / (1 - t),
        ),
        Choice(f"{follow} (x - u)/t.", lambda x, first, t, value, last, low: (x - value) / t),
        Choice(
            f"{follow} the mean of the velocities over the batch.",
            lambda x, first, t, value, last, low: value.mean(axis=0, keepdims=True) + 0 * x,
        ),
        Choice(
            f"{follow} the size of u, without its sign.",
            lambda x, first, t, value, last, low: np.abs(value),
        ),
        Choice(f"{follow} the sign of u.", lambda x, first, t, value, last, low: np.sign(value)),
        Choice(
            f"{follow} u kept between -1 and 1.",
            lambda x, first, t, value, last, low: np.clip(value, -1, 1),
        ),
        Choice(
            f"{follow} u in reversed order of the samples.",
            lambda x, first, t, value, last, low: value[::-1],
        ),
    ]


def by_eps(records: Records) -> list[Choice]:
    """Return the same for a model that predicts the noise."""
    follow = "You follow"
    found = [
        Choice("", lambda x, first, t, value, last, low: (x - value) / t),
        Choice(f"{follow} eps.", lambda x, first, t, value, last, low: value),
        Choice(f"{follow} x - eps.", lambda x, first, t, value, last, low: x - value),
        Choice(f"{follow} (x + eps)/t.", lambda x, first, t, value, last, low: (x + value) / t),
        Choice(
            f"{follow} (x - eps)/(1 - t).",
            lambda x, first, t, value, last, low: (x - value) / (1 - t),
        ),
        Choice(
            f"{follow} (x - eps)/t_min.", lambda x, first, t, value, last, low: (x - value) / low
        ),
        Choice(
            f"{follow} (x_start - eps)/t.",
            lambda x, first, t, value, last, low: (first - value) / t,
        ),
        Choice(f"{follow} x - eps/t.", lambda x, first, t, value, last, low: x - value / t),
        Choice(f"{follow} x/t - eps.", lambda x, first, t, value, last, low: x / t - value),
        Choice(f"{follow} t (x - eps).", lambda x, first, t, value, last, low: t * (x - value)),
        Choice(
            f"{follow} (x - t eps)/t.", lambda x, first, t, value, last, low: (x - t * value) / t
        ),
        Choice(
            f"{follow} x1, the clean sample, as if it were the velocity.",
            lambda x, first, t, value, last, low: (x - (1 - t) * value) / t,
        ),
        Choice(
            f"{follow} (x + (1 - t) eps)/t - eps.",
            lambda x, first, t, value, last, low: (x + (1 - t) * value) / t - value,
        ),
        Choice(
            f"{follow} x1 - x, from the state to the clean sample.",
            lambda x, first, t, value, last, low: (x - (1 - t) * value) / t - x,
        ),
        Choice(
            f"{follow} (x - eps)/t^2.", lambda x, first, t, value, last, low: (x - value) / t**2
        ),
        Choice(
            f"{follow} (x - eps)/sqrt(t).",
            lambda x, first, t, value, last, low: (x - value) / np.sqrt(t),
        ),
        Choice(
            f"{follow} (x - eps_before)/t.", lambda x, first, t, value, last, low: (x - last) / t
        ),
        Choice(f"{follow} -eps.", lambda x, first, t, value, last, low: -value),
        Choice(f"{follow} x/t.", lambda x, first, t, value, last, low: x / t),
        Choice(f"{follow} -eps/t.", lambda x, first, t, value, last, low: -value / t),
        Choice(f"{follow} (1 - eps)/t.", lambda x, first, t, value, last, low: (1 - value) / t),
        Choice(
            f"{follow} x - eps/t, with the sign turned.",
            lambda x, first, t, value, last, low: value / t - x,
        ),
    ]
    for least in (0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 1e-3, 1e-4):
        found.append(
            Choice(
                f"{follow} (x - eps)/t with t made {least:g} where it is less.",
                lambda x, first, t, value, last, low, least=least: (x - value) / max(t, least),
            )
        )
        found.append(
            Choice(
                f"{follow} (x - eps)/(t + {least:g}).",
                lambda x, first, t, value, last, low, least=least: (x - value) / (t + least),
            )
        )
    return found
