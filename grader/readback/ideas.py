"""What an explanation is: what it predicts for a case, and whether that is what came back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from grader.authoring.rounding import OPERATIONS, SMALLEST_NORMAL, UNIT_ROUNDOFF
from grader.host.values import Array
from grader.readback.evidence import Seen

#: how a sentence begins: what lies between the cases is not known
ASKED = "In all that was asked:"


@dataclass(frozen=True)
class Predicted:
    """What an explanation answers, float64, and how far rounding may move each entry."""

    value: Array
    room: Array

    def __add__(self, other: Predicted) -> Predicted:
        return Predicted(self.value + other.value, self.room + other.room)


class Idea(Protocol):
    """An explanation of answers; `sentence` tells it to a student."""

    @property
    def sentence(self) -> str: ...

    def predict(self, seen: Seen) -> Predicted | None:
        """Return what it answers, or None where it raises."""

    def weaker(self) -> Iterable[Idea]:
        """Return it with one clause left out, or with one constant moved."""


def rounded(magnitude: Array, moved: Array) -> Array:
    """Return the room of a sum of these magnitudes; `moved` is what a rounding of t moves."""
    return OPERATIONS * UNIT_ROUNDOFF * magnitude + moved + SMALLEST_NORMAL


def agrees(predicted: Predicted, value: Array) -> bool:
    """Whether this is the value: where the idea is not finite, it need only be not finite."""
    if predicted.value.shape != value.shape:
        return False
    finite = np.isfinite(predicted.value)
    if np.isfinite(value[~finite]).any():
        return False
    off = np.abs(value[finite] - predicted.value[finite])
    return bool((off <= predicted.room[finite]).all())  # False for NaN


def explains(idea: Idea, seen: Seen) -> bool:
    """Whether an idea gives this answer, or raises where the submission raised.

    Of what a model would have answered, had it been asked, no idea tells anything.
    """
    if seen.refused:
        return True
    predicted = idea.predict(seen)
    if predicted is None:
        raised = seen.record.raised
        return raised is not None and raised.placeholder is None and not seen.is_unasked
    return seen.answer is not None and agrees(predicted, seen.answer)


def explains_all(idea: Idea, cases: Sequence[Seen]) -> bool:
    with np.errstate(all="ignore"):
        return all(explains(idea, seen) for seen in cases)
