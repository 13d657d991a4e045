"""Otherwise right: every number is what is wanted, and something else about the answer is not."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from grader.authoring.narrow import bfloat16, float16
from grader.authoring.vocabulary import Vocabulary
from grader.host.values import Array, dtype_name
from grader.readback.acceptance import Fresh
from grader.readback.evidence import Seen
from grader.readback.formulas import Formula, read
from grader.readback.ideas import Predicted, agrees


def otherwise_right(vocabulary: Vocabulary, cases: Sequence[Seen], fresh: Fresh) -> str | None:
    """Say what is wrong beside the numbers, if they are right in every case, or to 16 bits."""
    told = _all_told(vocabulary, cases)
    return told if told is not None and told == _all_told(vocabulary, fresh()) else None


def _all_told(vocabulary: Vocabulary, cases: Sequence[Seen]) -> str | None:
    return _beside(cases) or _coarse(vocabulary, cases) or _rounded(cases)


def _beside(cases: Sequence[Seen]) -> str | None:
    """Tell what else is wrong where all numbers are right."""
    if not all(seen.is_right for seen in cases):
        return None
    changed = sorted({name for seen in cases for name in _changed(seen)})
    dtypes = {_dtype(seen) for seen in cases if not seen.refused}
    if changed and dtypes == {"float32"}:
        verb = "is" if len(changed) == 1 else "are"
        names = " and ".join(changed)
        return f"{names} {verb} changed in place; apart from that every value is right."
    if not changed and len(dtypes) == 1 and dtypes != {"float32"}:
        return f"The result is {dtypes.pop()}; apart from that every value is right."
    return None


def _dtype(seen: Seen) -> str:
    value = seen.record.value
    return dtype_name(value) if isinstance(value, np.ndarray) else ""


def _changed(seen: Seen) -> list[str]:
    """Return the names of what was changed in place."""
    names = list(seen.given)
    told = {"answer": "What the model returned", "result": "The result of the call before"}
    return [told.get(change.what) or names[change.position] for change in seen.record.modified]


def _coarse(vocabulary: Vocabulary, cases: Sequence[Seen]) -> str | None:
    """Tell that all numbers are ones of 16 bits, and right as far as these go.

    bfloat16 comes first: near 1 its numbers are float16's as well.
    """
    used = [seen for seen in cases if not seen.refused]
    answers = [seen.answer for seen in used]
    for name, bits, least, narrowed in _NARROW:
        if all(answer is not None and _same(narrowed(answer), answer) for answer in answers):
            due = read(vocabulary, used, lambda seen: seen.due)
            if due and all(_near(due[0], seen, bits, least) for seen in used):
                return f"Your values are those of {name}, and right to a few of its roundings."
    return None


def _rounded(cases: Sequence[Seen]) -> str | None:
    """Tell that all numbers are rounded to some decimals, and right as far as these go."""
    for digits in range(_DIGITS):
        if all(seen.refused or _has_decimals(seen, digits) for seen in cases):
            number = f"{digits} decimal{'' if digits == 1 else 's'}" if digits else "whole numbers"
            return f"Your values are rounded to {number}, and right as far as that goes."
    return None


def _has_decimals(seen: Seen, digits: int) -> bool:
    """Whether every number is what is wanted, rounded to so many decimals."""
    due, answer = seen.due, seen.answer
    if due is None or answer is None or answer.shape != due.shape or not np.isfinite(answer).all():
        return False
    written = np.abs(answer - np.round(answer, digits)) <= 2.0**-24 * np.abs(answer)
    room = 0.5 * 10.0**-digits + (0.0 if seen.allowed is None else seen.allowed)
    return bool(written.all() and (np.abs(answer - due) <= room).all())


def _near(due: Formula, seen: Seen, bits: int, least: float) -> bool:
    predicted = due.predict(seen)
    if predicted is None or seen.answer is None:
        return False
    # the room is one of 16 roundings of 24 bits; here half as many are allowed, of fewer bits
    room = predicted.room * 2.0 ** (24 - bits - 1) + 8 * least
    value = predicted.value
    if bits == _FLOAT16 and seen.answer.shape == value.shape:
        beyond = np.zeros(value.shape, bool)
        for array in seen.arrays.values():
            if array.shape == value.shape:
                beyond |= np.abs(array) > float(np.finfo(np.float16).max)
        value = np.where(beyond & ~np.isfinite(seen.answer), np.nan, value)
    return agrees(Predicted(value, room), seen.answer)


def _same(left: Array, right: Array) -> bool:
    return np.array_equal(left, right, equal_nan=True)


#: decimals that are looked for: 0 to 5
_DIGITS = 6
#: of float16, in which what is beyond 65504 is infinite
_FLOAT16 = 11
#: the format, its bits, its smallest step near 0, which may be far larger than an answer
_NARROW: tuple[tuple[str, int, float, Callable[[Array], Array]], ...] = (
    ("bfloat16", 8, 2.0**-133, bfloat16),
    ("float16", _FLOAT16, 2.0**-24, float16),
)
