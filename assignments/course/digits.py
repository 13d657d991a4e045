"""Numbers that hold fewer digits than float32: what rounding takes from them looks like noise."""

from __future__ import annotations

import numpy as np

from grader.authoring import Array


def rounded(values: Array) -> bool:
    """Whether most of the values are numbers of 16 bits, or have four decimals at most."""
    few_bits = values.astype(np.float32).view(np.uint32) & 0x1FFF == 0  # float16's, or bfloat16's
    decimals = 1e4 * values.astype(np.float64)
    few_decimals = np.abs(decimals - np.round(decimals)) < 1e-2
    return bool(values.size and max(few_bits.mean(), few_decimals.mean()) > 0.5)
