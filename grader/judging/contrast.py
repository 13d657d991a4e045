"""Finds a call that is almost that of the smallest failing case, and is answered rightly.

Where nothing is known of how wrong answers are made, two calls that differ in one argument are the
most that can be said: what the function does otherwise lies between them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from grader.host.proxy import RecordedCall
from grader.judging.cases import Attempt
from grader.judging.counterexample import repr_float
from grader.judging.search import fingerprint
from grader.limits import MAX_READING_CHARACTERS
from grader.model import Exercise
from grader.readback.reading import Reading

#: of the calls, so many must be right: a wrong formula may be right in a few by accident
_GOOD_PART = 0.4
#: so many numbers of the other call are told at most
_FEW = 8


def nearest_right(wrong: Attempt, tried: Iterable[Attempt], exercise: Exercise) -> Reading | None:
    """Return in words the argument with which the call would have been answered rightly, if known.

    Of several it is that of which the fewest entries are others.
    """
    record = _only_call(wrong)
    if record is None or wrong.problem is None or record.call.function != exercise.id:
        return None
    others = [(attempt, other) for attempt in tried if (other := _only_call(attempt)) is not None]
    right = [other for attempt, other in others if attempt.passed and other.raised is None]
    if len(right) < _GOOD_PART * len(others):
        return None
    near = [
        (_distance(record.call.arguments[position], value), told, position)
        for other in right
        if (position := _only_difference(record, other)) is not None
        if (told := _told(value := other.call.arguments[position])) is not None
        if np.shape(record.call.arguments[position]) == np.shape(value)
    ]
    if not near:
        return None
    _, told, position = min(near)
    rest = " and all else the same" if len(exercise.parameters) > 1 else ""
    sentence = f"With {exercise.parameters[position]} = {told}{rest}, you answer right."
    return Reading(sentence) if len(sentence) <= MAX_READING_CHARACTERS else None


def _only_call(attempt: Attempt) -> RecordedCall | None:
    return attempt.records[0] if len(attempt.records) == 1 else None


def _only_difference(record: RecordedCall, other: RecordedCall) -> int | None:
    """Return the position of the one argument that another call has otherwise."""
    pairs = zip(record.call.arguments, other.call.arguments, strict=True)
    different = [
        position
        for position, (ours, theirs) in enumerate(pairs)
        if fingerprint(ours) != fingerprint(theirs)
    ]
    return different[0] if len(different) == 1 else None


def _distance(ours: Any, theirs: Any) -> int:
    return int(np.count_nonzero(np.asarray(ours) != np.asarray(theirs)))


def _told(value: Any) -> str | None:
    """Return an argument in a line, None where it is no number and no few numbers."""
    if isinstance(value, np.ndarray):
        if value.size > _FEW or value.dtype.kind != "f":
            return None
        text = np.array2string(value, separator=", ", formatter={"float_kind": repr_float})
        return " ".join(text.split())
    return repr(value) if isinstance(value, int | float | str) else None
