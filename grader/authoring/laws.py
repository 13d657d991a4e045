"""Are these arrays independent, identically distributed samples of the law they should follow?

A battery shares the level alpha = 1e-6 among its tests (Bonferroni), each exact or bounded for
finite samples. A check fails only if a second, independent run fails too, so a right solution
fails with a probability of about 1e-12 a battery, and always or never: seeds are fixed.

Several samples are those of calls in a row: they are tested together, and what must differ from
call to call is compared between them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from scipy import special

from grader.authoring.chances import (
    LIKELIEST_NORMAL,
    LIKELIEST_UNIFORM,
    Rejection,
    as_even,
    near_count,
    near_mean,
    near_square_sum,
    near_uniform_mean,
    of_all,
    of_counts,
    of_distance,
    of_moments,
    of_range,
    of_repeats,
    of_tails,
)
from grader.authoring.dependence import rejects_directions, rejects_lags
from grader.host.values import Array

ALPHA = 1e-6
#: range or extremes, repeats, moments of all and of each call, tails, counts, distance and its
#: smallness, evenness, order
_TESTS = 10
#: entries that are sorted, compared at a few distances, and at all: the other tests cost less
_SORTED, _PAIRED, _LAGGED = 1 << 15, 1 << 16, 1 << 14
#: parts of [0, 1) that are counted: halves, thirds and fifths begin where some of them do
_CELLS = 120
_FRACTIONS = (1 / 2, 1 / 3, 1 / 5)
#: which no test of numbers is made for
_NOT_FINITE = Rejection("values", 0.0, "some values are not finite")
#: parts of the line, each so wide, and where the first and the last begin
_WIDTH, _OUTERMOST = 0.125, 5.0


def rejects_normal(*samples: Array, alpha: float = ALPHA) -> Rejection | None:
    """Return why samples, float64 of any shapes, are no iid samples of N(0, 1), or None.

    The order of entries matters: it is tested for trend and for dependence.
    """
    flats = [sample.ravel() for sample in samples]
    z = flats[0] if len(flats) == 1 else np.concatenate(flats)
    if not np.isfinite(z).all():
        return _NOT_FINITE
    level = alpha / _TESTS
    found = next(_of_normal(z, flats, level), None)
    return found or rejects_order(z, alpha=level)


def rejects_uniform(*samples: Array, alpha: float = ALPHA) -> Rejection | None:
    """Return why samples, float64 of any shapes, are no iid uniform ones of [0, 1), or None."""
    flats = [sample.ravel() for sample in samples]
    u = flats[0] if len(flats) == 1 else np.concatenate(flats)
    if not np.isfinite(u).all():
        return _NOT_FINITE
    level = alpha / _TESTS
    found = next(_of_uniform(u, flats, level), None)
    return found or rejects_order(special.ndtri(u[:_PAIRED].clip(1e-9, 1 - 1e-9)), alpha=level)


def _of_normal(z: Array, samples: Sequence[Array], level: float) -> Iterator[Rejection]:
    n, few = z.size, np.sort(z[:_SORTED])
    sums, squares = (np.array(parts) for parts in zip(*map(_moments, samples), strict=True))
    sizes = np.array([sample.size for sample in samples])
    yield from of_repeats(few, LIKELIEST_NORMAL, level)
    # of all together, and of each call
    yield from of_moments(sums.sum(keepdims=True), squares.sum(keepdims=True), np.array([n]), level)
    if len(samples) > 1:
        yield from of_moments(sums, squares, sizes, level)
    largest = max(float(z.max()), -float(z.min()))
    inside = n * float(np.log1p(-2 * special.ndtr(-largest)))
    p = 2 * min(float(np.exp(inside)), -float(np.expm1(inside)))
    if p < level:
        words = f"the largest of {n} values is {largest:.2f} in size, which is too "
        yield Rejection("extremes", p, words + ("small" if inside < -1 else "large"))
    cells = np.clip(z, -_OUTERMOST, _OUTERMOST) * (1 / _WIDTH) + (_OUTERMOST / _WIDTH + 1)
    edges = np.arange(-_OUTERMOST, _OUTERMOST + _WIDTH, _WIDTH)
    counts = np.bincount(cells.astype(np.int64), minlength=edges.size + 1)
    yield from of_counts(counts, edges, special.ndtr(edges), level)
    yield from _of_distance(special.ndtr(few), level)
    yield from of_tails(z, level)
    positive = np.array([np.count_nonzero(sample > 0) for sample in samples])
    yield from _of_evenness(
        {
            "mean": near_mean(sums, sizes),
            "standard deviation": near_square_sum(squares - sums**2 / sizes, sizes),
            "share of positive values": near_count(positive, sizes, 1 / 2),
        },
        level,
    )


def _moments(sample: Array) -> tuple[float, float]:
    return float(sample.sum()), float(np.einsum("i,i->", sample, sample))


def _of_uniform(u: Array, samples: Sequence[Array], level: float) -> Iterator[Rejection]:
    ordered, sizes = np.sort(u), np.array([sample.size for sample in samples])
    if not 0 <= ordered[0] <= ordered[-1] <= 1:
        yield from of_range(ordered, level)
    yield from of_repeats(ordered, LIKELIEST_UNIFORM, level)  # few values may end early as well
    yield from of_range(ordered, level)
    numbers = np.repeat(np.arange(sizes.size) * _CELLS, sizes)
    cells = np.minimum((u * _CELLS).astype(np.int64), _CELLS - 1) + numbers
    table = np.bincount(cells, minlength=_CELLS * sizes.size).reshape(-1, _CELLS)
    edges = np.arange(1, _CELLS) / _CELLS
    yield from of_counts(table.sum(axis=0), edges, edges, level)
    yield from _of_distance(ordered, level)
    sums = np.array([sample.sum() for sample in samples])
    parts = {
        f"share below {fraction:.3g}": near_count(
            table[:, : round(_CELLS * fraction)].sum(axis=1), sizes, fraction
        )
        for fraction in _FRACTIONS
    }
    yield from _of_evenness({"mean": near_uniform_mean(sums, sizes)} | parts, level)


def _of_distance(ordered: Array, level: float) -> Iterator[Rejection]:
    """Yield failures of Kolmogorov's distance, of sorted probabilities: too large, too small."""
    n = ordered.size
    grid = np.arange(1, n + 1) / n
    gaps = grid - ordered
    distance = max(float(gaps.max()), 1 / n - float(gaps.min()))
    p = of_distance(distance, n)
    if p < level:
        place = int(np.abs(gaps).argmax())
        words = f"{grid[place]:.2%} of the values are where {ordered[place]:.2%} is expected"
        yield Rejection("distribution", p, words)
    p = as_even(distance, n)
    if p < level:
        words = "the values are spread more evenly than independent ones"
        yield Rejection("evenness", p, words, is_dependence=True)


