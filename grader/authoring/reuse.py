"""Is a draw used again for another one: elsewhere in the batch, or as a sum of others?

As in `dependence` each law is known exactly, or has a bound, for samples of every size.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

import numpy as np
from scipy import special

from grader.authoring.chances import Rejection
from grader.host.values import Array

#: how far a uniform value is from one that float32 has made of it, of a normal one and back
SAME_UNIFORM = 1e-6


def rejects_shifts(
    drawn: Mapping[str, Array], weights: Mapping[str, Array], alpha: float
) -> Rejection | None:
    """Return which normal samples depend on weights that stand elsewhere in the row, or None.

    Samples are of one size n, weights of n at most. At each of n shifts around, and in either
    order, the sum of products over the length of the weights is N(0, 1).
    """
    n = next(iter(drawn.values())).size
    spectra = {name: np.fft.rfft(z) for name, z in drawn.items()}
    found, worst = 0.0, ""
    for name, w in weights.items():
        length = float(np.sqrt(np.einsum("i,i->", w, w)))
        if not length:
            continue
        other = np.fft.rfft(w, n)
        for of, spectrum in spectra.items():
            for turned in (other, other.conj()):
                largest = float(np.abs(np.fft.irfft(spectrum * turned, n)).max()) / length
                if largest > found:
                    found, worst = largest, f"{name} and {of} of other samples"
    tried = 2 * n * len(drawn) * len(weights)
    p = tried * 2 * float(special.ndtr(-found))
    return Rejection("shifts", p, worst, is_dependence=True) if p < alpha else None


def rejects_copies(drawn: Mapping[str, Array], others: Array, alpha: float) -> Rejection | None:
    """Return which uniform samples are `others`, or 1 less these, in whatever order, or None.

    Each value comes so near to one of n others with a probability of 4 n times the distance at
    most.
    """
    known = np.sort(np.minimum(others, 1 - others))
    by_chance = min(1.0, 4 * SAME_UNIFORM * known.size)
    for name, values in drawn.items():
        folded = np.minimum(values, 1 - values)
        place = np.searchsorted(known, folded - SAME_UNIFORM)
        same = np.abs(known[np.minimum(place, known.size - 1)] - folded) <= SAME_UNIFORM
        count = int(np.count_nonzero(same))
        p = float(special.bdtrc(count - 1, values.size, by_chance)) if count else 1.0
        if p * len(drawn) < alpha:
            return Rejection("copies", p * len(drawn), name, is_dependence=True)
    return None


#: of values in a row, which are added up or taken off
_SUMS = [(1, *signs) for signs in product((-1, 0, 1), repeat=2) if any(signs)]


def rejects_sums(u: Array, alpha: float) -> Rejection | None:
    """Return how uniform values follow from the two before them, up to whole numbers, or None.

    The turns exp(2 pi i (u_k + ...)) have mean 0 whatever came before, and size 1: their sums have
    Azuma's bound.
    """
    turn = np.exp(2j * np.pi * u)
    powers = {1: turn, -1: turn.conj(), 0: np.ones_like(turn)}
    n = u.size - 2
    for signs in _SUMS:
        of_two = powers[signs[1]][1:-1] * powers[signs[2]][:-2]
        total = complex(np.einsum("i,i->", powers[signs[0]][2:], of_two))
        largest = max(abs(total.real), abs(total.imag))
        p = len(_SUMS) * 4 * float(np.exp(-(largest**2) / (2 * n)))
        if p < alpha:
            return Rejection("sums", p, "each follows from those before it", is_dependence=True)
    return None
