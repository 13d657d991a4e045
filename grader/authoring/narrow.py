"""Numbers of 16 bits, as float64."""

from __future__ import annotations

import numpy as np

from grader.host.values import Array


def float16(array: Array) -> Array:
    """Round to float16."""
    with np.errstate(over="ignore"):
        return array.astype(np.float16).astype(np.float64)


def bfloat16(array: Array) -> Array:
    """Round to bfloat16, which is the upper half of a float32, to nearest even."""
    bits = np.ascontiguousarray(array, np.float32).view(np.uint32).astype(np.uint64)
    upper = (bits + 0x7FFF + (bits >> 16 & 1)) >> 16 << 16
    return upper.astype(np.uint32).view(np.float32).astype(np.float64).reshape(array.shape)
