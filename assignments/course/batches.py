"""What calls of noising_batch returned, as wrong ideas about it look at that."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from assignments.course.times import broadcast_time
from grader.authoring import Array, RecordedCall

#: so many values tell a law
MANY = 1000
#: a law is asked about so many arrays
_TESTED = 4


def batches_of(
    records: Sequence[RecordedCall],
) -> list[tuple[Array, Array, Array, Array]] | None:
    """Return (x1, x_t, t, eps) of every call of noising_batch, or None if one has other shapes."""
    found = []
    for record in records:
        x1, value = record.call.arguments[0], record.value
        if not is_triple(value):
            return None
        x_t, t, eps = (array.astype(np.float64) for array in value)
        if x_t.shape != x1.shape or t.shape != x1.shape[:1] or eps.shape != x1.shape:
            return None
        found.append((x1.astype(np.float64), x_t, t, eps))
    return found or None


def is_triple(value: object) -> bool:
    """Whether three arrays of numbers were returned."""
    return (
        isinstance(value, tuple)
        and len(value) == 3
        and all(isinstance(array, np.ndarray) and not array.dtype.names for array in value)
    )


def point(x1: Array, eps: Array, t: Array) -> Array:
    """Return the point of the path."""
    time = broadcast_time(t, x1)
    return np.asarray((1 - time) * eps + time * x1)


def is_lawful(arrays: Sequence[Array], rejects: Callable[[Array], object]) -> bool:
    """Whether there are large arrays, and a law is not rejected for any of them."""
    large = [array.ravel() for array in arrays if array.size >= MANY][:_TESTED]
    return bool(large) and not any(rejects(array) for array in large)


def share_taken(noise: Array, eps: Array, near: float) -> float:
    """Return for which part of a noise an entry of eps has the same size, wherever it stands."""
    wanted, sizes = np.abs(noise), np.sort(np.abs(eps.ravel()))
    nearest = np.searchsorted(sizes, wanted - near)
    off = np.abs(sizes[np.minimum(nearest, sizes.size - 1)] - wanted)
    return float(np.mean(off < near)) if noise.size else 0.0
