"""Is this array an independent, identically distributed sample of the law it should follow?

A battery shares the level alpha = 1e-6 among its tests (Bonferroni), each exact or conservative
for finite samples. A check fails only if a second, independent run fails too, so a right solution
fails with a probability of about 1e-12 a battery, and always or never: seeds are fixed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import special

from grader.host.values import Array

ALPHA = 1e-6
#: the tests that share alpha: ks, evenness, counts, cells; mean, variance, extremes, standardised,
#: lags; order, neighbours, halves
TESTS = 12
#: equal float32 values in a right sample of 20,000 normals were 14 pairs, at most 22
_TIES_ALLOWED = 0.02


@dataclass(frozen=True)
class Rejection:
    """A test that the sample fails: its name, p-value, and what is wrong in words."""

    test: str
    p_value: float
    words: str


def rejects_normal(z: Array, alpha: float = ALPHA) -> Rejection | None:
    """Return why z, float64 of any shape, is no iid sample of N(0, 1), or None.

    The order of entries matters: it is tested for trend and for dependence.
    """
    flat = z.ravel()
    mean, std = float(flat.mean()), float(flat.std())
    words = f"mean {mean:.3f}, standard deviation {std:.3f}; 0 and 1 are expected"
    for rejection in _of_probabilities(special.ndtr(flat), words, alpha):
        return rejection
    for rejection in of_moments(flat, alpha):
        return rejection
    return rejects_order(flat, alpha)


def of_moments(z: Array, alpha: float) -> Iterator[Rejection]:
    """Yield the failures of the tests of mean, variance and extremes, exact under N(0, 1)."""
    n, level = z.size, alpha / TESTS
    root_n_mean, squares = float(z.mean() * np.sqrt(n)), float((z**2).sum())
    p = 2 * float(special.ndtr(-abs(root_n_mean)))
    if p < level:
        yield Rejection("mean", p, f"mean {z.mean():.4f}; 0 is expected")
    p = 2 * min(float(special.chdtr(n, squares)), float(special.chdtrc(n, squares)))
    if p < level:
        yield Rejection("variance", p, f"standard deviation {z.std():.4f}; 1 is expected")
    largest = float(np.abs(z).max())
    p = 2 * min(
        float(np.exp(n * np.log1p(-2 * special.ndtr(-largest)))),
        -float(np.expm1(n * np.log1p(-2 * special.ndtr(-largest)))),
    )
    if p < level:
        words = f"the largest of {n} values is {largest:.2f} in size, which is too "
        yield Rejection("extremes", p, words + ("small" if largest < 4 else "large"))
    # both moments hit exactly: the sample was standardised, so its entries depend on each other
    near = 1 - 2 * float(special.ndtr(-abs(root_n_mean)))
    gap = min(abs(squares - n), abs(squares - n + 1)) + 1e-9 * n
    near *= 2 * float(special.chdtr(n, n + gap) - special.chdtr(n, n - gap))
    near = max(near, 1e-300)
    p = near * (1 - np.log(near))  # of a product of two independent uniform variables
    if p < level:
        words = "mean and standard deviation are 0 and 1 exactly: the noise was standardised"
        yield Rejection("standardised", p, words)


def rejects_uniform(u: Array, alpha: float = ALPHA) -> Rejection | None:
    """Return why u, float64 of any shape, is no iid uniform sample of [0, 1), or None."""
    flat = u.ravel()
    if flat.min() < 0 or flat.max() > 1:
        words = f"values from {flat.min():.3g} to {flat.max():.3g}; 0 to 1 is expected"
        return Rejection("range", 0.0, words)
    for rejection in _of_probabilities(flat, f"mean {flat.mean():.3f}; 0.5 is expected", alpha):
        return rejection
    return rejects_order(special.ndtri(np.clip(flat, 1e-9, 1 - 1e-9)), alpha)


def _of_probabilities(u: Array, words: str, alpha: float) -> Iterator[Rejection]:
    """Yield the failures of the tests that work on probabilities, u = F(x)."""
    level = alpha / TESTS
    ordered = np.sort(u)
    n = ordered.size
    repeated = 1 - np.unique(ordered).size / n
    if repeated > _TIES_ALLOWED:
        yield Rejection("ties", 0.0, f"{repeated:.0%} of the values occur more than once")
    grid = np.arange(1, n + 1) / n
    distance = float(max((grid - ordered).max(), (ordered - grid + 1 / n).max()))
    p = min(1.0, 2 * float(np.exp(-2 * n * distance**2)))  # Massart's bound: holds for every n
    if p < level:
        yield Rejection("distribution", p, words)
    p = _as_even(float(np.sqrt(n) * distance))
    if p < level:
        yield Rejection("evenness", p, "the values are spread more evenly than independent ones")
    edges = np.concatenate([np.arange(1, 64) / 64, [0.001, 0.01, 0.99, 0.999]])
    below = np.searchsorted(ordered, edges)
    p = float(binomial_two_sided(below, n, edges).min()) * 2 * edges.size
    if p < level:
        yield Rejection("counts", p, words)
    cells = np.bincount(np.minimum((u * 64).astype(int), 63), minlength=64)
    p = float(binomial_two_sided(cells, n, np.full(64, 1 / 64)).min()) * 2 * 64
    if p < level:
        yield Rejection("cells", p, words)


def _as_even(root_n_distance: float) -> float:
    """Return the probability of a Kolmogorov distance this small (the first term of its series)."""
    if root_n_distance > 0.5:
        return 1.0
    x = max(root_n_distance, 1e-2)
    return float(np.sqrt(2 * np.pi) / x * np.exp(-(np.pi**2) / (8 * x * x)))


def binomial_two_sided(count: Array, n: int, probability: Array) -> Array:
    """Return the exact two-sided p-values of binomial counts."""
    lower = special.bdtr(count, n, probability)
    upper = np.where(count > 0, special.bdtrc(np.maximum(count - 1, 0), n, probability), 1.0)
    return np.asarray(2 * np.minimum(lower, upper))


def rejects_order(z: Array, alpha: float = ALPHA) -> Rejection | None:
    """Return why the entries of z (normal, flat) depend on their order, or None."""
    half = z.size // 2
    pairs = {
        "order": (z, np.arange(z.size, dtype=np.float64), "later samples differ from earlier ones"),
        "neighbours": (z[: 2 * half : 2], z[1 : 2 * half : 2], "neighbouring samples depend"),
        "halves": (z[:half], z[half : 2 * half], "the second half of the batch repeats the first"),
    }
    for test, (left, right, words) in pairs.items():
        p = correlation_p_value(left, right)
        if p < alpha / TESTS:
            return Rejection(test, p, words)
    lag, deviations = _strongest_lag(z)
    p = half * 2 * float(special.ndtr(-deviations))
    # the normal tail is approximate this far out, so it takes more than the level
    if p < alpha / TESTS and deviations > 8:
        return Rejection("lags", p, f"samples that lie {lag} apart in the batch depend")
    return None


def _strongest_lag(z: Array) -> tuple[int, float]:
    """Return the lag of the largest circular autocorrelation, and that in standard deviations."""
    centred = z - z.mean()
    variance = float((centred**2).mean())
    if z.size < 64 or variance == 0:
        return 0, 0.0
    spectrum = np.abs(np.fft.rfft(centred)) ** 2
    correlation = np.fft.irfft(spectrum, z.size)[1 : z.size // 2 + 1] / (z.size * variance)
    lag = int(np.abs(correlation).argmax())
    return lag + 1, float(abs(correlation[lag]) * np.sqrt(z.size))


def rejects_independence(left: Array, right: Array, alpha: float = ALPHA) -> float | None:
    """Return the p-value if two paired samples of any continuous laws are dependent, else None.

    Correlation of the ranks of the values, of their distances from the median, and crosswise: a
    function of one that is odd, even or mixed shows in one of them.
    """
    return rejects_scores(normal_scores(left), normal_scores(right), alpha)


Scores = tuple[Array, Array]


def rejects_scores(left: Scores, right: Scores, alpha: float = ALPHA) -> float | None:
    """Return what `rejects_independence` does, from scores that serve several pairs."""
    for score in left:
        for other in right:
            p = correlation_p_value(score, other)
            if p < alpha / (TESTS * 4):
                return p
    return None


def normal_scores(values: Array) -> Scores:
    """Return normal scores of the values and of their distances from the median."""
    scores = _ranks(values)
    return scores, _ranks(np.abs(scores))


def _ranks(values: Array) -> Array:
    """Return normal scores of the ranks, which make the correlation's null exact in the tail."""
    ranks = np.empty(values.size)
    ranks[np.argsort(values, kind="stable")] = np.arange(1, values.size + 1)
    return np.asarray(special.ndtri(ranks / (values.size + 1)))


def correlation_p_value(left: Array, right: Array) -> float:
    """Return the two-sided p-value of Pearson's r under independence (Student's t, n - 2)."""
    n = left.size
    a, b = left - left.mean(), right - right.mean()
    scale = float(np.sqrt((a**2).sum() * (b**2).sum()))
    if n < 3 or scale == 0:
        return 0.0  # a constant sample is no sample
    r = float(np.clip((a * b).sum() / scale, -1, 1))
    if abs(r) == 1:
        return 0.0
    t = abs(r) * np.sqrt((n - 2) / (1 - r * r))
    return 2 * float(special.stdtr(n - 2, -t))
