"""Whether the statistical checks reject right samples as seldom as they promise.

The battery takes its level as an argument. At the level that grades, 1e-6, nothing could be
counted; at looser levels every test of it works in the same way, and rejections can be: over many
seeded samples that are right, the number of rejections must be what a rate of at most the level
explains (an exact binomial bound). What is tested is the battery itself, in this process.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from grader.audit.records import Rate
from grader.authoring.dependence import rejects_axes, rejects_bits
from grader.authoring.laws import rejects_normal, rejects_order, rejects_uniform
from grader.host.values import Array

LEVELS = (1e-2, 1e-3)
#: how improbable a count must be before the promise is called broken
CERTAINTY = 1e-6
#: with which a true rate lies within a bound
_CONFIDENCE = 0.95


@dataclass(frozen=True)
class Null:
    """One test under its null hypothesis: how a right sample is drawn, and the test at a level."""

    name: str
    draw: Callable[[np.random.Generator], tuple[Array, ...]]
    rejects: Callable[[tuple[Array, ...], float], bool]


def _float32(sample: Array) -> Array:
    """Round as a right submission does, ties included."""
    return np.asarray(sample.astype(np.float32), dtype=np.float64)


def _normal(size: int) -> Callable[[np.random.Generator], tuple[Array, ...]]:
    return lambda rng: (_float32(rng.standard_normal(size)),)


def _uniform(size: int) -> Callable[[np.random.Generator], tuple[Array, ...]]:
    # 24 bits, as torch.rand draws them
    return lambda rng: (rng.integers(0, 2**24, size) / 2.0**24,)


def _calls(
    size: int, draw: Callable[[int], Callable[[np.random.Generator], tuple[Array, ...]]]
) -> Callable[[np.random.Generator], tuple[Array, ...]]:
    return lambda rng: sum((draw(size)(rng) for _ in range(4)), ())


def _coins(size: int) -> Callable[[np.random.Generator], tuple[Array, ...]]:
    return lambda rng: tuple(rng.random((4, size)) < 0.5)


def _cube(rng: np.random.Generator) -> tuple[Array, ...]:
    return (_float32(rng.standard_normal((256, 2, 2, 4))),)


NULLS: tuple[Null, ...] = (
    Null("normal, n = 20000", _normal(20_000), lambda s, a: bool(rejects_normal(*s, alpha=a))),
    Null("normal, n = 400", _normal(400), lambda s, a: bool(rejects_normal(*s, alpha=a))),
    Null(
        "normal, 4 calls of 1000",
        _calls(1000, _normal),
        lambda s, a: bool(rejects_normal(*s, alpha=a)),
    ),
    Null(
        "uniform, 4 calls of 1024",
        _calls(1024, _uniform),
        lambda s, a: bool(rejects_uniform(*s, alpha=a)),
    ),
    Null("order, n = 4096", _normal(4096), lambda s, a: bool(rejects_order(*s, alpha=a))),
    Null(
        "coins, n = 4096",
        _coins(4096),
        lambda s, a: bool(rejects_bits(dict(zip("abcd", s, strict=True)), a)),
    ),
    Null("axes, n = 4096", _cube, lambda s, a: bool(rejects_axes(s[0], a))),
)


def null_rates(
    repetitions: int,
    advance: Callable[[], None] = lambda: None,
    nulls: Sequence[Null] = NULLS,
) -> list[Rate]:
    """Count the rejections of right samples, and say of each promise whether it was kept."""
    rates: list[Rate] = []
    for index, null in enumerate(nulls):
        counts = dict.fromkeys(LEVELS, 0)
        for repetition in range(repetitions):
            sample = null.draw(np.random.default_rng((0, index, repetition)))
            for level in LEVELS:
                counts[level] += null.rejects(sample, level)
            advance()
        rates += [_rate(null, level, repetitions, count) for level, count in counts.items()]
    return rates


def _rate(null: Null, level: float, repetitions: int, rejections: int) -> Rate:
    p_value = float(stats.binom.sf(rejections - 1, repetitions, level))
    return Rate(null.name, level, repetitions, rejections, p_value, p_value >= CERTAINTY)


def upper_bound(failures: int, trials: int) -> float:
    """Return the exact upper confidence bound of a rate (Clopper and Pearson)."""
    if trials == 0 or failures >= trials:
        return 1.0
    return float(stats.beta.ppf(_CONFIDENCE, failures + 1, trials - failures))


def lower_bound(successes: int, trials: int) -> float:
    """Return the exact lower confidence bound of a rate (Clopper and Pearson)."""
    return 1.0 - upper_bound(trials - successes, trials)
