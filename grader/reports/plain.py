"""What is told of each exercise, as plain text, for formats that hold a text an exercise."""

from __future__ import annotations

from typing import NamedTuple

from grader.reports.accounts import told
from grader.reports.console import render_account
from grader.reports.looks import LOOKS
from grader.reports.wording import closing, files_by_role, next_steps
from grader.results import AssignmentResult, ExerciseResult, GradeReport, Verdict


class Entry(NamedTuple):
    """An exercise, the assignment that it belongs to, and what is told of it."""

    assignment: AssignmentResult
    exercise: ExerciseResult
    text: str

    @property
    def word(self) -> str:
        """The outcome in a word."""
        return outcome(self.exercise.verdict)


def outcome(verdict: Verdict) -> str:
    """Return the word of a verdict, also where a sign would say it."""
    return LOOKS[verdict].word or verdict.value


def entries(report: GradeReport) -> list[Entry]:
    """Return all exercises in order, each with its text."""
    texts: dict[tuple[str, str], str] = {}
    for account in told(report).accounts:
        for name in account.exercises:
            texts[account.assignment, name] = render_account(account)
    return [
        Entry(assignment, exercise, texts.get((assignment.id, exercise.id)) or _rest(exercise))
        for assignment in report.assignments
        for exercise in assignment.exercises
    ]


def _rest(exercise: ExerciseResult) -> str:
    """Return what is told of an exercise without an account: it holds, or there is nothing yet."""
    if exercise.verdict is Verdict.PASSED:
        return ""
    message = exercise.checks[0].message
    return message or f"{outcome(exercise.verdict)}: {exercise.signature}"


def overview(report: GradeReport) -> str:
    """Return what is told of the whole: what to do next, notices, files, conditions."""
    lines = [*next_steps(report), *report.notices]
    for assignment in report.assignments:
        lines += assignment.notices
    lines += [f"{title}: {paths}" for title, paths in files_by_role(report)]
    return "\n".join([*dict.fromkeys(lines), closing(report)])
