"""How probable is it that chance alone goes so far? Each is exact, or a bound, for every size."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy import special

from grader.host.values import Array


@dataclass(frozen=True)
class Rejection:
    """A test that the sample fails: its name, p-value, and what is wrong in words.

    Values may follow the law and depend on each other: that is another claim. Of a call among
    others it may be a sign of that.
    """

    test: str
    p_value: float
    words: str
    is_dependence: bool = False
    of_a_call: bool = False


#: bounds of the probability of a single float32: 24 bits of a uniform number, and twice that for
#: who draws 23; of a normal one that is made of two such
LIKELIEST_UNIFORM = 2.0**-23
LIKELIEST_NORMAL = 2.0**-21


def two_sided(count: Array, n: Array | int, probability: Array | float) -> Array:
    """Return the exact two-sided p-values of binomial counts."""
    lower = special.bdtr(count, n, probability)
    upper = np.where(count > 0, special.bdtrc(np.maximum(count - 1, 0), n, probability), 1.0)
    return np.asarray(2 * np.minimum(lower, upper))


def of_squares(squares: float, n: int) -> float:
    """Return the exact two-sided p-value of a sum of n squares of normal values."""
    return 2 * min(float(special.chdtr(n, squares)), float(special.chdtrc(n, squares)))


def of_moments(sums: Array, squares: Array, sizes: Array, level: float) -> Iterator[Rejection]:
    """Yield a failure of sums of normal values, or of their squares, for the one that is worst."""
    tails = {
        "mean": 2 * special.ndtr(-np.abs(sums) / np.sqrt(sizes)),
        "variance": 2 * np.minimum(special.chdtr(sizes, squares), special.chdtrc(sizes, squares)),
    }
    for name, p_values in tails.items():
        worst = int(p_values.argmin())
        p = 2 * sizes.size * float(p_values[worst])
        if p < level:
            mean = float(sums[worst] / sizes[worst])
            std = float(np.sqrt(max(float(squares[worst] / sizes[worst]) - mean**2, 0.0)))
            words = f"mean {mean:.3f}, standard deviation {std:.3f}"
            if sizes.size > 1:
                words += f" in a call of {sizes[worst]} values"
            yield Rejection(name, p, words + "; 0 and 1 are expected", of_a_call=sizes.size > 1)


def of_tails(z: Array, level: float) -> Iterator[Rejection]:
    """Yield a failure of how heavy the tails of normal values are, as a fourth moment tells it.

    The values' fourth Hermite polynomial, cut where they are large, is bounded: so its sum has
    Bernstein's bound.
    """
    squares = np.square(z)
    np.minimum(squares, _FARTHEST**2, out=squares)
    total = float(np.einsum("i,i->", squares, squares) - 6 * squares.sum() + 3 * z.size)
    mean, variance, most = _of_hermite()
    off = abs(total - z.size * mean)
    p = 2 * float(np.exp(-(off**2) / (2 * (z.size * variance + off * most / 3))))
    if p < level:
        heavy = total > z.size * mean
        words = f"large values are too {'frequent' if heavy else 'seldom'} beside those around 1"
        yield Rejection("tails", p, words)


#: where a value counts as no larger
_FARTHEST = 3.5


@cache
def _of_hermite() -> tuple[float, float, float]:
    """Return mean, variance and the largest deviation of the polynomial that is cut."""
    z = np.linspace(-10, 10, 200_001)
    weights = np.exp(-(z**2) / 2) * (z[1] - z[0]) / np.sqrt(2 * np.pi)
    squares = np.minimum(z**2, _FARTHEST**2)
    values = squares**2 - 6 * squares + 3
    mean = float(weights @ values)
    variance = float(weights @ (values - mean) ** 2)
    return mean, variance, float(np.abs(values - mean).max())


def of_counts(
    counts: Array, edges: Array, probabilities: Array, level: float
) -> Iterator[Rejection]:
    """Yield a failure of the counts between edges, or below them, which have `probabilities`."""
    n, below = int(counts.sum()), counts.cumsum()[:-1]
    between = np.diff(probabilities, prepend=0.0, append=1.0)
    p_below, p_between = two_sided(below, n, probabilities), two_sided(counts, n, between)
    p = float(min(p_below.min(), p_between.min())) * (below.size + counts.size)
    if p < level:
        place = int(np.abs(below / n - probabilities).argmax())
        words = f"{below[place] / n:.2%} of the values are below {edges[place]:.3g}"
        if p_between.min() < p_below.min():
            place = int(p_between.argmin())
            inner = min(place, edges.size - 1)
            side = f"below {edges[inner]:.3g}" if place < edges.size else f"above {edges[-1]:.3g}"
            if 0 < place < edges.size:
                side = f"between {edges[place - 1]:.3g} and {edges[place]:.3g}"
            words = f"{counts[place] / n:.2%} of the values are {side}"
            yield Rejection("cells", p, f"{words}; {between[place]:.2%} is expected")
        yield Rejection("counts", p, f"{words}; {probabilities[place]:.2%} is expected")


def of_range(ordered: Array, level: float) -> Iterator[Rejection]:
    """Yield a failure of the least and the greatest of n uniform values, which have exact laws."""
    n, least, greatest = ordered.size, float(ordered[0]), float(ordered[-1])
    if least < 0 or greatest > 1:
        words = f"values from {least:.3g} to {greatest:.3g}; 0 to 1 is expected"
        yield Rejection("range", 0.0, words)
        return
    left = least + (1 - greatest)
    gaps = {
        f"the least of {n} values is {least:.3g}, too far from 0": _above(least, n),
        f"the greatest of {n} values is {greatest:.6f}, too far from 1": _above(1 - greatest, n),
        f"the {n} values go from {least:.3g} to {greatest:.6f} only": (
            n * _above(left, n - 1) - (n - 1) * _above(left, n)
        ),
    }
    for words, p in gaps.items():
        if p * len(gaps) < level:
            yield Rejection("range", p * len(gaps), words)


def _above(edge: float, n: int) -> float:
    return float(np.exp(n * np.log1p(-edge))) if edge < 1 else 0.0


def of_repeats(ordered: Array, likeliest: float, level: float) -> Iterator[Rejection]:
    """Yield a failure if sorted values repeat more often than those that have such probabilities.

    A value equals one of n others with n times the likeliest's probability at most, and m of n are
    all equal with that to the m - 1, for each choice of m.
    """
    n = ordered.size
    equal = np.flatnonzero(ordered[1:] == ordered[:-1])
    if equal.size == 0:
        return
    p = 2 * float(special.bdtrc(equal.size - 1, n, min(n * likeliest, 1.0)))
    if p < level:
        few = f"{equal.size} of {n}" if equal.size < n / 20 else f"{equal.size / n:.0%}"
        yield Rejection("repeats", p, f"{few} of the values occur more than once")
    # in a run of equal values each is equal to the next
    ends = np.flatnonzero(np.diff(equal, append=n) != 1)
    runs = np.diff(ends, prepend=-1) + 1
    most = int(runs.max())
    choices = special.gammaln(n + 1) - special.gammaln(most + 1) - special.gammaln(n - most + 1)
    p = 2 * float(np.exp(min(choices + (most - 1) * np.log(likeliest), 0.0)))
    if p < level:
        value = ordered[equal[ends[int(runs.argmax())]]]
        yield Rejection("repeats", p, f"{most} of {n} values are {value:.6g}")


def of_distance(distance: float, n: int) -> float:
    """Return a bound of the probability of a Kolmogorov distance this large (Massart)."""
    return min(1.0, 2 * float(np.exp(-2 * n * distance**2)))


def as_even(distance: float, n: int) -> float:
    """Return the probability of a Kolmogorov distance this small (the first term of its series)."""
    x = float(np.sqrt(n)) * distance
    if x > 0.5:
        return 1.0
    x = max(x, 1e-2)
    return float(np.sqrt(2 * np.pi) / x * np.exp(-(np.pi**2) / (8 * x * x)))


def near_mean(sums: Array, sizes: Array) -> Array:
    """Return the chances that sums of normal values come as close to 0 as these."""
    return np.asarray(special.erf(np.abs(sums) / np.sqrt(2 * sizes)))


def near_uniform_mean(sums: Array, sizes: Array) -> Array:
    """Return bounds of the same for uniform values and their means.

    The density of a sum of uniform numbers is below its normal height from two terms on, but for
    a part of 1.1 at most.
    """
    deviations = np.abs(sums - sizes / 2) * np.sqrt(12 / sizes)
    return np.minimum(1.0, 1.1 * np.sqrt(2 / np.pi) * deviations)


def near_square_sum(squares: Array, sizes: Array) -> Array:
    """Return bounds of the chance that sums of squares about the mean come so close to their size.

    Whoever divides by the deviation makes it the size, or one less. The density of a chi^2 law is
    highest at two less than its degrees of freedom, m: 1 / sqrt(4 pi (m - 2)) at most.
    """
    free = np.maximum(sizes - 3, 1)
    gaps = np.minimum(np.abs(squares - sizes), np.abs(squares - (sizes - 1)))
    return np.minimum(1.0, 4 * gaps / np.sqrt(4 * np.pi * free))


def near_count(counts: Array, sizes: Array, fraction: float) -> Array:
    """Return the chances that binomial counts come as close to their expectation as these."""
    expected = sizes * fraction
    gaps = np.abs(counts - expected)
    low, high = np.ceil(expected - gaps - 1e-6), np.floor(expected + gaps + 1e-6)
    below = np.where(low > 0, special.bdtr(np.maximum(low - 1, 0), sizes, fraction), 0.0)
    return np.asarray(np.minimum(1.0, special.bdtr(high, sizes, fraction) - below))


def of_all(p_values: Array) -> float:
    """Return the chance of so small a product of independent p-values (Fisher)."""
    product = float(-np.log(np.maximum(p_values, 1e-300)).sum())
    return float(special.gammaincc(p_values.size, max(product, 0.0)))
