"""Tests of large samples and of several at once: exact or conservative, as those in `laws`.

Each shares the level that it is given among its own tests.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from scipy import special

from grader.authoring.laws import (
    TESTS,
    Rejection,
    binomial_two_sided,
    correlation_p_value,
    of_moments,
)
from grader.host.values import Array

_CELLS = 64


def rejects_many_uniform(u: Array, alpha: float) -> Rejection | None:
    """Return why many values, float64 `(n,)`, are no iid sample of [0, 1), or None.

    The least and the greatest have exact laws: P(all above a) = (1 - a)^n.
    """
    level, n = alpha / 5, u.size
    least, greatest = float(u.min()), float(u.max())
    if least < 0 or greatest > 1:
        words = f"values from {least:.3g} to {greatest:.3g}; 0 to 1 is expected"
        return Rejection("range", 0.0, words)
    p = float(np.exp(n * np.log1p(-least))) if least < 1 else 0.0
    if p < level:
        words = f"the least of {n} values is {least:.3g}, which is too far from 0"
        return Rejection("least", p, words)
    p = float(np.exp(n * np.log(greatest))) if greatest > 0 else 0.0
    if p < level:
        words = f"the greatest of {n} values is {greatest:.6f}, which is too far from 1"
        return Rejection("greatest", p, words)
    p = 2 * float(special.ndtr(-abs(u.mean() - 0.5) * np.sqrt(12 * n)))
    if p < level:
        return Rejection("mean", p, f"mean {u.mean():.4f}; 0.5 is expected")
    return _rejects_cells((u * _CELLS).astype(np.int64), f"mean {u.mean():.3f}", level) or (
        _rejects_neighbours(u, level)
    )


def rejects_many_normal(z: Array, alpha: float) -> Rejection | None:
    """Return why many values, float64 `(n,)`, are no iid sample of N(0, 1), or None."""
    level = alpha / 6
    for rejection in of_moments(z, TESTS * level):
        return rejection
    words = f"mean {z.mean():.3f}, standard deviation {z.std():.3f}; 0 and 1 are expected"
    cells = (special.ndtr(z) * _CELLS).astype(np.int64)
    return _rejects_cells(cells, words, level) or _rejects_neighbours(z, level)


def _rejects_cells(cells: Array, words: str, level: float) -> Rejection | None:
    counts = np.bincount(np.clip(cells, 0, _CELLS - 1), minlength=_CELLS)
    p = float(binomial_two_sided(counts, cells.size, np.full(_CELLS, 1 / _CELLS)).min()) * _CELLS
    return Rejection("cells", p, words) if p < level else None


def _rejects_neighbours(values: Array, level: float) -> Rejection | None:
    half = values.size // 2
    p = correlation_p_value(values[: 2 * half : 2], values[1 : 2 * half : 2])
    return Rejection("neighbours", p, "neighbouring samples depend") if p < level else None


#: the chance of a float32 to be just 0 or 1, rounded up: a right form may give either
_END = 2.0**-23


def rejects_ends(times: Sequence[Array], alpha: float) -> Rejection | None:
    """Return a rejection if several values are exactly 0 or 1, which chance makes of few."""
    ends = sum(int(((t == 0) | (t == 1)).sum()) for t in times)
    expected = _END * sum(t.size for t in times)
    p = float(special.pdtrc(ends - 1, expected)) if ends else 1.0
    words = f"{ends} times are exactly 0 or 1"
    return Rejection("ends", p, words) if p < alpha else None


#: places of a sample that are compared two by two
_COLUMNS = 16


def rejects_axes(z: Array, alpha: float) -> Rejection | None:
    """Return why the entries of z `(B, ...)` are no iid sample of N(0, 1) along its axes, or None.

    The mean over any set of axes, scaled, is N(0, 1) again, so that its squares add up to a chi^2:
    what entries share shows as a variance that is not 1. The first places of a sample are
    uncorrelated as well.
    """
    sets = [axes for size in range(1, z.ndim) for axes in combinations(range(z.ndim), size)]
    level = alpha / (len(sets) + 1)
    for axes in sets:
        count = int(np.prod([z.shape[axis] for axis in axes]))
        means = z.mean(axis=axes)
        squares = float((means**2).sum()) * count
        n = means.size
        p = 2 * min(float(special.chdtr(n, squares)), float(special.chdtrc(n, squares)))
        if p < level:
            told = ", ".join(str(axis) for axis in axes)
            return Rejection("axes", p, f"its entries depend on each other along axis {told}")
    return rejects_columns(z.reshape(len(z), -1)[:, :_COLUMNS], level)


def rejects_columns(z: Array, alpha: float) -> Rejection | None:
    """Return why two columns of z `(n, k)`, of iid N(0, 1), are correlated, or None."""
    n, k = z.shape
    centred = z - z.mean(axis=0)
    scale = np.sqrt((centred**2).sum(axis=0))
    if k < 2 or (scale == 0).any():
        return None if k < 2 else Rejection("columns", 0.0, "a column is constant")
    # not a product of matrices: that starts threads, which cost more than they save
    r = np.abs(np.triu(np.einsum("ni,nj->ij", centred, centred) / scale / scale[:, None], 1))
    first, second = np.unravel_index(int(r.argmax()), r.shape)
    strongest = min(float(r[first, second]), 1 - 1e-12)
    t = strongest * np.sqrt((n - 2) / (1 - strongest**2))
    p = k * (k - 1) * float(special.stdtr(n - 2, -t))
    words = f"entries {first} and {second} of a sample depend on each other"
    return Rejection("columns", p, words) if p < alpha else None


def rejects_standardised(samples: Sequence[Array], alpha: float) -> Rejection | None:
    """Return why samples of N(0, 1) were each centred or scaled, which makes their entries depend.

    The sum of a right sample, and of its squares, is not close to what it is expected to be. How
    close it comes is a p-value for each, and independent samples multiply them.
    """
    for name, nearness in (("mean", _near_mean), ("standard deviation", _near_deviation)):
        product = sum(float(np.log(max(nearness(z.ravel()), 1e-300))) for z in samples)
        # a product of k independent uniform variables has -log of a Gamma(k) law
        p = float(special.gammaincc(len(samples), -min(product, 0.0)))
        if p < alpha / 2:
            words = f"the {name} of each batch is exact: the noise was standardised"
            return Rejection("standardised", p, words)
    return None


def _near_mean(z: Array) -> float:
    """Return the chance that a mean is as close to 0 as this one."""
    return float(special.erf(abs(float(z.mean())) * np.sqrt(z.size / 2)))


def _near_deviation(z: Array) -> float:
    """Return the chance, or more, that a standard deviation is as close to 1 as this one."""
    n = z.size
    squares = float(((z - z.mean()) ** 2).sum())
    # divided by n or by n - 1; the chance that a density of this height leaves to such a gap
    gap = min(abs(squares - n), abs(squares - (n - 1)))
    return min(1.0, 4 * gap / np.sqrt(4 * np.pi * max(n - 2, 1)))
