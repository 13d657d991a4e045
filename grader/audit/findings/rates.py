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
from grader.authoring.laws import (
    rejects_independence,
    rejects_normal,
    rejects_order,
    rejects_uniform,
)
from grader.host.values import Array

LEVELS = (1e-2, 1e-3)
#: how improbable a count must be before the promise is called broken
CERTAINTY = 1e-6


@dataclass(frozen=True)
class Null:
    """One test under its null hypothesis: how a right sample is drawn, and the test at a level."""

    name: str
    draw: Callable[[np.random.Generator], tuple[Array, ...]]
    rejects: Callable[[tuple[Array, ...], float], bool]
    #: what the test promises at a level: that level, times this
    share: float = 1.0


def _float32(sample: Array) -> Array:
    """Round as a right submission does, ties included."""
    return np.asarray(sample.astype(np.float32), dtype=np.float64)


def _normal(size: int) -> Callable[[np.random.Generator], tuple[Array, ...]]:
    return lambda rng: (_float32(rng.standard_normal(size)),)


def _uniform(size: int) -> Callable[[np.random.Generator], tuple[Array, ...]]:
    # 24 bits, as torch.rand draws them
    return lambda rng: (rng.integers(0, 2**24, size) / 2.0**24,)


def _pair(size: int) -> Callable[[np.random.Generator], tuple[Array, ...]]:
    return lambda rng: (_float32(rng.standard_normal(size)), _float32(rng.standard_normal(size)))


NULLS: tuple[Null, ...] = (
    Null("normal, n = 20000", _normal(20_000), lambda s, a: rejects_normal(s[0], a) is not None),
    Null("normal, n = 4000", _normal(4000), lambda s, a: rejects_normal(s[0], a) is not None),
    Null("normal, n = 400", _normal(400), lambda s, a: rejects_normal(s[0], a) is not None),
    Null("uniform, n = 4096", _uniform(4096), lambda s, a: rejects_uniform(s[0], a) is not None),
    Null("order, n = 4096", _normal(4096), lambda s, a: rejects_order(s[0], a) is not None, 3 / 8),
    Null(
        "independence, n = 4096",
        _pair(4096),
        lambda s, a: rejects_independence(s[0], s[1], a) is not None,
        1 / 8,
    ),
)


def null_rates(
    repetitions: int,
    seed: int = 0,
    advance: Callable[[], None] = lambda: None,
    nulls: Sequence[Null] = NULLS,
    levels: Sequence[float] = LEVELS,
) -> list[Rate]:
    """Count the rejections of right samples, and say of each promise whether it was kept."""
    rates: list[Rate] = []
    for index, null in enumerate(nulls):
        counts = dict.fromkeys(levels, 0)
        for repetition in range(repetitions):
            sample = null.draw(np.random.default_rng((seed, index, repetition)))
            for level in levels:
                counts[level] += null.rejects(sample, level)
            advance()
        rates += [_rate(null, level, repetitions, count) for level, count in counts.items()]
    return rates


def _rate(null: Null, level: float, repetitions: int, rejections: int) -> Rate:
    promised = level * null.share
    p_value = float(stats.binom.sf(rejections - 1, repetitions, promised))
    return Rate(null.name, promised, repetitions, rejections, p_value, p_value >= CERTAINTY)


def upper_bound(failures: int, trials: int, confidence: float = 0.95) -> float:
    """Return the exact upper confidence bound of a rate (Clopper and Pearson)."""
    if trials == 0 or failures >= trials:
        return 1.0
    return float(stats.beta.ppf(confidence, failures + 1, trials - failures))


def lower_bound(successes: int, trials: int, confidence: float = 0.95) -> float:
    """Return the exact lower confidence bound of a rate (Clopper and Pearson)."""
    return 1.0 - upper_bound(trials - successes, trials, confidence)
