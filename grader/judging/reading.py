"""Reads a failing check's answers back: what its attempts show, and those of another seed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from grader.authoring.vocabulary import Vocabulary
from grader.host.proxy import RecordedCall, Student, Suspended, WrongValue
from grader.host.values import Array
from grader.judging.attempts import CheckAttempts, only_values_differ, records_of
from grader.judging.cases import Attempt, BrokenCheck, DrawnCase
from grader.judging.replay import replay
from grader.judging.session import Session
from grader.limits import LEAST_EVALUATIONS, MAX_READING_CHARACTERS, MAX_REFUTING_EVALUATIONS
from grader.model import Assignment, Exercise
from grader.readback.assembled import assembled, is_right
from grader.readback.draws import wrong_draws
from grader.readback.evidence import Seen
from grader.readback.reading import Reading, is_wanted, read_back
from grader.readback.steps import as_if_asked_rightly, told_by


def reading(
    assignment: Assignment,
    exercise: Exercise,
    answered: CheckAttempts,
    session: Session,
) -> Reading | None:
    """Return what is known of the answers to one check, or None.

    It must predict what the submission answers to the same check drawn once more, which is asked
    only then.
    """
    words = assignment.vocabulary
    if words is None:
        return None
    program = words.assemblies.get(exercise.id)
    if program is not None:
        found = assembled(
            program, records_of(answered.attempts), lambda: _recorded_again(answered, session)
        )
        if found is not None and len(found.sentence) <= MAX_READING_CHARACTERS:
            return Reading(found.sentence, gives_all=True)
    drawn = words.draws.get(exercise.id)
    if drawn is not None and all(attempt.settled for attempt in answered.attempts):
        told = wrong_draws(
            drawn,
            records_of(answered.attempts),
            lambda: records_of(replay(answered.drawn.once_more.cases, session)),
        )
        if told is not None and len(told) <= MAX_READING_CHARACTERS:
            return Reading(told)
    cases = shown(answered.attempts, exercise, words)
    if cases is None:
        return None
    return read_back(
        words,
        cases,
        lambda: shown(replay(answered.drawn.once_more.cases, session), exercise, words) or (),
    )


def is_right_up_to_rounding(
    assignment: Assignment, exercise: Exercise, answered: CheckAttempts
) -> bool:
    """Whether only numbers fail, and what is wanted gives all of them, as a float32 form of it may.

    Then the check may have rejected what is right.
    """
    words, attempts = assignment.vocabulary, answered.attempts
    if words is None or not only_values_differ(attempts):
        return False
    program = words.assemblies.get(exercise.id)
    if program is not None:
        return is_right(program, records_of(attempts))
    cases = shown(attempts, exercise, words)
    return cases is not None and is_wanted(words, cases)


def _recorded_again(answered: CheckAttempts, session: Session) -> list[RecordedCall]:
    """Return the records of the check drawn once more, of the calls that cost least."""
    cases, left = [], MAX_REFUTING_EVALUATIONS
    for case in answered.drawn.once_more.cases:
        cost = case.first_call.evaluations if case.first_call else 0
        if cost <= min(left, LEAST_EVALUATIONS):
            cases.append(case)
            left -= cost
    return records_of(replay(cases, session))


def shown(
    attempts: Sequence[Attempt], exercise: Exercise, vocabulary: Vocabulary
) -> list[Seen] | None:
    """Return what the attempts show, or None where one made more than a call of the exercise."""
    found = []
    for attempt in attempts:
        if not attempt.settled or attempt.lost or attempt.broken or len(attempt.records) != 1:
            return None
        record = attempt.records[0]
        if record.call.function != exercise.id:
            return None
        given = dict(zip(exercise.parameters, record.call.arguments, strict=False))
        seen = Seen(given, record, attempt.passed)
        due = _due(attempt.drawn, seen, vocabulary) if seen.arrays else None
        right = attempt.passed or _is_right(attempt.drawn, record)
        found.append(told_by(replace(seen, due=due, is_right=right)))
    return found


def _outcome(drawn: DrawnCase, record: RecordedCall) -> Exception | None:
    """Return what a check says of this answer, None where it passes."""
    try:
        drawn.check.body(Student([record], drawn.key, drawn.check.functions), drawn.case)
    except Suspended as asked:
        return BrokenCheck(asked.call.function)
    except Exception as problem:  # noqa: BLE001 - a body may rely on what a right answer has
        return problem
    return None


def _due(drawn: DrawnCase, seen: Seen, vocabulary: Vocabulary) -> Array | None:
    """Return what a check wants: it says so of an answer that is no number anywhere.

    A model is taken to have been asked once, and rightly.
    """
    nowhere = np.full(seen.like.shape, np.nan, np.float32)
    record = as_if_asked_rightly(seen.record, seen.given, seen.like_name, vocabulary.time)
    blank = RecordedCall(record.call, nowhere, None, record.evaluations)
    problem = _outcome(drawn, blank)
    if isinstance(problem, WrongValue) and problem.actual is nowhere:
        return np.asarray(problem.expected, np.float64)
    return None


def _is_right(drawn: DrawnCase, record: RecordedCall) -> bool:
    """Whether the numbers would pass: as float32, and with nothing changed in place."""
    value = record.value
    if record.raised is not None or not isinstance(value, np.ndarray) or value.dtype.kind != "f":
        return False
    plain = RecordedCall(record.call, value.astype(np.float32), None, record.evaluations)
    return _outcome(drawn, plain) is None
