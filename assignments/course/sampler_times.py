"""When a sampler asks its model, and how long its steps are; N is how many steps it takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np

from assignments.course.euler import watched
from assignments.course.sampler_choices import RIGHT, Records, asked, choices
from grader.authoring import Array, Choice, bfloat16, float16


def times(records: Records) -> list[Choice]:
    """Return when step k of n begins; with `low` where the first one is to."""
    ask = "You ask the model at"
    found = choices(
        (RIGHT, lambda k, n, low: low + k * (1 - low) / n),
        (f"{ask} the middle of each step.", lambda k, n, low: low + (k + 0.5) * (1 - low) / n),
        (f"{ask} the end of each step.", lambda k, n, low: low + (k + 1) * (1 - low) / n),
        (
            f"{ask} N times that are evenly spaced, the first and the last step's end among them.",
            lambda k, n, low: low + k * (1 - low) / max(n - 1, 1),
        ),
        (
            f"{ask} N of N + 2 evenly spaced times, neither the first nor the last.",
            lambda k, n, low: low + (k + 1) * (1 - low) / (n + 1),
        ),
        (
            f"{ask} times that are 1/(N + 1) of the way apart.",
            lambda k, n, low: low + k * (1 - low) / (n + 1),
        ),
        # t is the time that is asked at: what else is told of t, is told of this one
        (
            f"{ask} t = 1 - s, where the step begins at s.",
            lambda k, n, low: 1 - low - k * (1 - low) / n,
        ),
        (f"{ask} times that run back from 1.", lambda k, n, low: 1 - k * (1 - low) / n),
        (
            f"{ask} times that run back from the last step's.",
            lambda k, n, low: 1 - (k + 1) * (1 - low) / n,
        ),
        (f"{ask} the time of the first step in every step.", lambda k, n, low: low + 0 * k),
        (f"{ask} t = 0 in every step.", lambda k, n, low: 0 * k),
        (f"{ask} t = 1 in every step.", lambda k, n, low: 1 + 0 * k),
        (f"{ask} k, the step's number.", lambda k, n, low: k),
        (f"{ask} k + 1, the step's number counted from 1.", lambda k, n, low: k + 1),
        (f"{ask} (k/N)^2 of the way.", lambda k, n, low: low + (1 - low) * (k / n) ** 2),
        (f"{ask} sqrt(k/N) of the way.", lambda k, n, low: low + (1 - low) * np.sqrt(k / n)),
        (
            f"{ask} (1 - cos(pi k/N))/2 of the way.",
            lambda k, n, low: low + (1 - low) * (1 - np.cos(np.pi * k / n)) / 2,
        ),
        (
            f"{ask} 1 - cos(pi k/(2 N)) of the way.",
            lambda k, n, low: low + (1 - low) * (1 - np.cos(np.pi * k / n / 2)),
        ),
        (
            f"{ask} sin(pi k/(2 N)) of the way.",
            lambda k, n, low: low + (1 - low) * np.sin(np.pi * k / n / 2),
        ),
        (
            f"{ask} twice the time at which each step begins.",
            lambda k, n, low: 2 * (low + k * (1 - low) / n),
        ),
        (
            f"{ask} 1000 times the time at which each step begins.",
            lambda k, n, low: 1000 * (low + k * (1 - low) / n),
        ),
        (
            f"{ask} half the time at which each step begins.",
            lambda k, n, low: (low + k * (1 - low) / n) / 2,
        ),
        (f"{ask} k times round(1/N, 2).", lambda k, n, low: low + k * round((1 - low) / n, 2)),
        (f"{ask} k times round(1/N, 1).", lambda k, n, low: low + k * round((1 - low) / n, 1)),
        (
            f"{ask} times that are rounded to two digits.",
            lambda k, n, low: np.round(low + k * (1 - low) / n, 2),
        ),
        (
            f"{ask} times that are rounded to bfloat16.",
            lambda k, n, low: bfloat16(low + k * (1 - low) / n),
        ),
        (
            f"{ask} times that are rounded to float16.",
            lambda k, n, low: float16(low + k * (1 - low) / n),
        ),
    )
    if any(asked(record)[1] for record in records):
        found += choices(
            (f"{ask} t_min^(1 - k/N).", lambda k, n, low: low ** (1 - k / n)),
            (f"{ask} k/N, from 0 on.", lambda k, n, low: k / n),
            (f"{ask} t_min + k/N.", lambda k, n, low: low + k / n),
            (f"{ask} k (1 - t_min)/N, from 0 on.", lambda k, n, low: k * (1 - low) / n),
            (
                f"{ask} k/N, made t_min where that is less.",
                lambda k, n, low: np.maximum(k / n, low),
            ),
        )
    return found + list(_measured(records))


def _measured(records: Records) -> Iterator[Choice]:
    """Yield times that are shifted, or kept between bounds, by what is measured."""
    pairs = []
    for record in watched(records):
        n, low = asked(record)
        for k, step in enumerate(record.evaluations[:n]):
            if step.t.size:
                pairs.append((float(step.t.flat[0]), low + k * (1 - low) / n))
    if not pairs:
        return
    found, wanted = np.array(pairs).T
    ask = "You ask the model at"
    more = float(f"{np.median(found - wanted):.3g}")
    if abs(more) > 1e-6:
        told = f"{ask} a time that is {abs(more):g} too {'late' if more > 0 else 'early'}."
        yield Choice(told, lambda k, n, low: low + k * (1 - low) / n + more)
    high, least = float(f"{found.max():.6g}"), float(f"{found.min():.6g}")
    if (wanted > high + 1e-5).any():
        told = f"{ask} times that are lowered to {high:g} where they are more."
        yield Choice(told, lambda k, n, low: np.minimum(low + k * (1 - low) / n, high))
    if (wanted < least - 1e-6).any():
        told = f"{ask} times that are raised to {least:g} where they are less."
        yield Choice(told, lambda k, n, low: np.maximum(low + k * (1 - low) / n, least))


def lengths(records: Records) -> list[Choice]:
    """Return how long the steps are, of which k begin at `t`."""

    def of(factor: Callable[[Array, int], Any]) -> Callable[..., Any]:
        return lambda t, k, n, low: factor(k, n) * (1 - low) / n + 0 * t

    found = choices(
        (RIGHT, of(lambda k, n: 1)),
        ("Each step leads to the next of these times.", lambda t, k, n, low: np.diff([*t, 1.0])),
        ("Each step has length 1.", lambda t, k, n, low: 1 + 0 * t),
        ("Each step is taken backwards.", of(lambda k, n: -1)),
        ("Each step has length 1/(N - 1) of the way.", of(lambda k, n: n / max(n - 1, 1))),
        ("Each step has length 1/(N + 1) of the way.", of(lambda k, n: n / (n + 1))),
        ("Each step has length N, not 1/N.", of(lambda k, n: n * n)),
        ("Each step has length 1/N^2.", of(lambda k, n: 1 / n)),
        ("Each step has length 1/sqrt(N).", of(lambda k, n: np.sqrt(n))),
        ("Each step is as long as its time t.", lambda t, k, n, low: t),
        ("Each step is as long as 1 - t, up to the end.", lambda t, k, n, low: 1 - t),
        ("Each step is t times as long as it should be.", lambda t, k, n, low: t * (1 - low) / n),
        (
            "Each step is 1 - t times as long as it should be.",
            lambda t, k, n, low: (1 - t) * (1 - low) / n,
        ),
        ("The last step has length 1.", of(lambda k, n: np.where(k == n - 1, n, 1))),
        (
            "The last step is half as long as it should be.",
            of(lambda k, n: np.where(k == n - 1, 0.5, 1)),
        ),
        ("The last step adds nothing.", of(lambda k, n: np.where(k == n - 1, 0, 1))),
        (
            "The first step is half as long as it should be.",
            of(lambda k, n: np.where(k == 0, 0.5, 1)),
        ),
        ("The first step adds nothing.", of(lambda k, n: np.where(k == 0, 0, 1))),
        (
            "Each step has length round(1/N, 2).",
            lambda t, k, n, low: round((1 - low) / n, 2) + 0 * t,
        ),
        (
            "Each step has length round(1/N, 1).",
            lambda t, k, n, low: round((1 - low) / n, 1) + 0 * t,
        ),
    )
    factors = (2, 0.5, 0.9, 1.1, 0.99, 1.01, 0.999, 1.001, 3, 4, 10, 0.1, 0.25, 1.5, 0.95, 1.05)
    found += [
        Choice(
            f"Each step is {factor:g} times as long as it should be.", of(partial(_always, factor))
        )
        for factor in factors
    ]
    if any(asked(record)[1] for record in records):
        found += choices(
            ("Each step has length 1/N.", lambda t, k, n, low: 1 / n + 0 * t),
            ("Each step has length t_min.", lambda t, k, n, low: low + 0 * t),
        )
    return found


def _always(factor: float, k: Array, n: int) -> float:
    return factor
