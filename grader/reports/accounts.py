"""What a report tells of lost points, once: every form of it puts the same words in this order.

What was said before is not said again, so the accounts of a report are made together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from grader.reports.looks import LOOKS, Look
from grader.reports.wording import grouped, listed, number, plural, sentence, unsaid
from grader.results import (
    CAUSE,
    AssignmentResult,
    CheckResult,
    Counterexample,
    ExerciseResult,
    GradeReport,
    Verdict,
)


class Tone(Enum):
    """What a line of an account is about."""

    INPUT = "input"
    GOT = "got"
    EXPECTED = "expected"
    NOTE = "note"
    PRINTED = "printed"
    MESSAGE = "message"
    DIAGNOSIS = "diagnosis"
    READING = "reading"
    HINT = "hint"


@dataclass(frozen=True)
class Line:
    """A value with its label, which is empty where the line goes on with the one before."""

    tone: Tone
    label: str
    text: str


@dataclass(frozen=True)
class Part:
    """What explains one or more claims that do not hold, and code that shows it."""

    claims: tuple[tuple[Look, str], ...]
    lines: tuple[Line, ...] = ()
    code: str | None = None

    def of(self, *tones: Tone) -> tuple[Line, ...]:
        """Return the lines that are about this."""
        return tuple(line for line in self.lines if line.tone in tones)

    def blocks(self, *tones: Tone) -> list[tuple[str, str]]:
        """Return labels with all the lines that go on with theirs."""
        found: list[tuple[str, str]] = []
        for tone in tones:
            lines = self.of(tone)
            if lines:
                found.append((lines[0].label, "\n".join(line.text for line in lines)))
        return found


@dataclass(frozen=True)
class Account:
    """What is told under one heading: of one exercise, or of all that are not defined.

    `remark` is about what costs nothing.
    """

    assignment: str
    exercises: tuple[str, ...]
    title: str
    lost: str = ""
    parts: tuple[Part, ...] = ()
    remark: str | None = None


@dataclass(frozen=True)
class Told:
    """All that is told: notices by the id of their assignment, then the accounts."""

    notices: dict[str, tuple[str, ...]]
    accounts: tuple[Account, ...]


def told(report: GradeReport) -> Told:
    """Return what is told of a report."""
    teller = _Teller()
    notices = {
        assignment.id: tuple(
            filter(None, (unsaid(notice, teller.said) for notice in assignment.notices))
        )
        for assignment in report.assignments
    }
    accounts = [
        account for assignment in report.assignments for account in teller.accounts(assignment)
    ]
    return Told(notices, tuple(accounts))


def told_of(check: CheckResult) -> tuple[Part, ...]:
    """Return what is told of one check that did not pass, if of nothing else."""
    return tuple(_Teller().parts([check], check.id))


def _why_undefined(missing: Sequence[ExerciseResult]) -> Iterator[str]:
    """Yield a sentence for all that are missing for the same reason, wherever its lines are."""
    alike: dict[str, list[ExerciseResult]] = {}
    for exercise in missing:
        alike.setdefault(_LINE.sub("line", exercise.undefined or ""), []).append(exercise)
    for found in alike.values():
        names = [exercise.id for exercise in found]
        yield f"{listed(names)} {'are' if len(names) > 1 else 'is'} {found[0].undefined}"


_LINE = re.compile(r"line \d+")


class _Teller:
    def __init__(self) -> None:
        #: what need not be said again, and of which exercise it was said
        self.said: dict[str, str] = {}

    def accounts(self, assignment: AssignmentResult) -> Iterator[Account]:
        """Yield the accounts of an assignment in order."""
        missing = [found for found in assignment.exercises if found.undefined is not None]
        where = number(assignment)
        if together := len(missing) > 1:
            names = tuple(exercise.id for exercise in missing)
            parts = tuple(Part(((LOOKS[Verdict.ERROR], text),)) for text in _why_undefined(missing))
            lost = sum(exercise.max_score - exercise.score for exercise in missing)
            yield Account(
                assignment.id, names, f"{where} not defined", f"{plural(lost)} lost", parts
            )
        for exercise in assignment.exercises:
            if not (together and exercise.undefined is not None):
                yield from self._account(assignment, exercise)

    def _account(self, assignment: AssignmentResult, exercise: ExerciseResult) -> Iterator[Account]:
        lost = [check for check in exercise.checks if check.verdict is not Verdict.PASSED]
        # a hidden check shows no inputs, so it has nothing to add to a public one
        lost = [check for check in lost if not check.hidden] or lost
        informed = [check for check in exercise.checks if check not in lost and check.message]
        title = f"{number(assignment)} {exercise.id}"
        if informed and not lost:
            yield Account(assignment.id, (exercise.id,), title, remark=informed[0].message)
        by_notice = lost and lost[0].message in assignment.notices
        if lost and not by_notice and exercise.verdict is not Verdict.NOT_ATTEMPTED:
            yield Account(
                assignment.id,
                (exercise.id,),
                title,
                f"{plural(exercise.max_score - exercise.score)} lost",
                tuple(self.parts(lost, exercise.id)),
            )

    def parts(self, lost: Sequence[CheckResult], exercise: str) -> Iterator[Part]:
        """Yield the accounts of an exercise's lost checks."""
        for message, checks in grouped(list(lost)):
            claims = tuple((LOOKS[check.verdict], check.claim) for check in checks)
            lines = tuple(self._lines(message, checks[0], exercise))
            example = checks[0].counterexample
            code = example.code if example is not None else None
            new = code is not None and self._new(code, exercise)
            yield Part(claims, lines, code if new else None)

    def _lines(self, message: str | None, check: CheckResult, exercise: str) -> Iterator[Line]:
        """Yield one check's account; what was said before is not said again."""
        example = check.counterexample
        if example is not None:
            yield from _example(example)
        if check.hidden and message is None:
            message = "this is a hidden check: the inputs are not shown"
        if message is not None and check.verdict is Verdict.BLOCKED:
            self.said.pop(message, None)  # why an exercise is blocked is short, and said of each
        if message is not None and (example is not None or self._new(message, exercise)):
            label = "your code" if example is not None else ""
            for line in message.splitlines():
                again = line.startswith(CAUSE) and not self._new(line, exercise)
                text = CAUSE + self._as_before(line, exercise) if again else line
                yield Line(Tone.MESSAGE, label, text)
                label = ""
        elif message is not None and not check.hidden:
            yield Line(Tone.MESSAGE, "", self._as_before(message, exercise))
        if check.diagnosis is not None:
            text = check.diagnosis.message
            if not self._new(text, exercise):
                text = self._as_before(text, exercise)
            yield Line(Tone.DIAGNOSIS, "looks like", text)
        if check.reading is not None and self._new(check.reading, exercise):
            yield Line(Tone.READING, "in fact", check.reading)
        if check.hint is not None and self._new(check.hint, exercise):
            yield Line(Tone.HINT, "try", check.hint)

    def _new(self, text: str, exercise: str) -> bool:
        """Whether a text is said for the first time in this report, for `exercise`."""
        if text in self.said:
            return False
        self.said[text] = exercise
        return True

    def _as_before(self, text: str, exercise: str) -> str:
        """Return where a text was said before, which stands for it."""
        where = self.said[text]
        return f"the same as in {where}" if where not in ("", exercise) else "the same as above"


def _example(example: Counterexample) -> Iterator[Line]:
    for name, value in example.inputs.items():
        yield Line(Tone.INPUT, name, value)
    if example.actual is not None:
        yield Line(Tone.GOT, "got", example.actual)
    if example.expected is not None:
        yield Line(Tone.EXPECTED, "expected", example.expected)
    if example.note is not None:
        yield Line(Tone.NOTE, "", sentence(example.note))
    label = "printed"
    for line in (example.printed or "").splitlines():
        yield Line(Tone.PRINTED, label, line)
        label = ""
