"""Answers of a function that asks a model once: what it asks, and what it makes of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from grader.authoring.vocabulary import Given, Vocabulary
from grader.host.proxy import RecordedCall
from grader.host.values import Array, Evaluation
from grader.readback.acceptance import Fresh, accepted
from grader.readback.evidence import Seen
from grader.readback.formulas import Formula, read
from grader.readback.ideas import Idea
from grader.readback.slips import Slipped, slips


def told_by(seen: Seen) -> Seen:
    """Return the case as if what the model told had been given, where it was asked once."""
    models, evaluations = seen.record.call.models, seen.record.evaluations
    if not seen.arrays or len(models) != 1 or len(evaluations) != 1:
        return seen
    if seen.like.shape != evaluations[0].x.shape:
        return seen
    value = np.asarray(evaluations[0].value)
    return replace(seen, given={**seen.given, f"{models[0].name}(...)": value})


def as_if_asked_rightly(record: RecordedCall, given: Given, state: str, time: str) -> RecordedCall:
    """Return the record as if the one evaluation had been of what was given."""
    if len(record.evaluations) != 1 or time not in given:
        return record
    value = record.evaluations[0].value
    return replace(record, evaluations=(Evaluation(given[state], given[time], value),))


def asks_rightly(seen: Seen, time: str) -> bool:
    """Whether each evaluation was of what was given."""
    if time not in seen.given:
        return True
    return all(
        step.x.shape == seen.like.shape
        and step.t.shape == np.shape(seen.given[time])
        and np.allclose(step.x, seen.like, rtol=1e-6, atol=1e-7)
        and np.allclose(step.t, seen.given[time], rtol=1e-6, atol=1e-7)
        for step in seen.record.evaluations
    )


def asked(vocabulary: Vocabulary, cases: Sequence[Seen], fresh: Fresh) -> str | None:
    """Say how often a model is asked, if not once, or where, if not at what was given."""
    if not cases[0].record.call.models or vocabulary.time not in cases[0].given:
        return None
    if all(seen.refusable for seen in cases):  # where it need not be asked
        return None
    if not all(seen.refused or len(seen.record.evaluations) == 1 for seen in cases):
        return _count(cases, fresh)
    told = []
    for words, of_evaluation, name in (
        ("at the time", _times, vocabulary.time),
        ("at the state", _states, cases[0].like_name),
    ):
        as_answers = partial(_answering, vocabulary, of_evaluation, name)
        found = as_answers(cases)
        if all(seen.is_right for seen in found):
            continue
        due = read(vocabulary, found, lambda seen: seen.due)[:1]
        ideas: list[Idea] = [*read(vocabulary, found, lambda seen: seen.answer)]
        # what is asked is told as what was given, before it is told as a result
        slipped = [slip for formula in due for slip in slips(formula, name)]
        slipped.sort(key=lambda slip: not slip.name)
        ideas += slipped
        idea = accepted(ideas, found, partial(_later, as_answers, fresh))
        if isinstance(idea, Formula):
            told.append(f"You ask {_model(cases)} {words} {idea.told}.")
        elif isinstance(idea, Slipped):
            told.append(f"Where you ask {_model(cases)}, {idea.told}.")
        else:
            return None
    return " ".join(told) or None


def _later(as_answers: Callable[[Sequence[Seen]], list[Seen]], fresh: Fresh) -> list[Seen]:
    return as_answers(fresh())


def _answering(
    vocabulary: Vocabulary,
    of_evaluation: Callable[[Seen], Array],
    name: str,
    cases: Sequence[Seen],
) -> list[Seen]:
    """Return the cases as if what a model was asked were the answer, and `name` what is wanted."""
    found = []
    for seen in cases:
        if seen.refused:
            continue
        value, due = of_evaluation(seen), seen.arrays[name]
        given = {
            other: what
            for other, what in seen.given.items()
            if other in (name, vocabulary.time) or isinstance(what, float)
        }
        record = replace(seen.record, value=value, evaluations=())
        same = value.shape == due.shape and bool(np.allclose(value, due, rtol=1e-6, atol=1e-7))
        found.append(Seen(given, record, same, due, is_right=same))
    return found


def _times(seen: Seen) -> Array:
    return np.asarray(seen.record.evaluations[0].t)


def _states(seen: Seen) -> Array:
    return np.asarray(seen.record.evaluations[0].x)


def _model(cases: Sequence[Seen]) -> str:
    return cases[0].record.call.models[0].name


def _count(cases: Sequence[Seen], fresh: Fresh) -> str | None:
    """Tell how often the model is asked, if that is as often in every case, and not once."""
    counts = {len(seen.record.evaluations) for seen in cases if not seen.refused}
    if len(counts) != 1 or any(seen.record.raised for seen in cases if not seen.refused):
        return None
    if counts != {len(seen.record.evaluations) for seen in fresh() if not seen.refused}:
        return None
    number, name = counts.pop(), _model(cases)
    return f"You ask {name} {number} times, in every case." if number else f"You never ask {name}."
