"""Plays a wrong idea: runs its code on the inputs of a recorded call, in float64.

What it is asked for is put as what was recorded is, so that the two can be compared.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.host.proxy import RecordedCall
from grader.host.values import Array, Model

#: what an idea may raise: its shapes do not fit. Anything else is a slip of its author
MISFITS = (ValueError, IndexError)
#: one rounding of float32
ROUNDING = 2.0**-23


class Replay:
    """A model as a misconception calls it: evaluated in float64, times `factor`, and recorded."""

    def __init__(self, model: Model, factor: float) -> None:
        self._field = model.field
        self.seen = model.formula is None
        self._factor = factor
        self.asked: list[tuple[Array, Array]] = []
        self.told: list[Array] = []

    def __call__(self, x: Array, t: Array | float) -> Array:
        count = x.shape[:1]
        if isinstance(t, float):  # as most ideas have it: a sampler asks hundreds of times
            times = np.full(count, t)
        else:
            times = np.broadcast_to(np.asarray(t, dtype=np.float64), count)
        self.asked.append((x, times))
        self.told.append(self._field(x, times) * self._factor)
        return self.told[-1]


@dataclass(frozen=True)
class Played:
    """What models are asked, x and t in turn: the first `asked` arrays; and what is answered."""

    asked: int
    arrays: list[Array]

    def name(self, position: int) -> str:
        """Return what the array at a position is called where it is told."""
        if position < self.asked:
            return f"{'xt'[position % 2]} of evaluation {position // 2 + 1}"
        if len(self.arrays) == self.asked + 1:
            return "the answer"
        return f"value {position - self.asked + 1} of the answer"


class IdeaRaised(Exception):
    """A wrong idea's code raised."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error


def evaluations_due(record: RecordedCall) -> int:
    """Return how many evaluations a call is to make, about: what it costs to play it."""
    return record.call.evaluations if record.call.models else 0


def played(
    function: Callable[..., Any],
    record: RecordedCall,
    rounded: int | None,
    dtype: type[np.floating] = np.float64,
    by: float = ROUNDING,
) -> Played:
    """Return what a wrong idea answers and asks its models.

    The argument at the position `rounded`, or what that model answers, is made smaller `by` a part.

    Raises:
        IdeaRaised: the idea's code raised.
        NameError, ImportError: it names what there is not, whatever it is given.
    """
    models: list[Replay] = []
    arguments: list[object] = []
    for position, argument in enumerate(record.call.arguments):
        factor = 1 - by * (position == rounded)
        if isinstance(argument, Model):
            models.append(Replay(argument, factor))
            arguments.append(models[-1])
        elif isinstance(argument, np.ndarray):
            arguments.append(argument.astype(dtype) * dtype(factor))
        else:
            arguments.append(argument)
    with np.errstate(all="ignore"):
        try:
            value = function(*arguments)
            if value is None:
                raise TypeError(f"{getattr(function, '__name__', 'it')} returns nothing")
        except (NameError, ImportError):
            raise
        except Exception as error:  # as the student's own code may
            raise IdeaRaised(error) from error
    answers = value if isinstance(value, tuple) else (value,)
    # what a formula is asked is not recorded, so that an idea is held to the answer only
    asked = [array for model in models if model.seen for pair in model.asked for array in pair]
    arrays = [np.asarray(value, dtype=np.float64) for value in (*asked, *answers)]
    return Played(len(asked), arrays)


def recorded(record: RecordedCall) -> Played | str:
    """Return what a submission answered and asked, or why no wrong idea does so."""
    if record.raised is not None:
        return f"{record.raised.types[0]} is raised, where the idea answers"
    if record.modified:
        return "something is changed in place, which no idea does"
    values = record.value if isinstance(record.value, tuple) else (record.value,)
    if values is record.value and len(values) == 1:
        return "a tuple of one is returned, which no idea does"
    if not all(map(is_float32, values)):
        return "another type or dtype than float32 is returned, which no idea does"
    asked = [array for evaluation in record.evaluations for array in (evaluation.x, evaluation.t)]
    return Played(len(asked), [*asked, *values])


def is_float32(value: Any) -> bool:
    return isinstance(value, np.ndarray) and value.dtype == np.float32
