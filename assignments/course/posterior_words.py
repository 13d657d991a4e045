"""A posterior as it is read back, and what is made of it: a program of parts, as a sampler is.

From each data point leads a difference to the state; its size says how likely the point is; and the
likelihoods of all points make their shares.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from assignments.course.posterior_parts import differences, exponents, shares, sizes
from assignments.course.posteriors import entropy_of, right_shares
from assignments.course.sampler_choices import Records, choices
from grader.authoring import Array, Assembly, Choice, RecordedCall

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
        (differences, sizes, exponents, shares, _made(name)),
        _play,
        0,
        lambda does, record: True,
        "All else is right.",
        _most_telling_first,
        _same,
    )
    for name in _MADE
}
