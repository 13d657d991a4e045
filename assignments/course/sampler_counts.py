"""Which steps a sampler takes: of which samples at once, how many, and which of them.

In these words N is num_steps; where so many steps are not taken, it is how many are.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from assignments.course.euler import watched
from assignments.course.sampler_choices import RIGHT, Records, asked, choices
from grader.authoring import Choice


def pieces(records: Records) -> list[Choice]:
    """Return how the batch is taken apart."""
    sizes = {
        step.x.shape[0] for record in watched(records) for step in record.evaluations if step.x.ndim
    }
    most = max(sizes, default=0)
    found = choices((RIGHT, lambda x: [x]))
    if most == 1:
        told = "Each sample is sampled alone, in a batch of 1."
        found.append(Choice(told, lambda x: [x[k : k + 1] for k in range(len(x))]))
    elif most > 1:
        told = f"Your batches are cut into pieces of {most}."
        found.append(Choice(told, lambda x: [x[k : k + most] for k in range(0, len(x), most)]))
    return found


#: so many steps show in the answers; the loop may run oftener
_WHATEVER = {
    0: "No step changes the state, whatever num_steps is.",
    1: "It all comes to one step, whatever num_steps is.",
}


def counts(records: Records) -> list[Choice]:
    """Return how many steps are taken, of num_steps, and from when on, of t_min."""
    found = choices(
        (RIGHT, lambda n, low: (n, low)),
        ("You take N = num_steps - 1 steps.", lambda n, low: (n - 1, low)),
        ("You take N = num_steps + 1 steps.", lambda n, low: (n + 1, low)),
        ("You take N = 2 num_steps steps.", lambda n, low: (2 * n, low)),
        ("You take N = num_steps // 2 steps.", lambda n, low: (n // 2, low)),
    )
    counted = sorted({len(record.evaluations) for record in watched(records)})
    if counted and counted[0] == counted[-1]:
        told = _WHATEVER.get(counted[0], f"You take N = {counted[0]} steps, whatever num_steps is.")
        found.append(Choice(told, lambda n, low: (counted[0], low), doubt=counted[0] > 1))
    elif counted:
        for name, bound in ("min", counted[-1]), ("max", counted[0]):
            told = f"You take N = {name}(num_steps, {bound}) steps."
            found.append(Choice(told, _bounded(min if name == "min" else max, bound)))
    begun = [record.evaluations[0].t for record in watched(records) if record.evaluations]
    least = 0.0
    if begun and all(t.size for t in begun):
        least = float(f"{min(float(t.flat[0]) for t in begun):.6g}")
    if any(asked(record)[1] for record in records):
        found += choices(("You begin at t = 0, not at t_min.", lambda n, low: (n, 0.0)))
        if least > 0:
            told = f"You begin at t = {least:g} where t_min is less."
            found.append(Choice(told, lambda n, low: (n, max(low, least))))
    elif least > 0:
        found += choices((f"You begin at t = {least:g}, not at 0.", lambda n, low: (n, least)))
    return found


def _bounded(choose: Callable[[int, int], int], bound: int) -> Callable[[int, float], Any]:
    return lambda n, low: (choose(n, bound), low)


def numbers(records: Records) -> list[Choice]:
    """Return which of the N steps are taken, as their numbers k."""
    found = choices(
        (RIGHT, lambda n, low: range(n)),
        ("The last step is left out.", lambda n, low: range(n - 1)),
        ("The first step is left out.", lambda n, low: range(1, n)),
        ("One step more is taken, from t = 1 on.", lambda n, low: range(n + 1)),
        ("The first and the last step are left out.", lambda n, low: range(1, n - 1)),
        ("Only the first step is taken.", lambda n, low: range(min(n, 1))),
        ("Only the last step is taken.", lambda n, low: range(n - 1, n)),
        ("The steps are taken in reversed order.", lambda n, low: range(n - 1, -1, -1)),
        ("Each step's time is asked for twice.", lambda n, low: np.repeat(range(n), 2)),
        ("Only every second step is taken.", lambda n, low: range(0, n, 2)),
        (
            "The last step is left out where int(1 / (1/N)) is N - 1, by rounding.",
            lambda n, low: range(int(1 / (1 / n))),
        ),
        ("The steps are taken twice, one after the other.", lambda n, low: [*range(n), *range(n)]),
    )
    bound = _stopped(records)
    if bound is not None:
        told = f"In all that was asked: no step begins at t = {bound:g} or later."
        found.append(
            Choice(told, lambda n, low: [k for k in range(n) if low + k * (1 - low) / n < bound])
        )
    return found


def _stopped(records: Records) -> float | None:
    """Return a time from which on no step begins, the roundest of those that may be it."""
    latest, skipped = 0.0, 1.0
    for record in watched(records):
        n, low = asked(record)
        done = len(record.evaluations)
        if done > n or n < 1:
            return None
        if done < n:
            skipped = min(skipped, low + done * (1 - low) / n)
        if done:
            latest = max(latest, low + (done - 1) * (1 - low) / n)
    for digits in range(1, 5):
        bound = float(np.ceil(latest * 10**digits + 1e-6) / 10**digits)
        if latest < bound <= skipped + 1e-9 < 1:
            return bound
    return None
