"""Symptoms of misconceptions that may be met in any exercise, for `Misconceptions.symptom`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from grader.host.proxy import RecordedCall


def returns_float64(records: Sequence[RecordedCall]) -> bool:
    """Something in the formula is float64, as numpy numbers and .double() are; so the result is."""
    found = [array for record in records for array in _arrays(record.value)]
    return any(array.dtype == np.float64 for array in found)


def draws_from_a_global_generator(records: Sequence[RecordedCall]) -> bool:
    """Something is drawn from a global random generator, not from the one that is passed in."""
    return any(not use.only_seeded for record in records for use in record.global_uses)


def answers_differ(records: Sequence[RecordedCall]) -> bool:
    """Asked the same twice, you give two answers: an answer must depend on its arguments alone."""
    return any(_arrays(record.value) for record in records)


def _arrays(value: Any) -> list[np.ndarray[Any, Any]]:
    items = value if isinstance(value, tuple) else (value,)
    return [item for item in items if isinstance(item, np.ndarray)]
