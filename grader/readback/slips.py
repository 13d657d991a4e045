"""Right but for one thing: one argument, or the result, is not what it should be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from grader.authoring.vocabulary import Slip
from grader.host.values import Array
from grader.readback.evidence import Seen
from grader.readback.formulas import Formula
from grader.readback.ideas import Predicted


#: what is due, by kind of case
Due = Mapping[str, Formula]


@dataclass(frozen=True)
class Slipped:
    """What is due, but for a slip with one argument, or with the result where `name` is ""."""

    due: Due
    slip: Slip
    name: str
    constant: float | None = None

    @property
    def sentence(self) -> str:
        constants = [] if self.constant is None else [f"{self.constant:g}"]
        told = self.slip.told.format(self.name or "the result", *constants)
        return f"Everything is right, except that {told}."

    def predict(self, seen: Seen) -> Predicted | None:
        due = self.due[seen.kind]
        time_name = due.vocabulary.time
        arrays = dict(seen.arrays)
        time = arrays.get(time_name)
        if time is not None:
            time = due.vocabulary.reshape(time, seen.like)
        try:
            if self.name == time_name:
                time = self._changed(arrays[self.name], seen.like)
            elif self.name:
                arrays[self.name] = self._changed(arrays[self.name], seen.like)
            predicted = due.at(seen, arrays, time)
            if predicted is None or self.name:
                return predicted
            value = self._changed(predicted.value, seen.like)
            room = predicted.room
            if value.shape != room.shape:  # whatever it adds up
                room = np.full(value.shape, room.sum() if room.size else 0.0)
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


def slips(due: Due) -> Iterator[Slipped]:
    """Return all that may have gone wrong with one thing in what is due, likeliest first."""
    some = next(iter(due.values()))
    vocabulary = some.vocabulary
    names = [name for name, coefficient in some.coefficients if name and coefficient]
    yield from _each(due, vocabulary.results, "")
    if any(formula.depends_on(vocabulary.time) for formula in due.values()):
        yield from _each(due, vocabulary.times, vocabulary.time)
    for name in names:
        yield from _each(due, vocabulary.states, name)


def _each(due: Due, known: Sequence[Slip], name: str) -> Iterator[Slipped]:
    for slip in known:
        for constant in slip.constants or (None,):
            yield Slipped(due, slip, name, constant)


#: digits of a factor that are told
_DIGITS = 6


def scaled(due: Due, cases: Sequence[Seen]) -> Iterator[Slipped]:
    """Return what is due times a number, which is measured."""
    above, below = 0.0, 0.0
    for seen in cases:
        with np.errstate(all="ignore"):
            predicted = due[seen.kind].predict(seen)
        if predicted is None or seen.answer is None or predicted.value.shape != seen.answer.shape:
            continue
        use = np.isfinite(predicted.value) & np.isfinite(seen.answer) & (predicted.room > 0)
        value, room = predicted.value[use], predicted.room[use]
        above += float((seen.answer[use] * value / room**2).sum())
        below += float((value**2 / room**2).sum())
    if below and np.isfinite(above / below):
        factor = float(f"{above / below:.{_DIGITS}g}")
        yield Slipped(due, _SCALED, "", factor)


_SCALED = Slip("{} is {} times as large", lambda x, like, factor: factor * x)
