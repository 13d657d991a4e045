"""Which runs a sampler is asked for: every pair of levels of two factors is in some row.

Rows are the same at every seed, the values in them are drawn. A test recounts the pairs from the
runs that are made.
"""

from __future__ import annotations

import numpy as np

from grader.authoring import Array

#: numbers of steps; 6, 7, 10 and 12 are where a sum of 1/N in floats miscounts
STEPS = (1, 2, 3, 4, 5, 6, 7, 10, 12)
#: numbers of axes
AXES = (1, 2, 3, 4, 5, 6)
#: batch sizes, from and to; the fourth is that of the last axis
BATCHES = ((3, 3), (1, 1), (2, 2), None, (33, 36))
#: sizes of the last axis
LAST = ((2, 2), (1, 1), (5, 5), (9, 11))
#: times at which a run from a noise prediction begins
T_MIN = ((0.02, 0.25), (1e-3, 1e-3), (0.26, 0.5), (0.55, 0.85), (0.91, 0.98))
#: what the values of a whole state are
VALUES = ("mixed", "zero", "negative", "large", "constant")

#: a line for each of STEPS, a group for each of AXES: levels of BATCHES, LAST, T_MIN, VALUES
_TABLE = (
    "4031 1120 3340 0004 1033 2212",
    "1032 0313 4240 3101 1024 2242",
    "0013 3102 3044 2020 4331 1204",
    "2003 4224 3303 1241 0130 0012",
    "2023 3101 0211 4302 2144 1030",
    "0000 4043 2121 3011 3232 1314",
    "0044 1333 2202 3320 1000 4111",
    "4013 2230 0302 1134 4043 3221",
    "0022 3004 1231 0143 2310 4213",
)
#: levels of STEPS, AXES, BATCHES, LAST, T_MIN and VALUES
ROWS: tuple[tuple[int, ...], ...] = tuple(
    (steps, axes, *map(int, group))
    for steps, line in enumerate(_TABLE)
    for axes, group in enumerate(line.split())
)


def state(axes: int, batch: int, last: int, values: int, rng: np.random.Generator) -> Array:
    """Return a float32 state of the given levels."""
    size = int(rng.integers(LAST[last][0], LAST[last][1] + 1))
    bounds = BATCHES[batch]
    count = size if bounds is None else int(rng.integers(bounds[0], bounds[1] + 1))
    # the last two axes are equal in every other state, where a transposition keeps the shape
    middle = [int(length) for length in rng.integers(1, 3, size=max(AXES[axes] - 2, 0))]
    if middle and size < 5 and (batch + values) % 2:
        middle[-1] = size
    shape = (count, *middle, *([size] if AXES[axes] > 1 else []))
    return _filled(shape, VALUES[values], rng).astype(np.float32)


#: the size of numbers that a clamp would change
_LARGE = 30.0


def _filled(shape: tuple[int, ...], values: str, rng: np.random.Generator) -> Array:
    normal = rng.normal(size=shape)
    if values == "zero":
        return np.zeros(shape)
    if values == "negative":
        return -np.abs(normal) - 0.1
    if values == "large":
        return _LARGE * np.where(normal < 0, -1, 1) + normal
    if values == "constant":
        return np.full(shape, -200.0)
    # a kind for each sample, in an order that is drawn
    kinds = [normal[:1] * 0, -np.abs(normal[:1]), _LARGE + normal[:1], normal[:1] - 200.0]
    filled = normal.copy()
    for sample, kind in zip(rng.permutation(shape[0]).tolist()[1:], kinds, strict=False):
        filled[sample] = kind[0]
    return filled
