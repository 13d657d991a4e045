"""A posterior as it is read back, and what is made of it: a program of parts, as a sampler is.

From each data point leads a difference to the state; its size says how likely the point is; and the
likelihoods of all points make their shares.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from assignments.course.posteriors import entropy_of, right_shares, softmax, squares
from assignments.course.sampler_choices import Records, choices
from grader.authoring import Array, Assembly, Choice, RecordedCall


def _differences(_: Records) -> list[Choice]:
    """What is taken from the state, by x `(B, 1, D)`, t `(B, 1, 1)` and the data `(n, D)`."""
    return choices(
        ("", lambda x, t, data: x - t * data),
        ("Your differences are x_t - x1.", lambda x, t, data: x - data),
        ("Your differences are x_t - (1 - t) x1.", lambda x, t, data: x - (1 - t) * data),
        ("Your differences are x_t + t x1.", lambda x, t, data: x + t * data),
        ("Your differences are x_t + x1.", lambda x, t, data: x + data),
        ("Your differences are x_t - t^2 x1.", lambda x, t, data: x - t**2 * data),
        ("Your differences are x_t - sqrt(t) x1.", lambda x, t, data: x - np.sqrt(t) * data),
        ("Your differences are t x_t - x1.", lambda x, t, data: t * x - data),
        ("Your differences are (1 - t) x_t - t x1.", lambda x, t, data: (1 - t) * x - t * data),
        ("Your differences are x_t - t (x1 - x_t).", lambda x, t, data: x - t * (data - x)),
        ("Your differences are x_t - x1 / (1 - t).", lambda x, t, data: x - data / (1 - t)),
        ("x_t is left out of the differences.", lambda x, t, data: 0 * x - t * data),
    )


def _sizes(_: Records) -> list[Choice]:
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


def _exponents(records: Records) -> list[Choice]:
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


def _shares(_: Records) -> list[Choice]:
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
        ("The likeliest point gets all.", lambda e: np.eye(e.shape[1])[e.argmax(1)]),
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


#: by exercise: what is made of the shares, the mean of the data m, x and t `(B, 1)`
_MADE: Mapping[str, tuple[tuple[str, Callable[..., Array]], ...]] = {
    "posterior": (("", lambda shares, m, x, t: shares),),
    "ideal_velocity": (
        ("", lambda shares, m, x, t: (m - x) / (1 - t)),
        ("You return m - x_t{}.", lambda shares, m, x, t: m - x),
        ("You return m{}.", lambda shares, m, x, t: m),
        ("You return (x_t - m) / (1 - t){}.", lambda shares, m, x, t: (x - m) / (1 - t)),
        ("You return (m - x_t) / t{}.", lambda shares, m, x, t: (m - x) / t),
        ("You return (m - t x_t) / (1 - t){}.", lambda shares, m, x, t: (m - t * x) / (1 - t)),
        ("You return (m - x_t) / (1 - t)^2{}.", lambda shares, m, x, t: (m - x) / (1 - t) ** 2),
        ("You return (1 - t) (m - x_t){}.", lambda shares, m, x, t: (m - x) * (1 - t)),
        ("You return m - x_t / (1 - t){}.", lambda shares, m, x, t: m - x / (1 - t)),
        ("You return m / (1 - t) - x_t{}.", lambda shares, m, x, t: m / (1 - t) - x),
        ("You return (m + x_t) / (1 - t){}.", lambda shares, m, x, t: (m + x) / (1 - t)),
        ("You return (x_t - t m) / (1 - t){}.", lambda shares, m, x, t: (x - t * m) / (1 - t)),
        ("You return t (m - x_t) / (1 - t){}.", lambda shares, m, x, t: t * (m - x) / (1 - t)),
    ),
    "ideal_eps": (
        ("", lambda shares, m, x, t: (x - t * m) / (1 - t)),
        ("You return x_t - t m{}.", lambda shares, m, x, t: x - t * m),
        ("You return (x_t - m) / (1 - t){}.", lambda shares, m, x, t: (x - m) / (1 - t)),
        ("You return x_t - m{}.", lambda shares, m, x, t: x - m),
        ("You return m{}.", lambda shares, m, x, t: m),
        ("You return (t m - x_t) / (1 - t){}.", lambda shares, m, x, t: (t * m - x) / (1 - t)),
        ("You return (x_t - t m) / t{}.", lambda shares, m, x, t: (x - t * m) / t),
        (
            "You return (x_t - (1 - t) m) / t{}.",
            lambda shares, m, x, t: (x - (1 - t) * m) / t,
        ),
        (
            "You return (x_t - t m) / (1 - t)^2{}.",
            lambda shares, m, x, t: (x - t * m) / (1 - t) ** 2,
        ),
        ("You return (x_t + t m) / (1 - t){}.", lambda shares, m, x, t: (x + t * m) / (1 - t)),
        ("You return (1 - t) (x_t - t m){}.", lambda shares, m, x, t: (x - t * m) * (1 - t)),
        ("You return (m - x_t) / (1 - t){}.", lambda shares, m, x, t: (m - x) / (1 - t)),
        ("You return x_t - t m / (1 - t){}.", lambda shares, m, x, t: x - t * m / (1 - t)),
    ),
    "posterior_entropy": (
        ("", lambda p, m, x, t: entropy_of(p)),
        ("You add up p log p, without its minus.", lambda p, m, x, t: (p * _log(p)).sum(1)),
        ("The logarithm is to base 2.", lambda p, m, x, t: entropy_of(p) / np.log(2)),
        ("The logarithm is to base 10.", lambda p, m, x, t: entropy_of(p) / np.log(10)),
        (
            "You take the mean over the points, not the sum.",
            lambda p, m, x, t: (-p * _log(p)).mean(1),
        ),
        ("You add up -log p.", lambda p, m, x, t: (-_log(p)).sum(1)),
        ("You add up -p^2 log p.", lambda p, m, x, t: (-(p**2) * _log(p)).sum(1)),
        ("You add up -sqrt(p) log p.", lambda p, m, x, t: (-np.sqrt(p) * _log(p)).sum(1)),
        ("You return the exponential of the entropy.", lambda p, m, x, t: np.exp(entropy_of(p))),
        ("You return 1 less the sum of p^2.", lambda p, m, x, t: 1 - (p**2).sum(1)),
        ("You return the sum of p^2.", lambda p, m, x, t: (p**2).sum(1)),
        ("You return the largest of -p log p.", lambda p, m, x, t: (-p * _log(p)).max(1)),
        ("You return -log of the largest p.", lambda p, m, x, t: -np.log(p.max(1))),
        ("You divide by n.", lambda p, m, x, t: entropy_of(p) / p.shape[1]),
        (
            "You add -(1 - p) log(1 - p) for each point.",
            lambda p, m, x, t: entropy_of(p) + (-(1 - p) * _log(1 - p)).sum(1),
        ),
        (
            "You return log n less the entropy.",
            lambda p, m, x, t: np.log(p.shape[1]) - entropy_of(p),
        ),
    ),
}

_MEAN = ", with m the mean of the data by your shares"


def _log(p: Array) -> Array:
    """Return logarithms, 0 for that of 0, which weighs nothing."""
    return np.log(np.where(p > 0, p, 1))


def _made(exercise: str) -> Callable[[Records], Sequence[Choice]]:
    return lambda _: choices(*((told.format(_MEAN), made) for told, made in _MADE[exercise]))


def _play(
    difference: Callable[..., Array],
    size: Callable[[Array], Array],
    exponent: Callable[..., Array],
    shares_of: Callable[[Array], Array],
    made: Callable[..., Array],
) -> Callable[..., Array]:
    """Return what answers for states, times and data, with its parts done so."""

    def answer(x: Array, t: Array, data: Array) -> Array:
        sizes = size(difference(x[:, None], t[:, None, None], data))
        time = t[:, None]
        shares = shares_of(-sizes * exponent(1 - time, time, data.shape[1]))
        return made(shares, shares @ data, x, time)

    return answer


#: how far the largest share is from the least where a posterior shows how it was made
_APART = (0.05, 0.95)
#: so many samples of a call are to show it
_TELLING_SAMPLES = 2
#: of a state or a time: below it much that is wrong makes no difference
_SMALL = 0.3
#: to tell programs apart: states, times and data that have nothing in common
_MADE_UP = (
    np.array([[0.3, -1.2], [2.0, 0.7], [-0.4, 0.1]]),
    np.array([0.15, 0.6, 0.85]),
    np.array([[0.5, -0.9], [1.7, 0.4], [-0.8, 0.2], [0.1, 1.3]]),
)


def _same(program: Callable[..., Array], other: Callable[..., Array]) -> bool:
    """Whether two programs are one that is written in two ways."""
    return np.allclose(program(*_MADE_UP), other(*_MADE_UP), rtol=1e-9, equal_nan=True)


def _most_telling_first(records: Records) -> Records:
    """Return the records: first those of few numbers that a wrong part shows in.

    That are those with several points and entries, not all of them small, and several samples in
    which points have different shares and none is sure.
    """

    def cost(record: RecordedCall) -> tuple[bool, int]:
        given = x, t, data = record.call.arguments
        several = min(len(x), len(data), data.shape[1]) > 1
        if not several or min(np.abs(x).max(), t.max()) < _SMALL:
            return True, x.size * len(data)
        apart = np.ptp(right_shares(*given), axis=1)
        telling = int(((apart > _APART[0]) & (apart < _APART[1])).sum())
        return telling < _TELLING_SAMPLES, x.size * len(data)

    return sorted(records, key=cost)


POSTERIORS = {
    name: Assembly(
        (_differences, _sizes, _exponents, _shares, _made(name)),
        _play,
        0,
        lambda does, record: True,
        "All else is right.",
        _most_telling_first,
        _same,
    )
    for name in _MADE
}
