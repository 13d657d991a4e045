"""The parts of a posterior as it is read back: differences, their sizes, exponents, and shares."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from assignments.course.posteriors import softmax, squares
from assignments.course.sampler_choices import Records, choices
from grader.authoring import Array, Choice


def differences(_: Records) -> list[Choice]:
    """What is taken from the state, by x `(B, 1, D)`, t `(B, 1, 1)` and the data `(n, D)`."""
    return choices(
        ("", lambda x, t, data: x - t * data),
        ("Your differences are x_t - x1.", lambda x, t, data: x - data),
        ("Your differences are x_t - (1 - t) x1.", lambda x, t, data: x - (1 - t) * data),
        ("Your differences are x_t + t x1.", lambda x, t, data: x + t * data),
        ("Your differences are x_t + x1.", lambda x, t, data: x + data),
        ("Your differences are x_t - t^2 x1.", lambda x, t, data: x - t**2 * data),
        ("Your differences are x_t - sqrt(t) x1.", lambda x, t, data: x - np.sqrt(t) * data),
        (
            "Your differences are t x_t - x1, or t^2 is missing before the square of x1.",
            lambda x, t, data: t * x - data,
        ),
        ("Your differences are (1 - t) x_t - t x1.", lambda x, t, data: (1 - t) * x - t * data),
        ("Your differences are x_t - t (x1 - x_t).", lambda x, t, data: x - t * (data - x)),
        ("Your differences are x_t - x1 / (1 - t).", lambda x, t, data: x - data / (1 - t)),
        (
            "Your differences are x_t - t x1 - t: brackets are missing round 1 - t.",
            lambda x, t, data: x - t * data - t,
        ),
        ("x_t is left out of the differences.", lambda x, t, data: 0 * x - t * data),
    )


def sizes(_: Records) -> list[Choice]:
    """How large a difference `(B, n, D)` is."""
    return choices(
        ("", lambda off: (off**2).sum(-1)),
        ("You take the mean of their squared entries.", lambda off: (off**2).mean(-1)),
        ("You take the length of each, not squared.", lambda off: np.sqrt((off**2).sum(-1))),
        ("You add up the sizes of their entries.", lambda off: np.abs(off).sum(-1)),
        ("You take the mean of the sizes of their entries.", lambda off: np.abs(off).mean(-1)),
        ("You take their largest squared entry.", lambda off: (off**2).max(-1)),
        ("You take the size of their largest entry.", lambda off: np.abs(off).max(-1)),
        ("You take the square of the sum of their entries.", lambda off: off.sum(-1) ** 2),
        ("You add up their entries, not squared.", lambda off: off.sum(-1)),
        ("You add up the cubes of their entries' sizes.", lambda off: (np.abs(off) ** 3).sum(-1)),
    )


def exponents(records: Records) -> list[Choice]:
    """By what a size is multiplied, by 1 - t, t and D; the negative of it is the exponent."""
    return choices(
        ("", lambda left, t, axes: 0.5 / left**2),
        ("The exponent lacks its minus.", lambda left, t, axes: -0.5 / left**2),
        *((f"The exponent is minus this{told}.", factor) for told, factor in _DIVIDED),
        *(
            (f"The exponent is {number:g} times as large.", _times(number))
            for number in _multiples(records)
        ),
    )


#: what the size of a difference is divided or multiplied by
_DIVIDED: tuple[tuple[str, Callable[[Array, Array, int], Any]], ...] = (
    (" / (1 - t)^2", lambda left, t, axes: 1 / left**2),
    (" / (4 (1 - t)^2)", lambda left, t, axes: 0.25 / left**2),
    (" / (2 (1 - t))", lambda left, t, axes: 0.5 / left),
    (" / (1 - t)", lambda left, t, axes: 1 / left),
    (" / 2", lambda left, t, axes: 0.5 + 0 * left),
    ("", lambda left, t, axes: 1 + 0 * left),
    (" / (2 (1 - t)^4)", lambda left, t, axes: 0.5 / left**4),
    (" / (2 (1 - t)^3)", lambda left, t, axes: 0.5 / left**3),
    (" / (1 - t)^4", lambda left, t, axes: 1 / left**4),
    (" / (2 sqrt(1 - t))", lambda left, t, axes: 0.5 / np.sqrt(left)),
    (" (1 - t)^2 / 2", lambda left, t, axes: 0.5 * left**2),
    (" (1 - t) / 2", lambda left, t, axes: 0.5 * left),
    (" / (2 t^2)", lambda left, t, axes: 0.5 / t**2),
    (" / (2 t)", lambda left, t, axes: 0.5 / t),
    (" / t^2", lambda left, t, axes: 1 / t**2),
    (" / t", lambda left, t, axes: 1 / t),
    (" / (2 t (1 - t))", lambda left, t, axes: 0.5 / (t * left)),
    (" / (2 (1 - t^2))", lambda left, t, axes: 0.5 / (1 - t**2)),
    (" / (2 (1 - t^2)^2)", lambda left, t, axes: 0.5 / (1 - t**2) ** 2),
    (" / (2 (1 + t)^2)", lambda left, t, axes: 0.5 / (1 + t) ** 2),
    (" / (2 (t^2 + (1 - t)^2))", lambda left, t, axes: 0.5 / (t**2 + left**2)),
    (" / (2 (1 + (1 - t)^2))", lambda left, t, axes: 0.5 / (1 + left**2)),
    (" / (2 sqrt(D) (1 - t)^2)", lambda left, t, axes: 0.5 / (np.sqrt(axes) * left**2)),
)


def _multiples(records: Records) -> list[float]:
    """Return by what the exponents are multiplied, if the odds of all shares say one number."""
    found = []
    for record in records[:_MEASURED]:
        x, t, data = (np.asarray(given, np.float64) for given in record.call.arguments)
        logs = -0.5 * squares(x, t, data)
        value = record.value
        if not isinstance(value, np.ndarray) or value.dtype.kind != "f":
            return []  # a bfloat16 is of another kind, and has no logarithm
        if value.shape != logs.shape:
            return []  # no posterior
        odds = np.log(value) - np.log(value[:, :1])
        due = logs - logs[:, :1]
        telling = np.isfinite(odds) & (np.abs(due) > _TELLING)
        found += list(odds[telling] / due[telling])
    number = float(f"{np.median(found):.4g}") if found else 1.0
    alike = np.abs(np.array(found) - number) < 1e-2 * abs(number)
    return [number] if number > 0 and alike.all() and abs(number - 1) > _SAME else []


#: a difference of two logarithms that tells by what they are multiplied
_TELLING = 0.1
#: so many calls are measured
_MEASURED = 4
#: what is not told from 1
_SAME = 2e-3


def _times(number: float) -> Callable[[Array, Array, int], Array]:
    return lambda left, t, axes: number * 0.5 / left**2


def shares(_: Records) -> list[Choice]:
    """What is made of exponents `(B, n)`."""
    return choices(
        ("", softmax),
        ("The likelihoods are not divided by their sum.", np.exp),
        ("The likelihoods are divided by their sum over the batch.", lambda e: softmax(e, 0)),
        (
            "The likelihoods are divided by the sum of all, over the batch and the points.",
            lambda e: softmax(e.reshape(1, -1)).reshape(e.shape),
        ),
        (
            "The likelihoods are divided by the largest, not by their sum.",
            lambda e: np.exp(e - e.max(1, keepdims=True)),
        ),
        (
            "The likelihoods are divided by the root of the sum of their squares.",
            lambda e: _over(np.exp(e - e.max(1, keepdims=True)), 2),
        ),
        ("Every point gets the same share.", lambda e: np.full(e.shape, 1 / e.shape[1])),
        ("The exponents themselves are divided by their sum.", lambda e: e / e.sum(1)[:, None]),
        ("1 over the exponents is divided by its sum.", lambda e: _over(1 / -e, 1)),
        ("You take the logarithms of the shares.", lambda e: np.log(softmax(e))),
        ("The shares of each sample are in reversed order.", lambda e: softmax(e)[:, ::-1]),
        ("2 stands in the place of e.", lambda e: softmax(e * np.log(2))),
        (
            "The mean of the shares over the batch is used for all.",
            lambda e: softmax(e).mean(0) + 0 * e,
        ),
    )


def _over(weights: Array, power: int) -> Array:
    total = (weights**power).sum(1, keepdims=True) ** (1 / power)
    return np.asarray(weights / total)
