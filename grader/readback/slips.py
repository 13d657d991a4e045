"""Right but for one thing: one argument, or the result, is not what it should be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from grader.authoring.vocabulary import Slip, Vocabulary
from grader.host.values import Array
from grader.limits import MEASURED_ENTRIES
from grader.readback.evidence import Seen
from grader.readback.formulas import Formula, read
from grader.readback.ideas import ASKED, Predicted
from grader.readback.wanted import Wanted

#: of what is added up, the largest may be off by so many times its room
_ADDED = 2


@dataclass(frozen=True)
class Slipped:
    """What is wanted, but for a slip with one argument, or with the result where `name` is "".

    With `only`, the slip is in what multiplies that state alone. `called` is the result in words.
    A formula that is not wanted, but `is_read` from the other answers, is told as well.
    """

    due: Formula | Wanted
    slip: Slip
    name: str
    constant: float | None = None
    only: str | None = None
    called: str = "the result"
    is_read: bool = False

    @property
    def sentence(self) -> str:
        if self.is_read:
            assert isinstance(self.due, Formula), "only a formula is read from answers"
            formula = self.due.told
            return f"{ASKED} your answers are those of {formula}, except that {self.told}."
        return f"{ASKED} all values are right, except that {self.told}."

    @property
    def told(self) -> str:
        """What is not right, in words that follow "that"."""
        constants = [] if self.constant is None else [f"{self.constant:g}"]
        told = self.slip.told.format(self.name or self.called, *constants)
        place = "" if self.only is None else f"in what multiplies {self.only}, "
        return f"{place}{told}"

    def predict(self, seen: Seen) -> Predicted | None:
        try:
            return self._predicted(seen)
        except (ValueError, IndexError):
            return None

    def _predicted(self, seen: Seen) -> Predicted | None:
        vocabulary, due = self.due.vocabulary, self.due
        if self.name == "":
            found = due.predict(seen)
            return None if found is None else self._result(found, seen)
        assert isinstance(due, Formula), "of what is made of nothing, only the result has a slip"
        if self.name not in seen.arrays:
            return None  # what a model answered, where it was not asked
        time = seen.arrays.get(vocabulary.time)
        own = None if time is None else vocabulary.reshape(time, seen.like)
        changed = self._changed(seen.arrays[self.name], seen.like)
        if self.name == vocabulary.time:
            if self.only is None:
                return due.at(seen, seen.arrays, changed)
            part = due.of(self.only).at(seen, seen.arrays, changed)
            rest = due.without(self.only).at(seen, seen.arrays, own)
            return None if part is None or rest is None else part + rest
        found = due.at(seen, {**seen.arrays, self.name: changed}, own)
        if found is None or changed.size == seen.arrays[self.name].size:
            return found
        # a mean is as inexact as what it is the mean of is large
        largest = np.full(changed.shape, np.abs(seen.arrays[self.name]).max(initial=0.0))
        loose = due.at(seen, {**seen.arrays, self.name: largest}, own)
        return None if loose is None else Predicted(found.value, np.maximum(found.room, loose.room))

    def _result(self, found: Predicted, seen: Seen) -> Predicted:
        value, room = self._changed(found.value, seen.like), found.room
        if self.slip.moves or self.slip is _SCALED:
            room = np.abs(self._changed(room, seen.like))
        if self.slip.adds:
            room = np.full(value.shape, _ADDED * room.max(initial=0.0))
        if value.shape != room.shape:  # whatever it adds up
            room = np.full(value.shape, room.sum() if room.size else 0.0)
        return Predicted(value, room)

    def _changed(self, array: Array, like: Array) -> Array:
        constants = [] if self.constant is None else [self.constant]
        return np.asarray(self.slip.change(array, like, *constants), np.float64)

    def weaker(self) -> Iterable[Slipped]:
        """Return each of its parts alone, and it with its constant doubled and halved."""
        for part in self.slip.parts:
            yield replace(self, slip=part)
        if self.constant is not None:
            for factor in (2.0, 0.5):
                yield replace(self, constant=factor * self.constant)


def slips(due: Formula | Wanted, called: str = "the result") -> Iterator[Slipped]:
    """Return all that may have gone wrong with one thing in what is wanted, likeliest first.

    `called` is what the result is called.
    """
    vocabulary = due.vocabulary
    places: list[tuple[Sequence[Slip], str, str | None]] = [(vocabulary.results, "", None)]
    if isinstance(due, Formula):
        states = [name for name, coefficient in due.coefficients if name and coefficient]
        timed = [name for name in states if due.of(name).depends_on(vocabulary.time)]
        if due.depends_on(vocabulary.time):
            places.append((vocabulary.times, vocabulary.time, None))
        places += [(vocabulary.states, name, None) for name in states]
        if len(timed) > 1:
            places += [(vocabulary.times, vocabulary.time, name) for name in timed]
    for known, name, only in places:
        for slip in known:
            for constant in slip.constants or (None,):
                yield Slipped(due, slip, name, constant, only, called)


#: of the others, the time is at none of its ends, where a formula may be guarded
_LOW, _HIGH = 0.02, 0.98


def guarded(vocabulary: Vocabulary, cases: Sequence[Seen]) -> Iterator[Slipped]:
    """Return what may have happened to the time, in a formula that is read where it is at no end.

    As `u / (1 - t)`, which is not what is wanted, may have a guard at t = 1.
    """
    if any(vocabulary.time not in seen.arrays for seen in cases):
        return
    inner = []
    for seen in cases:
        time = seen.arrays[vocabulary.time]
        chosen = (time > _LOW) & (time < _HIGH)
        if not seen.refused and chosen.any():
            inner.append(seen.only(chosen))
    for formula in read(vocabulary, inner, lambda seen: seen.answer):
        for slip in slips(formula):
            if slip.name == vocabulary.time:
                yield replace(slip, is_read=True)


#: digits of a constant that is measured
_DIGITS = 6


def measured(due: Formula | Wanted, cases: Sequence[Seen]) -> Iterator[Slipped]:
    """Return what is wanted times a number, and what is wanted and a number more."""
    pairs = [(due.predict(seen), seen.answer) for seen in cases if not seen.refused]
    values, rooms, answers = [], [], []
    for predicted, answer in pairs:
        if predicted is None or answer is None or predicted.value.shape != answer.shape:
            return
        values.append(predicted.value.ravel())
        rooms.append(predicted.room.ravel())
        answers.append(answer.ravel())
    value, room, answer = map(np.concatenate, (values, rooms, answers))
    with np.errstate(all="ignore"):
        factor, more = answer / value, answer - value
        relative = np.where(np.isfinite(factor), room / np.abs(value), np.inf)
        moved = np.where(np.isfinite(more), room, np.inf)
    for numbers, doubt, slip in ((factor, relative, _SCALED), (more, moved, _MOVED)):
        best = np.argsort(doubt)[:MEASURED_ENTRIES]
        constant = float(f"{float(np.median(numbers[best])):.{_DIGITS}g}")
        if not np.isfinite(constant) or (slip is _SCALED and constant == -1):  # the sign is turned
            continue
        if slip is _MOVED and constant < 0:
            yield Slipped(due, _LOWERED, "", -constant)
        else:
            yield Slipped(due, slip, "", constant)


_SCALED = Slip("{} is {} times as large", lambda x, like, factor: factor * x)  # noqa: ARG005
_MOVED = Slip("{} is {} larger", lambda x, like, more: x + more)  # noqa: ARG005
_LOWERED = Slip("{} is {} smaller", lambda x, like, less: x - less)  # noqa: ARG005
