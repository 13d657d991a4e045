"""What the parts of samplers share: choices, bounds that are measured, what a call asks for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from grader.authoring import Array, Choice, RecordedCall

Records = Sequence[RecordedCall]

#: what is told of the right way
RIGHT = ""


def choices(*pairs: tuple[str, Any]) -> list[Choice]:
    return [Choice(told, does) for told, does in pairs]


def asked(record: RecordedCall) -> tuple[int, float]:
    """Return num_steps and where the sampler is to begin."""
    _, _, n, *rest = record.call.arguments
    return n, rest[0] if rest else 0.0


def answers(records: Records) -> Iterable[Any]:
    """Return the results that are arrays."""
    return (record.value for record in records if isinstance(record.value, np.ndarray))


def largest_sizes(arrays: Iterable[Array]) -> list[float]:
    """Return the size of the largest entry, if several are so large: a bound."""
    sizes = [
        np.abs(array.astype(np.float64)).ravel() for array in arrays if array.dtype.kind == "f"
    ]
    together = np.concatenate([*sizes, np.zeros(0)])
    if not together.size or not np.isfinite(together).all():
        return []
    largest = together.max()
    several = np.count_nonzero(together == largest) > 1
    return [float(f"{largest:.6g}")] if several and largest > 0 else []
