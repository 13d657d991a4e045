"""Are the times and the noise of noising batches uniform, normal, and independent of all else?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from grader.authoring import (
    ALPHA,
    Array,
    Failure,
    correlation_p_value,
    normal_scores,
    rejects_axes,
    rejects_columns,
    rejects_ends,
    rejects_many_normal,
    rejects_many_uniform,
    rejects_normal,
    rejects_scores,
    rejects_standardised,
    rejects_uniform,
)


@dataclass(frozen=True)
class Batch:
    """A batch: data x1, and what was drawn for it, t `(B,)` and eps of x1's shape."""

    x1: Array
    t: Array
    eps: Array

    def double(self) -> Batch:
        """Return it in float64."""
        return Batch(*(part.astype(np.float64) for part in (self.x1, self.t, self.eps)))


#: two batches in a row of three numbers a sample: a size at which code of B^2 memory still works
ROWS = (4096, 3)
#: one of four axes
IMAGES = (2048, 4, 4, 4)
#: so many samples of a number show times that keep 1e-4 away from an end
MANY = 1 << 18
#: the same from code that takes longer than this for ROWS: as many batches as it is used to
SLOW_SECONDS = 0.005
SLOW_BATCHES = 8

#: of one run: a right solution fails it with 3e-6 at most, and two of them with 9e-12
RUN = 3 * ALPHA
_GROUPS = 14
LEVEL = RUN / _GROUPS
#: of a group's samples, those that get all tests: they take longer than the exact ones
_TESTED = 1 << 13


@lru_cache(maxsize=32)
def data(shape: tuple[int, ...], seed: int) -> Array:
    """Return data, float32, on which noise and times must not depend: half of it zeros."""
    rng = np.random.default_rng(seed)
    pattern = rng.normal(size=1024 * 3) * 2 + 30 * rng.integers(0, 2, size=1024 * 3)
    pattern *= rng.integers(0, 2, size=pattern.size)
    return np.resize(pattern, shape).astype(np.float32)


def rejects_batches(
    first: Batch, second: Batch, images: Batch, singles: Sequence[Batch]
) -> Failure | None:
    """Say what is wrong with batches drawn in a row from one generator, or return None."""
    first, second, images = first.double(), second.double(), images.double()
    return next(_failures(first, second, images, [batch.double() for batch in singles]), None)


def _failures(
    first: Batch, second: Batch, images: Batch, singles: Sequence[Batch]
) -> Iterator[Failure]:
    t = np.concatenate([batch.t for batch in singles])
    eps = np.concatenate([batch.eps for batch in singles])
    batches = [first, second, images, *singles]
    for uniform in (
        rejects_ends([batch.t for batch in batches], LEVEL),
        rejects_uniform(t[:_TESTED], LEVEL),
        rejects_uniform(first.t, LEVEL),
        rejects_many_uniform(t, LEVEL),
    ):
        if uniform is not None:
            yield Failure(f"t is not uniform on [0, 1): {uniform.words}")
    for normal in (
        rejects_normal(eps[:_TESTED], LEVEL),
        rejects_normal(first.eps, LEVEL),
        rejects_many_normal(np.concatenate([eps, images.eps.ravel()]), LEVEL),
        rejects_standardised([batch.eps for batch in batches], LEVEL),
    ):
        if normal is not None:
            yield Failure(f"eps is not standard normal: {normal.words}")
    for dependent in (rejects_axes(images.eps, LEVEL), rejects_columns(first.eps, LEVEL)):
        if dependent is not None:
            yield Failure(f"eps is not independent: {dependent.words}")
    signs = float(np.sign(first.eps).prod(axis=1).mean() * np.sqrt(len(first.eps)))
    if abs(signs) > 6:  # of a fair coin: 2 exp(-18) = 3e-8 at most, by Hoeffding
        yield Failure("eps is not independent: the signs of a sample's entries depend")
    yield from _dependent_pairs(first, second, t, eps)
    for batch in (first, images):
        yield from _dependent_on_data(batch)


def _dependent_pairs(first: Batch, second: Batch, t: Array, eps: Array) -> Iterator[Failure]:
    scores = {
        "t": normal_scores(first.t),
        "the t of the next call": normal_scores(second.t),
        "the eps of the next call": normal_scores(second.eps[:, 0]),
        "the entries of eps in the order of drawing": normal_scores(
            first.eps.ravel()[: first.t.size]
        ),
        "the t of single elements": normal_scores(t[:_TESTED]),
        "their eps": normal_scores(eps[:_TESTED]),
    }
    scores |= {f"eps[:, {axis}]": normal_scores(first.eps[:, axis]) for axis in range(3)}
    pairs = [("t", f"eps[:, {axis}]") for axis in range(3)]
    pairs += [
        ("the t of single elements", "their eps"),
        ("eps[:, 0]", "eps[:, 1]"),
        ("eps[:, 0]", "eps[:, 2]"),
        ("eps[:, 1]", "eps[:, 2]"),
        ("t", "the t of the next call"),
        ("eps[:, 0]", "the eps of the next call"),
        ("t", "the entries of eps in the order of drawing"),
    ]
    for left, right in pairs:
        if rejects_scores(scores[left], scores[right], LEVEL) is not None:
            yield Failure(f"not independent: {left} and {right}")


def _dependent_on_data(batch: Batch) -> Iterator[Failure]:
    """Yield what depends on the data: they are fixed, so any function of them has an exact null."""
    x1, eps = batch.x1.reshape(len(batch.x1), -1), batch.eps
    noise = eps.reshape(len(x1), -1)
    flat = noise.ravel()
    row, norm = normal_scores(noise.sum(axis=1)), normal_scores((noise**2).sum(axis=1))
    t = normal_scores(batch.t)
    data_row, data_norm = x1.sum(axis=1), np.abs(x1).sum(axis=1)
    pairs = [
        ("eps", x1.ravel(), flat),
        ("eps", np.abs(x1.ravel()), np.abs(flat)),
        ("eps", data_row, row[0]),
        ("eps", data_norm, norm[0]),
        ("t", data_row, t[0]),
        ("t", data_norm, t[0]),
        ("t", data_norm, t[1]),
    ]
    for name, left, right in pairs:
        if correlation_p_value(left, right) < LEVEL / len(pairs):
            yield Failure(f"not independent: {name} and x1")
