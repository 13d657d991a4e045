"""How far a float32 answer may lie from the truth: a running error bound, never a guessed atol.

Each float32 operation on a term of magnitude m errs by at most m times the unit roundoff (Higham,
Accuracy and Stability of Numerical Algorithms, chapters 2 and 3). Whatever order and form a right
solution chooses, its error is a small multiple of the roundoff times the sum of the magnitudes of
the terms it adds. So the bound grows with 1/t and 1/(1-t) where the formula does, and only there.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from grader.host.values import Array

#: half the distance from 1 to the next float32
UNIT_ROUNDOFF = 2.0**-24
#: rounding operations that a roundabout right form spends on one entry, its inputs' included
OPERATIONS = 16
#: float32 loses relative precision below its smallest normal number
SMALLEST_NORMAL = 2.0**-126


def rounding(
    *terms: ArrayLike, operations: int = OPERATIONS, slope: ArrayLike | None = None
) -> Array:
    """Return the largest rounding error of a sum of `terms`, which broadcast; float64.

    `slope` is the derivative of the sum by a quantity of the size of 1, such as a time t, which may
    be rounded once itself: whoever writes with 1 - t has 1 - (1 - t) where t is, which is off by up
    to 2^-24, however small t is.
    """
    magnitude = sum((np.abs(np.asarray(term, dtype=np.float64)) for term in terms), np.float64(0))
    room = operations * UNIT_ROUNDOFF * magnitude
    if slope is not None:
        room = room + UNIT_ROUNDOFF * np.abs(np.asarray(slope, dtype=np.float64))
    return np.asarray(room + SMALLEST_NORMAL)
