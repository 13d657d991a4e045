"""Do times and noise of a noising batch use the same draws, at other places of the batch?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from scipy import special

from grader.authoring import (
    SAME_UNIFORM,
    Array,
    Rejection,
    rejects_bits,
    rejects_copies,
    rejects_shifts,
    rejects_sums,
)

#: torch makes this many normal values of so many uniform ones, each of one half and one of the
#: other: a size and an angle (Box and Muller)
_BLOCK = 16
#: samples in a row that may depend on each other
_WINDOW = 4
#: what is shifted, copied, copied in small batches, added up, and counted
_TESTS = 5


def rejects_reuse(
    t: Array, eps: Array, small: Sequence[tuple[Array, Array]], alpha: float
) -> Rejection | None:
    """Return how times `(n,)` and noise `(n, D)` depend on each other across samples, or None.

    In `small` batches a single draw that is used twice is much.
    """
    level = alpha / _TESTS
    return next(_found(t, eps, level), None) or _copied(small, level)


def _copied(batches: Sequence[tuple[Array, Array]], level: float) -> Rejection | None:
    """Return whether more of small batches' noise is a time of the batch than by chance.

    Of values with small chances, which add up to c, k meet theirs with c^k / k! at most.
    """
    count, chances = 0, 0.0
    for t, eps in batches:
        known = np.sort(t)
        values = special.ndtr(eps.ravel())
        place = np.searchsorted(known, values - SAME_UNIFORM)
        near = np.abs(known[np.minimum(place, known.size - 1)] - values) <= SAME_UNIFORM
        count += int(np.count_nonzero(near))
        chances += 2 * SAME_UNIFORM * known.size * values.size
    p = float(np.exp(count * np.log(chances) - special.gammaln(count + 1))) if count else 1.0
    words = f"{count} values of t are used for eps as well"
    return Rejection("copies", p, words, is_dependence=True) if p < level else None


def _found(t: Array, eps: Array, level: float) -> Iterator[Rejection]:
    flat, entries = eps.ravel(), eps.shape[1]
    sizes = special.erf(np.abs(flat) * 0.5**0.5)
    normal = {"eps": flat, "the size of eps": special.ndtri(sizes.clip(1e-9, 1 - 1e-9))}
    weights = {}
    for name, weight in (("t", t - 0.5), ("the distance of t from 1/2", np.abs(t - 0.5) - 0.25)):
        apart = np.zeros(flat.size)
        apart[::entries] = weight  # each beside its own sample
        weights[name] = apart
        weights[f"{name} in a row"] = weight
    yield from _some(rejects_shifts(normal, weights, level), "{}")
    first, second = flat[: flat.size // _BLOCK * _BLOCK].reshape(-1, 2, _BLOCK // 2).swapaxes(0, 1)
    uniform = {
        "eps": special.ndtr(flat),
        "the size of eps": sizes,
        "what eps was made from": np.exp(-(first**2 + second**2) / 2).ravel(),
        "the angle that eps was made from": (np.arctan2(second, first) / (2 * np.pi) % 1).ravel(),
    }
    yield from _some(rejects_copies(uniform, t, level), "t and {}: the same values")
    yield from _some(rejects_sums(t, level), "the times: {}")
    n = t.size - _WINDOW + 1
    column = eps[:, 0]
    coins = {
        name: values[later : n + later]
        for later in range(_WINDOW)
        for name, values in (
            (f"t{_later(later)}", t > 0.5),
            (f"eps[:, 0]{_later(later)}", column > 0),
            (f"the size of eps[:, 0]{_later(later)}", np.abs(column) > MIDDLE),
        )
    }
    yield from _some(rejects_bits(coins, level), "{}")


#: half of all normal values are nearer to 0
MIDDLE = float(special.ndtri(0.75))


def _later(samples: int) -> str:
    return f", {samples} later" if samples else ""


def _some(found: Rejection | None, words: str) -> Iterator[Rejection]:
    if found is not None:
        told = words.format(found.words)
        yield Rejection(found.test, found.p_value, told, is_dependence=True)
