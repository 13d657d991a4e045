"""Right in some samples: where the others are, and what is answered there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from grader.authoring.vocabulary import Vocabulary
from grader.host.values import Array
from grader.readback.acceptance import Fresh, accepted
from grader.readback.entries import by_entries
from grader.readback.evidence import Seen
from grader.readback.formulas import Formula, read
from grader.readback.ideas import ASKED, Idea, Predicted, agrees
from grader.readback.places import Row, where
from grader.readback.wanted import Wanted


def by_samples(
    vocabulary: Vocabulary, due: Formula | Wanted, cases: Sequence[Seen], fresh: Fresh
) -> str | None:
    """Say in which samples or entries it is wrong, and what is answered there, if one thing is."""
    return (
        _by_pieces(vocabulary, due, cases, fresh)
        or by_entries(due, cases, fresh)
        or _wrong(vocabulary, due, cases, fresh)
    )


@dataclass(frozen=True)
class _Number:
    """The answer that is the same number in every entry, whatever is given; it may be NaN."""

    number: float

    @property
    def told(self) -> str:
        return f"{self.number:g}"

    @property
    def sentence(self) -> str:
        return f"{ASKED} every entry that you give is {self.told}."

    def predict(self, seen: Seen) -> Predicted:
        shape = seen.like.shape if seen.answer is None else seen.answer.shape
        return Predicted(np.full(shape, self.number), np.zeros(shape))

    def weaker(self) -> Iterable[Idea]:
        return ()


def _by_pieces(
    vocabulary: Vocabulary, due: Formula | Wanted, cases: Sequence[Seen], fresh: Fresh
) -> str | None:
    """Say where another formula is answered: together with what is right, it gives all samples.

    A sample that both give, as one of zeros may be, is of either.
    """
    compared = _compared(due, cases)
    there = _read(vocabulary, _wrong_ones(compared), lambda: _wrong_ones(_compared(due, fresh())))
    if there is None:
        return None
    return where(
        vocabulary.samples,
        _rows(there, compared),
        lambda: _rows(there, _compared(due, fresh())),
        lambda place, others: f"{ASKED} you give {there.told} {place}, and what is right {others}.",
    )


def _read(vocabulary: Vocabulary, cases: Sequence[Seen], fresh: Fresh) -> Formula | _Number | None:
    """Return what is answered in these cases, of which every sample is wrong."""
    if not cases:
        return None
    numbers = {str(value) for seen in cases for value in np.unique(_answer(seen))}
    ideas: list[Idea] = [_Number(float(number)) for number in numbers if len(numbers) == 1]
    ideas += [] if ideas else read(vocabulary, cases, lambda seen: seen.answer)
    idea = accepted(ideas, cases, fresh)
    if idea is None and not ideas:
        idea = accepted(read(vocabulary, cases, lambda seen: seen.answer, True), cases, fresh)
    return idea if isinstance(idea, Formula | _Number) else None


def _answer(seen: Seen) -> Array:
    return np.zeros(0) if seen.answer is None else seen.answer


#: cases, each with which of its samples are right
_Compared = Sequence[tuple[Seen, Sequence[bool | None]]]


def _compared(due: Formula | Wanted, cases: Sequence[Seen]) -> _Compared:
    """Return the cases that are not refused; none where one cannot be compared."""
    found = []
    for seen in cases:
        if seen.refused:
            continue
        right = _right_samples(due, seen)
        if right is None:
            return []
        found.append((seen, right))
    return found


def _wrong_ones(compared: _Compared) -> list[Seen]:
    """Return the wrong samples of each case, as cases."""
    found = []
    for seen, right in compared:
        chosen = np.array([is_right is False for is_right in right])
        if chosen.any():
            found.append(seen.only(chosen))
    return found


def _rows(there: Idea | None, compared: _Compared) -> list[Row]:
    """Return the samples that are right or what is answered `there`; of None, whatever is wrong.

    None are returned where one is neither, or cannot be compared.
    """
    found: list[Row] = []
    for seen, right in compared:
        other = [not is_right for is_right in right] if there is None else _given_by(there, seen)
        if other is None:
            return []
        for number, (is_right, is_other) in enumerate(zip(right, other, strict=True)):
            if is_right is False and not is_other:
                return []
            if is_right is not None and is_right != is_other:
                found.append(Row({**seen.given, "sample": number}, is_other))
    return found


def _given_by(idea: Idea, seen: Seen) -> list[bool] | None:
    """Return which samples an idea gives, or None where they cannot be compared."""
    predicted = idea.predict(seen)
    if predicted is None or seen.answer is None or predicted.value.shape != seen.answer.shape:
        return None
    return [
        agrees(Predicted(value, room), answer)
        for value, room, answer in zip(
            *map(np.atleast_1d, (predicted.value, predicted.room, seen.answer)), strict=True
        )
    ]


def _wrong(
    vocabulary: Vocabulary, due: Formula | Wanted, cases: Sequence[Seen], fresh: Fresh
) -> str | None:
    """Say in which samples it is wrong."""

    return where(
        vocabulary.samples,
        _rows(None, _compared(due, cases)),
        lambda: _rows(None, _compared(due, fresh())),
        lambda place, others: f"{ASKED} samples are wrong {place}, and right {others}.",
    )


def _right_samples(due: Formula | Wanted, seen: Seen) -> list[bool | None] | None:
    """Return which samples are right, or None where they cannot be compared.

    A sample is None where rounding may move it by more than it is large: anything may be right.
    """
    with np.errstate(all="ignore"):
        predicted = due.predict(seen)
    if predicted is None or seen.due is None or seen.answer is None:
        return None
    if predicted.value.shape != seen.answer.shape:
        return None
    return [
        _is_right(Predicted(value, room), answer, wanted)
        for value, room, answer, wanted in zip(
            *map(np.atleast_1d, (predicted.value, predicted.room, seen.answer, seen.due)),
            strict=True,
        )
    ]


def _is_right(predicted: Predicted, answer: Array, wanted: Array) -> bool | None:
    if np.all((predicted.room > np.abs(predicted.value)) & (predicted.value != 0)):
        return None
    is_finite_where_due = bool((np.isfinite(answer) | (answer == wanted)).all())
    return is_finite_where_due and agrees(predicted, answer)
