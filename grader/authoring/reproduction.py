"""Does a wrong idea explain what was recorded? Its code is run on the same inputs, in float64.

It must give every answer, fail where the submission failed, and ask the models the same, within
what float32's rounding can move.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from grader.host.proxy import RecordedCall
from grader.host.values import Array, Model

_Records = Sequence[RecordedCall]


class Replay:
    """A model as a misconception calls it: evaluated in float64, times `factor`, and recorded."""

    def __init__(self, model: Model, factor: float) -> None:
        self._field = model.field
        self._factor = factor
        self.asked: list[tuple[Array, Array]] = []
        self.told: list[Array] = []

    def __call__(self, x: Array, t: Array | float) -> Array:
        times = np.broadcast_to(np.asarray(t, dtype=np.float64), x.shape[:1])
        self.asked.append((x, times))
        self.told.append(self._field(x, times) * self._factor)
        return self.told[-1]


def reproduces(function: Callable[..., Any]) -> Callable[[_Records], bool]:
    """Return the predicate: `function` explains every answer, evaluation and exception recorded."""

    def predicate(records: _Records) -> bool:
        return bool(records) and all(_explains(function, record) for record in records)

    return predicate


def _explains(function: Callable[..., Any], record: RecordedCall) -> bool:
    """Whether a wrong idea gives this answer; side effects and dtypes are no matter of ideas."""
    wanted = _played(function, record, None)
    if wanted is None:  # a wrong idea may well fail, and then so must the student
        return record.raised is not None and record.raised.placeholder is None
    values = record.value if isinstance(record.value, tuple) else (record.value,)
    if values is record.value and len(values) == 1:
        return False  # no wrong idea answers with a tuple of one
    if record.raised is not None or record.modified or not all(map(_is_float32, values)):
        return False
    asked = [each for one in record.evaluations for each in (one.x, one.t)]
    got = [*values, *asked]
    if len(got) != len(wanted) or any(a.shape != b.shape for a, b in zip(got, wanted, strict=True)):
        return False
    if all(map(_alike, got, wanted)):
        return True
    if not all(_alike(a, b, np.asarray(_FAR)) for a, b in zip(got, wanted, strict=True)):
        return False
    # ill-conditioned, as a division by a small t is: as far as the rounding of an input, or of what
    # a model answers, moves it
    room = [np.zeros(each.shape) for each in wanted]
    for position, argument in enumerate(record.call.arguments):
        if isinstance(argument, np.ndarray | Model):
            moved = _played(function, record, position)
            if moved is None or len(moved) != len(wanted):
                return False
            with np.errstate(invalid="ignore"):
                room = [
                    one + np.nan_to_num(np.abs(a - b))
                    for one, a, b in zip(room, moved, wanted, strict=True)
                ]
    return all(map(_alike, got, wanted, (16 * each for each in room)))


#: no rounding moves an answer by more, relative to its largest entry
_FAR = 0.05


def _played(
    function: Callable[..., Any], record: RecordedCall, rounded: int | None
) -> list[Array] | None:
    """Return what a wrong idea answers and asks its models, or None if it fails.

    The argument at the position `rounded`, or what that model answers, is made smaller by one
    rounding of float32.
    """
    models: list[Replay] = []
    arguments: list[object] = []
    for position, each in enumerate(record.call.arguments):
        factor = 1 - 2.0**-23 * (position == rounded)
        if isinstance(each, Model):
            models.append(Replay(each, factor))
            arguments.append(models[-1])
        elif isinstance(each, np.ndarray):
            arguments.append(each.astype(np.float64) * factor)
        else:
            arguments.append(each)
    with np.errstate(all="ignore"):
        try:
            value = function(*arguments)
        except Exception:  # noqa: BLE001 - as the student's own code may
            return None
    answers = value if isinstance(value, tuple) else (value,)
    asked = [each for model in models for pair in model.asked for each in pair]
    return [np.asarray(each, dtype=np.float64) for each in (*answers, *asked)]


def _is_float32(value: Any) -> bool:
    return isinstance(value, np.ndarray) and value.dtype == np.float32


def _alike(actual: Array, wanted: Array, room: Array | None = None) -> bool:
    """Whether a recorded array is what a wrong idea gives, up to float32's rounding and `room`."""
    finite = np.isfinite(wanted)
    got = actual.astype(np.float64)
    scale = 1.0 + float(np.abs(wanted[finite]).max(initial=0.0))
    allowed: Array | float = 1e-5 * scale
    if room is not None:
        allowed = allowed + (room[finite] if room.ndim else room * scale)
    return bool(
        np.array_equal(got[~finite], wanted[~finite], equal_nan=True)
        and (np.abs(got[finite] - wanted[finite]) <= allowed).all()
    )
