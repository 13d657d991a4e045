"""Symptoms of misconceptions that may be met in any exercise, for `Misconceptions.symptom`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from grader.host.proxy import RecordedCall


def returns_float64(records: Sequence[RecordedCall]) -> bool:
    """The result is float64: something in the formula is, as numpy numbers and .double() are."""
    found = [array for record in records for array in _arrays(record.value)]
    return any(array.dtype == np.float64 for array in found)


#: what a worker adds to the name of a global generator that was re-seeded, and not drawn from
RESEEDED = " re-seeded"


def drawn_from(global_generators: Sequence[str]) -> list[str]:
    """Return the names of those that were drawn from, of all whose state was changed."""
    return [each for each in global_generators if not each.endswith(RESEEDED)]


def draws_from_a_global_generator(records: Sequence[RecordedCall]) -> bool:
    """Something is drawn from a global random generator, not from the one that is passed in."""
    return any(drawn_from(record.global_generators) for record in records)


def _arrays(value: Any) -> list[np.ndarray[Any, Any]]:
    items = value if isinstance(value, tuple) else (value,)
    return [each for each in items if isinstance(each, np.ndarray)]
