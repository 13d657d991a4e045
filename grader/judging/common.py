"""Has wrong answers given once more to cases that are the same for every submission.

A class draws other cases for each, so answers of two students cannot be held against each other. To
see who made the same mistake, what fails and has no name is asked the practice cases as well: those
that students have at home, at seed 0. Nothing of it counts.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from grader.errors import AuthoringError
from grader.host.proxy import RecordedCall
from grader.judging.questions import Questions
from grader.judging.replay import replay_checks
from grader.judging.session import Session
from grader.limits import MAX_FINGERPRINT_NUMBERS
from grader.model import Assignment
from grader.results import CheckResult

#: answers as numbers, and words for what is none
Answers = tuple[float | str, ...]

_CASES = 6
_NUMBERS_OF_A_CALL = 6


class CommonCases:
    """The first practice cases of each check, and what a submission answers to them."""

    def __init__(self, assignments: Iterable[Assignment]) -> None:
        self._questions = {found.id: Questions(found, 0, None) for found in assignments}

    def answers(
        self, assignment: Assignment, session: Session, judged: dict[str, Sequence[CheckResult]]
    ) -> dict[str, Answers]:
        """Return the answers of the exercises that are wrong in a way that has no name.

        `judged` are those that could be called at all.
        """
        questions = self._questions[assignment.id]
        found = {}
        for exercise in questions.assignment.exercises:
            if not is_unnamed(judged.get(exercise.id, ())):
                continue
            try:
                drawn = questions.of(exercise)
            except AuthoringError:  # it was told when it was drawn for the submission
                continue
            few = [replace(check, cases=check.cases[:_CASES]) for check in drawn]
            attempts = [attempt for group in replay_checks(few, session) for attempt in group]
            numbers: list[float | str] = []
            for attempt in attempts:
                numbers += [word for record in attempt.records for word in fingerprint(record)]
                if attempt.lost is not None:
                    numbers.append(f"lost: {attempt.lost.verdict.value}")
            found[exercise.id] = tuple(numbers[:MAX_FINGERPRINT_NUMBERS])
        return found


def is_unnamed(results: Sequence[CheckResult]) -> bool:
    """Whether an exercise is wrong, in answers or by an error, and no known idea explains it."""
    wrong = [result for result in results if result.verdict.is_wrong]
    return bool(wrong) and not any(result.diagnosis for result in results)


def fingerprint(record: RecordedCall) -> Answers:
    """Return what tells one answer from another: its first numbers, its kind or its error."""
    if record.raised is not None:
        return (f"raised {record.raised.types[0]}",)
    return tuple(_numbers(record.value))[:_NUMBERS_OF_A_CALL]


def _numbers(value: Any) -> Iterator[float | str]:
    if isinstance(value, np.ndarray):
        yield f"{value.dtype} {value.shape}"
        if value.dtype.names:  # of bfloat16 there are bits, and no numbers
            return
        flat = value.reshape(-1)[: 2 * _NUMBERS_OF_A_CALL]
        yield from (_plain(float(number.real)) for number in flat)
    elif isinstance(value, tuple | list):
        for part in value:
            yield from list(_numbers(part))[: _NUMBERS_OF_A_CALL // 2]
    elif isinstance(value, int | float):
        yield _plain(float(value))
    else:
        yield type(value).__name__


def _plain(number: float) -> float | str:
    """Return a number with so many digits as rounding leaves alone; JSON has no infinity."""
    return float(f"{number:.5g}") if math.isfinite(number) else str(number)
