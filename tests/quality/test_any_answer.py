"""No answer of a submission, however odd, breaks a misconception's own code."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from grader.catalogue import load_catalogue
from grader.host.proxy import RecordedCall
from grader.host.values import Array, Evaluation, Model, PreparedCall
from grader.judging.diagnosis import Diagnoses, Evidence
from grader.judging.draw import draw
from grader.model import Assignment, Check, Exercise

CATALOGUE = load_catalogue()
EXERCISES = [
    (assignment, exercise) for assignment in CATALOGUE for exercise in assignment.exercises
]
F32 = np.float32
_SEVERAL = 12


def _odd_arrays(like: Array) -> list[Array]:
    return [
        np.full(like.shape, np.nan, F32),
        np.full(like.shape, np.inf, F32),
        np.zeros(like.shape, F32),
        np.ones(like.shape, bool),
        np.zeros(like.shape, np.int64),
        np.zeros(like.shape, np.complex64),
        np.zeros((0, *like.shape[1:]), F32),
        np.zeros((), F32),
        np.zeros((2, 3, 4), F32),
        like[..., :-1],
    ]


def _odd_values(like: Array) -> list[Any]:
    odd = _odd_arrays(like)
    pairs = [(array, odd[-number], odd[number // 2]) for number, array in enumerate(odd)]
    return [None, 3.0, True, "text", (), (1.0, None, "text"), (like,), (like,) * 3, *odd, *pairs]


def _odd_evaluations(call: PreparedCall) -> list[tuple[Evaluation, ...]]:
    state = next(
        (argument for argument in call.arguments if isinstance(argument, np.ndarray)),
        np.ones(2, F32),
    )
    if not any(isinstance(argument, Model) for argument in call.arguments):
        return [()]
    steps = next((argument for argument in call.arguments if type(argument) is int), 1)
    found: list[tuple[Evaluation, ...]] = [()]
    for x in [state, *_odd_arrays(state)]:
        for t in (np.zeros(x.shape[:1], F32), np.zeros(0, F32), np.zeros((), F32), np.ones((2, 2))):
            found.append((Evaluation(x, t, x),) * steps)
        found.append((Evaluation(state, np.zeros(state.shape[:1], F32), x),) * (steps + 1))
    return found


def _small_call(check: Check) -> PreparedCall | None:
    """Return a call of few numbers, but not one alone: what is odd is so at any size."""
    calls = [call for case in draw(check, 0).cases if (call := case.first_call) is not None]
    sized = [(sum(map(np.size, call.arguments)), place) for place, call in enumerate(calls)]
    several = [known for known in sized if known[0] >= _SEVERAL]
    return calls[min(several or sized)[1]] if sized else None


def _records(exercise: Exercise) -> Iterator[list[RecordedCall]]:
    """Yield odd answers to a call of every public check, each with some odd evaluations."""
    public = [check for check in exercise.checks if not check.hidden]
    for call in filter(None, map(_small_call, public)):
        arrays = [argument for argument in call.arguments if isinstance(argument, np.ndarray)]
        like = arrays[0] if arrays else np.ones(3, F32)
        values, evaluations = _odd_values(like), _odd_evaluations(call)
        for number in range(max(len(values), len(evaluations))):
            value = values[number % len(values)]
            seen = evaluations[number % len(evaluations)]
            # of differentiable models, what is no derivative of what they answered, either
            gradients = (None, *_odd_arrays(like))[number % 11 :][: len(seen)]
            record = RecordedCall(call, value, None, seen, gradients=gradients)
            yield [record, replace(record, value=like)]


@pytest.mark.parametrize(("assignment", "exercise"), EXERCISES, ids=lambda given: given.id)
def test_no_answer_breaks_a_misconception(assignment: Assignment, exercise: Exercise) -> None:
    # what explains an answer ends the search, and so each idea is asked alone
    alone = [
        Diagnoses(replace(assignment, misconceptions=(idea,), pairs=()))
        for idea in (*assignment.misconceptions, *assignment.pairs)
        if exercise.id in idea.recognises
    ]
    count = 0
    for records in _records(exercise):
        count += 1
        evidence = Evidence(exercise.id, records, records[:1], records)
        for diagnoses in alone:
            diagnoses.reproduced(evidence)
            diagnoses.seen(evidence)
            assert not diagnoses.raised
    assert count >= 20