def _of_evenness(near: dict[str, Array], level: float) -> Iterator[Rejection]:
    """Yield what comes closer to its expectation, call by call, than chance lets it."""
    for name, nearness in near.items():
        p = of_all(nearness) * len(near)
        if p < level:
            words = f"the {name} of a call is too exact for independent values"
            yield Rejection("evenness", p, words, is_dependence=True)


_ORDER: Sequence[tuple[str, Callable[[Array, int], tuple[Array, Array]], str]] = (
    (
        "order",
        lambda z, _: (z, np.arange(z.size) - (z.size - 1) / 2),
        "later values differ from earlier ones",
    ),
    (
        "neighbours",
        lambda z, half: (z[: 2 * half : 2], z[1 : 2 * half : 2]),
        "neighbouring values depend on each other",
    ),
    (
        "halves",
        lambda z, half: (z[:half], z[half : 2 * half]),
        "the two halves depend on each other",
    ),
    (
        "reversed",
        lambda z, half: (z[:half], z[::-1][:half]),
        "values as far from the end as others from the beginning depend on these",
    ),
)


def rejects_order(z: Array, *, alpha: float = ALPHA) -> Rejection | None:
    """Return why the entries of z (normal, flat) depend on their order, or None."""
    z = z[:_PAIRED]
    half = z.size // 2
    directions = {words: pair(z, half) for _, pair, words in _ORDER}
    names = {words: name for name, _, words in _ORDER}
    found = rejects_directions(directions, alpha / 2)
    if found is not None:
        return Rejection(names[found.words], found.p_value, found.words, is_dependence=True)
    return rejects_lags(z[:_LAGGED] > 0, alpha / 2)
