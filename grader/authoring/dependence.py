"""Do samples that must be independent depend on each other? Exact for every size.

A normal sample times fixed weights is normal again, and a product of fair coins is a fair coin:
so the laws of these sums are known without any approximation, whatever the weights are.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

import numpy as np
from scipy import special

from grader.authoring.chances import Rejection, of_squares, two_sided
from grader.host.values import Array


def rejects_directions(
    directions: Mapping[str, tuple[Array, Array]], alpha: float
) -> Rejection | None:
    """Return which normal sample depends on its weights, by the words that name it, or None.

    Of each (z, w) the entries of z are iid N(0, 1) whatever w is, so that z w / |w| is N(0, 1).
    """
    deviations = {}
    for words, (z, w) in directions.items():
        length = float(np.sqrt(np.einsum("i,i->", w, w)))
        deviations[words] = float(np.einsum("i,i->", z, w)) / length if length else 0.0
    words = max(deviations, key=lambda name: abs(deviations[name]))
    p = len(deviations) * 2 * float(special.ndtr(-abs(deviations[words])))
    return Rejection("directions", p, words, is_dependence=True) if p < alpha else None


def rejects_bits(
    drawn: Mapping[str, Array], alpha: float, given: Mapping[str, Array] | None = None
) -> Rejection | None:
    """Return which fair coins depend on each other, or on what is `given`, or None.

    Each coin is a boolean array, an entry a sample. The parity of any of them is a fair coin, and
    of some that are drawn with some that are given as well. All parities are counted at once.
    """
    coins = [*drawn.values(), *(given or {}).values()]
    names = [*drawn, *(given or {})]
    codes = np.zeros(coins[0].size, dtype=np.uint16)
    for place, coin in enumerate(coins):
        codes |= coin.astype(np.uint16) << place
    sums = np.bincount(codes, minlength=1 << len(coins)).reshape((2,) * len(coins))
    for axis in range(len(coins)):
        sums = np.stack([sums.sum(axis=axis), -np.diff(sums, axis=axis).squeeze(axis)], axis)
    # the first axis is the last coin; where all that are drawn are left out nothing is random
    sums = np.abs(sums.reshape(1 << len(given or {}), -1)[:, 1:])
    n, largest = codes.size, int(sums.argmax())
    p = float(two_sided(np.array((n + sums.flat[largest]) // 2), n, 0.5)) * sums.size
    if p >= alpha:
        return None
    with_given, with_drawn = np.unravel_index(largest, sums.shape)
    chosen = (int(with_given) << len(drawn)) + int(with_drawn) + 1
    told = [name for place, name in enumerate(names) if chosen >> place & 1]
    return Rejection("bits", p, " and ".join(told), is_dependence=True)


def rejects_lags(coins: Array, alpha: float) -> Rejection | None:
    """Return at which distance fair coins in a row depend on each other, or None.

    Products of entries that lie a distance apart are fair coins, independent of each other, since
    no chain of them is closed: sums of them have Hoeffding's bound.
    """
    n = coins.size
    if n < 64:
        return None
    spectrum = np.fft.rfft(2.0 * coins - 1, 2 * n)
    sums = np.fft.irfft(spectrum.real**2 + spectrum.imag**2, 2 * n)[1:n]
    exponents = sums**2 / (2 * np.arange(n - 1, 0, -1))
    lag = int(exponents.argmax())
    p = (n - 1) * 2 * float(np.exp(-exponents[lag]))
    words = f"values that lie {lag + 1} apart depend on each other"
    return Rejection("lags", p, words, is_dependence=True) if p < alpha else None


def rejects_axes(z: Array, alpha: float) -> Rejection | None:
    """Return why the entries of z `(B, ...)` are no iid sample of N(0, 1) along its axes, or None.

    The mean over any axes, scaled, is N(0, 1) again, so that its squares add up to a chi^2: what
    entries share shows as a variance that is not 1. So does what is centred. What is scaled shows
    in sums of squares: as many are near their expectation as the chi^2 law lets be.
    """
    long = [axis for axis in range(z.ndim) if z.shape[axis] > 1]
    shape = [z.shape[axis] for axis in long]
    # samples last, as adding up long rows is fast
    z = np.ascontiguousarray(z.reshape(shape[0], -1).T).reshape(*shape[1:], shape[0])
    long, shape = [*long[1:], long[0]], [*shape[1:], shape[0]]
    subsets = [axes for size in range(1, z.ndim) for axes in combinations(range(z.ndim), size)]
    level = alpha / (len(subsets) + z.ndim)
    sums: dict[tuple[int, ...], Array] = {(): z}
    for axes in subsets:
        sums[axes] = sums[axes[:-1]].sum(axis=axes[-1] - len(axes) + 1)
        flat, count = sums[axes].ravel(), int(np.prod([shape[axis] for axis in axes]))
        p = of_squares(float(np.einsum("i,i->", flat, flat)) / count, flat.size)
        if p < level:
            told = " and ".join(str(axis) for axis in sorted(long[axis] for axis in axes))
            words = f"its entries depend on each other along axis {told}"
            return Rejection("axes", p, words, is_dependence=True)
    squares = np.square(z)
    for last in range(1, z.ndim):
        # of each sample, then of each of its slices
        groups = squares.reshape(*shape[: last - 1], -1, shape[-1]).sum(axis=last - 1)
        size = z.size // groups.size
        width = np.sqrt(size)
        chance = float(special.chdtr(size, size + width) - special.chdtr(size, size - width))
        near = np.array(np.count_nonzero(np.abs(groups - size) <= width))
        p = float(two_sided(near, groups.size, chance))
        if p < level:
            words = f"sums of its squares from axis {long[last - 1]} on are not those of chance"
            return Rejection("axes", p, words, is_dependence=True)
    return None
