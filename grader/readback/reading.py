"""Reads the answers to one check back, from the simplest explanation to the most particular."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from grader.authoring.vocabulary import Vocabulary
from grader.limits import MAX_READING_CHARACTERS
from grader.readback.acceptance import Fresh, accepted, is_due
from grader.readback.evidence import Seen
from grader.readback.formulas import Formula, read
from grader.readback.ideas import Idea, Predicted, agrees, explains_all
from grader.readback.otherwise import otherwise_right
from grader.readback.partly import refusing, wrong_cases
from grader.readback.samples import by_samples
from grader.readback.slips import guarded, measured, slips
from grader.readback.steps import asked
from grader.readback.wanted import wanted_alone

#: rounding that costs so many times what is allowed is still rounding
_NEAR = 64


@dataclass(frozen=True)
class Reading:
    """What is known of answers, in a sentence; `gives_all` says that each is what it says.

    Where they are `otherwise_right`, nothing helps that is about the formula.
    """

    sentence: str
    gives_all: bool = False
    otherwise_right: bool = False


def read_back(vocabulary: Vocabulary, cases: Sequence[Seen], fresh: Fresh) -> Reading | None:
    """Return what is known of these answers, or None.

    Cases that were given another string are read for themselves. `fresh` asks the same of another
    seed, and is asked once at most.
    """
    with np.errstate(all="ignore"):  # a submission's numbers may be anything
        found = _read_back(vocabulary, cases, fresh)
    return found if found is not None and len(found.sentence) <= MAX_READING_CHARACTERS else None


def is_wanted(vocabulary: Vocabulary, cases: Sequence[Seen]) -> bool:
    """Whether what is read of wrong answers is what is wanted: they are right but for rounding.

    It may be more than a check allows for. Strings that are given choose among formulas.
    """
    with np.errstate(all="ignore"):
        return all(
            any(
                is_due(formula, group) and all(_is_near(formula, seen) for seen in group)
                for formula in read(vocabulary, group, lambda seen: seen.answer)
            )
            for group in _kinds(cases).values()
            if not all(seen.passed for seen in group)
        ) and all(seen.refused or _is_finite_where_due(seen) for seen in cases)


def _is_near(formula: Formula, seen: Seen) -> bool:
    """Whether an answer is what a formula gives, but for more rounding than is allowed."""
    predicted = formula.predict(seen)
    if seen.refused or predicted is None or seen.answer is None:
        return seen.refused
    return agrees(Predicted(predicted.value, _NEAR * predicted.room), seen.answer)


def _is_finite_where_due(seen: Seen) -> bool:
    """Whether there is a number where one is wanted: no rounding makes NaN of it."""
    due, answer = seen.due, seen.answer
    if due is None or answer is None or due.shape != answer.shape:
        return False
    finite = np.isfinite(due)
    return bool(np.isfinite(answer[finite]).all()) and np.array_equal(answer[~finite], due[~finite])


def _read_back(vocabulary: Vocabulary, cases: Sequence[Seen], fresh: Fresh) -> Reading | None:
    again: list[Sequence[Seen]] = []

    def asked_once() -> Sequence[Seen]:
        if not again:
            again.append(fresh())
        return again[0]

    told = asked(vocabulary, cases, asked_once)
    if told is not None:
        return _with_result(told, vocabulary, cases, asked_once)
    if all(seen.due is not None or seen.record.raised is not None for seen in cases):
        kinds = _kinds(cases)
        wrong = {kind for kind, group in kinds.items() if not all(seen.passed for seen in group)}
        found = {
            kind: _values(vocabulary, kinds[kind], partial(_of_kind, kind, asked_once))
            for kind in kinds
            if kind in wrong
        }
        if (joined := _joined(found, everywhere=len(wrong) == len(kinds))) is not None:
            return joined
    else:
        if (told := otherwise_right(vocabulary, cases, asked_once)) is not None:
            return Reading(told, otherwise_right=True)
        if (told := refusing(vocabulary, cases, asked_once)) is not None:
            return Reading(told)
    told = wrong_cases(vocabulary, cases, asked_once)
    return None if told is None else Reading(told)


def _values(vocabulary: Vocabulary, cases: Sequence[Seen], fresh: Fresh) -> Reading | None:
    """Return what is known of answers that are to have a value."""
    wanted = [seen for seen in cases if seen.due is not None]
    formulas = read(vocabulary, wanted, lambda seen: seen.due)
    due = formulas[0] if formulas else wanted_alone(vocabulary, cases)
    idea: Idea | None = None
    if due is not None:  # a formula would show what is wanted but for a number
        idea = accepted(measured(due, cases), cases, fresh)
    if idea is None:
        idea = accepted(read(vocabulary, cases, lambda seen: seen.answer), cases, fresh)
    if idea is not None:
        return Reading(idea.sentence, gives_all=True)
    if (told := otherwise_right(vocabulary, cases, fresh)) is not None:
        return Reading(told, otherwise_right=True)
    if due is not None:
        idea = accepted(slips(due), cases, fresh)
    if idea is None:
        idea = accepted(read(vocabulary, cases, lambda seen: seen.answer, True), cases, fresh)
    if idea is None:
        idea = accepted(guarded(vocabulary, cases), cases, fresh)
    if idea is not None:
        return Reading(idea.sentence, gives_all=True)
    told = refusing(vocabulary, cases, fresh)
    if told is None and due is not None:
        told = by_samples(vocabulary, due, cases, fresh)
    return None if told is None else Reading(told)


def _with_result(told: str, vocabulary: Vocabulary, cases: Sequence[Seen], fresh: Fresh) -> Reading:
    """Add what is made of a model's answer to what it is asked."""
    if all(seen.due is not None for seen in cases):
        due = read(vocabulary, cases, lambda seen: seen.due)
        if any(explains_all(formula, [*cases, *fresh()]) for formula in due):
            return Reading(f"{told} What you make of its answer is right.", gives_all=True)
        idea = accepted(read(vocabulary, cases, lambda seen: seen.answer), cases, fresh)
        if idea is not None:
            return Reading(f"{told} {idea.sentence}", gives_all=True)
    return Reading(told)


def _kinds(cases: Sequence[Seen]) -> dict[str, list[Seen]]:
    """Return the cases by the strings that they were given, in an order that no draw decides."""
    found: dict[str, list[Seen]] = {kind: [] for kind in sorted({seen.kind for seen in cases})}
    for seen in cases:
        found[seen.kind].append(seen)
    return found


def _of_kind(kind: str, fresh: Fresh) -> Sequence[Seen]:
    return _kinds(fresh()).get(kind, [])


def _joined(found: Mapping[str, Reading | None], everywhere: bool) -> Reading | None:
    """Return one sentence for all kinds of cases that are wrong, if all of them are read."""
    readings = [reading for reading in found.values() if reading is not None]
    if not readings or len(readings) < len(found):
        return None
    if everywhere and len(set(readings)) == 1:
        return readings[0]
    told = " ".join(
        f"For {kind}, {reading.sentence[0].lower()}{reading.sentence[1:]}"
        for kind, reading in zip(found, readings, strict=True)
    )
    return Reading(told, all(reading.gives_all for reading in readings))
