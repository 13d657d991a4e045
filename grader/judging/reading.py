"""Reads a failing check's answers back: what its attempts show, and those of another seed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from grader.authoring.vocabulary import Vocabulary
from grader.host.proxy import RecordedCall, Student, Suspended, UnlikelyDraws, WrongValue
from grader.host.values import Array
from grader.judging.attempts import CheckAttempts, only_values_differ, records_of
from grader.judging.cases import Attempt, BrokenCheck, DrawnCase
from grader.judging.replay import replay
from grader.judging.session import Session
from grader.limits import LEAST_EVALUATIONS, MAX_READING_CHARACTERS, MAX_REFUTING_EVALUATIONS
from grader.model import Assignment, Exercise, Kind
from grader.readback.assembled import assembled, is_right
from grader.readback.draws import wrong_draws
from grader.readback.evidence import Seen
from grader.readback.reading import Reading, is_wanted, read_back
from grader.readback.steps import as_if_asked_rightly, asks_rightly, told_by
from grader.wire.messages import Raised


def reading(
    assignment: Assignment,
    exercise: Exercise,
    answered: CheckAttempts,
    smallest: Attempt,
    session: Session,
) -> Reading | None:
    """Return what is known of the answers to one check, and of its smallest failing case, or None.

    It must predict what the submission answers to the same check drawn once more, which is asked
    only then.
    """
    words = assignment.vocabulary
    if words is None:
        return None
    # the smallest case is shown beside what is read, and may have been found by a search
    known_before = any(smallest is attempt for attempt in answered.attempts)
    found_since = [] if known_before else [smallest]
    program = words.assemblies.get(exercise.id)
    # a law is asked with many samples, which cost much and refute little: other checks tell a part;
    # and what is done where an error is wanted says nothing of what is done elsewhere
    is_told = answered.check.kind is not Kind.DISTRIBUTION and not _asks_for_errors(answered)
    if program is not None and is_told:
        found = assembled(
            program,
            records_of([*answered.attempts, *found_since]),
            lambda: _recorded_again(answered, session),
        )
        if found is not None and len(found.sentence) <= MAX_READING_CHARACTERS:
            return Reading(found.sentence, gives_all=not found.in_doubt)
    drawn = words.draws.get(exercise.id)
    if drawn is not None and all(attempt.settled for attempt in answered.attempts):
        told = wrong_draws(
            drawn,
            records_of(answered.attempts),
            lambda: records_of(replay(answered.drawn.once_more.cases, session)),
        )
        if told is not None and len(told) <= MAX_READING_CHARACTERS:
            return Reading(told)
    reader = words.readers.get(exercise.id)
    if reader is not None and all(attempt.settled for attempt in answered.attempts):
        told = reader(records_of([*answered.attempts, *found_since]))
        if told is not None and told == reader(_recorded_again(answered, session)):
            return Reading(told, gives_all=True)
    if any(isinstance(attempt.problem, UnlikelyDraws) for attempt in answered.attempts):
        return None  # in which cases it shows tells nothing
    cases = shown(answered.attempts, exercise, words)
    if cases is None:
        return None
    cases += shown(found_since, exercise, words) or []
    known = read_back(
        words,
        cases,
        lambda: shown(replay(answered.drawn.once_more.cases, session), exercise, words) or (),
    )
    first, *others = words.returned.get(exercise.id, ("",))
    if known is None or not others:
        return known
    told = known.sentence[0].lower() + known.sentence[1:]
    sentence = f"{first}, for the {' and '.join(others)} that you return: {told}"
    if len(sentence) > MAX_READING_CHARACTERS:
        return None
    # the others may be what is wrong, or stand in another's place
    return replace(known, sentence=sentence, gives_all=False)


def is_right_up_to_rounding(
    assignment: Assignment, exercise: Exercise, answered: CheckAttempts
) -> bool:
    """Whether only numbers fail, and what is wanted gives all of them, as a float32 form of it may.

    Then the check may have rejected what is right.
    """
    words, attempts = assignment.vocabulary, answered.attempts
    if words is None or not only_values_differ(attempts):
        return False
    program, records = words.assemblies.get(exercise.id), records_of(attempts)
    if program is not None and any(record.call.models for record in records):
        return is_right(program, records)
    cases = shown(attempts, exercise, words)
    if cases is None or not all(asks_rightly(seen, words.time) for seen in cases):
        return False
    return is_wanted(words, cases)


def _asks_for_errors(answered: CheckAttempts) -> bool:
    """Whether an error would pass in every case of a check."""
    return all(
        attempt.records
        and _outcome(attempt.drawn, RecordedCall(attempt.records[0].call, None, _REFUSAL, ()))
        is None
        for attempt in answered.attempts
    )


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
    names = vocabulary.returned.get(exercise.id, ())
    for attempt in attempts:
        if not attempt.settled or attempt.lost or attempt.broken or len(attempt.records) != 1:
            return None
        record = attempt.records[0]
        if record.call.function != exercise.id:
            return None
        given = dict(zip(exercise.parameters, record.call.arguments, strict=False))
        rest: tuple[Array, ...] = ()
        if names:
            if not _are_together(record.value, names, Seen(given, record, False), vocabulary):
                return None
            first, *others = record.value
            rest, record = tuple(others), replace(record, value=first)
            given.update(zip(names[1:], rest, strict=True))
        seen = Seen(given, record, attempt.passed)
        due, allowed = _due(attempt.drawn, seen, vocabulary, rest) if seen.arrays else (None, None)
        right = attempt.passed or _is_right(attempt.drawn, record, rest)
        refusal = RecordedCall(record.call, None, _REFUSAL, ())
        refusable = _outcome(attempt.drawn, refusal) is None
        known = replace(seen, due=due, allowed=allowed, is_right=right, refusable=refusable)
        found.append(told_by(known))
    return found


_REFUSAL = Raised(("ValueError", "Exception", "BaseException"), "", ())


def _are_together(
    value: object, names: tuple[str, ...], seen: Seen, vocabulary: Vocabulary
) -> bool:
    """Whether these were returned: a number a sample for the time, else arrays like those given."""
    if not isinstance(value, tuple) or len(value) != len(names):
        return False
    shape = seen.like.shape
    return all(
        isinstance(part, np.ndarray)
        and part.dtype == np.float32
        and part.shape == (shape[:1] if name == vocabulary.time else shape)
        for name, part in zip(names[1:], value[1:], strict=True)
    )


def _outcome(drawn: DrawnCase, record: RecordedCall) -> Exception | None:
    """Return what a check says of this answer, None where it passes."""
    try:
        drawn.check.body(Student([record], drawn.key, drawn.check.functions), drawn.case)
    except Suspended as asked:
        return BrokenCheck(asked.call.function)
    except Exception as problem:  # noqa: BLE001 - a body may rely on what a right answer has
        return problem
    return None


def _due(
    drawn: DrawnCase, seen: Seen, vocabulary: Vocabulary, rest: tuple[Array, ...]
) -> tuple[Array | None, Array | None]:
    """Return what a check wants, and how far it may be off: it says so of an answer of NaN.

    A model is taken to have been asked once, and rightly. `rest` was returned with the answer. What
    has not the shape of a state has that of the answer, or is not known.
    """
    shapes = [seen.like.shape]
    if seen.answer is not None and seen.answer.shape != seen.like.shape:
        shapes.append(seen.answer.shape)
    record = as_if_asked_rightly(seen.record, seen.given, seen.like_name, vocabulary.time)
    for shape in shapes:
        nowhere = np.full(shape, np.nan, np.float32)
        value = (nowhere, *rest) if rest else nowhere
        problem = _outcome(drawn, _answering(record, value))
        if isinstance(problem, WrongValue):
            actual, expected = problem.actual, problem.expected
            if rest and isinstance(actual, tuple) and isinstance(expected, tuple):
                actual, expected = actual[0], expected[0]
            if actual is nowhere:
                return np.asarray(expected, np.float64), problem.allowed
    return None, None


def _answering(record: RecordedCall, value: Any) -> RecordedCall:
    """Return the call as if it had answered this, and changed nothing."""
    return RecordedCall(record.call, value, None, record.evaluations, evaluated=record.evaluated)


def _is_right(drawn: DrawnCase, record: RecordedCall, rest: tuple[Array, ...]) -> bool:
    """Whether the numbers would pass: as float32, and with nothing changed in place."""
    value = record.value
    if record.raised is not None or not isinstance(value, np.ndarray) or value.dtype.kind != "f":
        return False
    plain = value.astype(np.float32)
    kept = (plain, *rest) if rest else plain
    return _outcome(drawn, _answering(record, kept)) is None
