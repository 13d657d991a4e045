"""Right but for one thing: one argument, or the result, is not what it should be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from grader.authoring.vocabulary import Slip, Vocabulary
from grader.host.values import Array
from grader.readback.evidence import Seen
from grader.readback.formulas import Formula
from grader.readback.ideas import Predicted


@dataclass(frozen=True)
class Slipped:
    """What is due, but for a slip with one argument, or with the result where `name` is ""."""

    due: Formula
    slip: Slip
    name: str
    constant: float | None = None

    @property
    def sentence(self) -> str:
        name = self.name or "the result"
        told = self.slip.told.format(name, *([] if self.constant is None else [f"{self.constant:g}"]))
        return f"Everything is right, except that {told}."

    def predict(self, seen: Seen) -> Predicted | None:
        vocabulary = self.due.vocabulary
        arrays = dict(seen.arrays)
        time = arrays.get(vocabulary.time)
        if time is not None:
            time = vocabulary.reshape(time, seen.like)
        try:
            if self.name == vocabulary.time:
                time = self._changed(arrays[self.name], seen.like)
            elif self.name:
                arrays[self.name] = self._changed(arrays[self.name], seen.like)
            predicted = self.due.at(seen, arrays, time)
            if predicted is None or self.name:
                return predicted
            value = self._changed(predicted.value, seen.like)
            room = predicted.room
            if value.shape != room.shape:
                room = np.full(value.shape, room.max(initial=0.0))
            return Predicted(value, room)
        except (ValueError, IndexError):
            return None

    def _changed(self, array: Array, like: Array) -> Array:
        constants = [] if self.constant is None else [self.constant]
        return np.asarray(self.slip.change(array, like, *constants), np.float64)

    def weaker(self) -> Iterable[Slipped]:
        """Return it with its constant doubled and halved."""
        if self.constant is not None:
            for factor in (2.0, 0.5):
                yield Slipped(self.due, self.slip, self.name, factor * self.constant)


def slips(due: Formula) -> Iterator[Slipped]:
    """Return all that may have gone wrong with one thing in what is due, likeliest first."""
    vocabulary = due.vocabulary
    names = [name for name, coefficient in due.coefficients if name and coefficient]
    if due.depends_on(vocabulary.time):
        yield from _each(due, vocabulary, vocabulary.time)
    for name in names:
        yield from _each(due, vocabulary, name)
    yield from _each(due, vocabulary, "")


def _each(due: Formula, vocabulary: Vocabulary, name: str) -> Iterator[Slipped]:
    if name == vocabulary.time:
        known = vocabulary.times
    else:
        known = vocabulary.states if name else vocabulary.results
    for slip in known:
        for constant in slip.constants or (None,):
            yield Slipped(due, slip, name, constant)
