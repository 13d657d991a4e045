"""The report on a terminal, at most 80 columns: scores, then one account for each lost check."""

from __future__ import annotations

import io
import sys

from rich.console import Console
from rich.text import Text

from grader.limits import MAX_PATHS_REPORTED
from grader.reports.layout import WIDTH, Page, terminal_width
from grader.reports.looks import LOOKS
from grader.reports.wording import (
    drawn_by,
    grouped,
    listed,
    next_steps,
    plural,
    points,
    sentence,
    unsaid,
)
from grader.results import (
    CAUSE,
    AssignmentResult,
    CheckResult,
    Counterexample,
    ExerciseResult,
    GradeReport,
    Verdict,
)

_ROLES = {"graded": "Graded", "used": "Used by it", "left_aside": "Left aside"}


def print_report(report: GradeReport) -> None:
    """Print the report: in colour on a terminal, plain when piped."""
    console = _Terminal(width=terminal_width(), highlight=False, emoji=False, markup=False)
    can_draw = (sys.stdout.encoding or "").lower().replace("-", "") in ("utf8", "utf16")
    _Printer(console, can_draw).report(report)


class _Terminal(Console):
    def on_broken_pipe(self) -> None:
        """Leave it to the command line what a closed pipe means; rich would exit with 1."""
        raise BrokenPipeError


def render(report: GradeReport, width: int = WIDTH) -> str:
    """Return what `print_report` prints where it is piped."""
    console = _recorder(width)
    _Printer(console, True).report(report)
    return console.export_text()


def render_svg(report: GradeReport, title: str, width: int = WIDTH) -> str:
    """Return a picture of what `print_report` shows on a terminal."""
    console = _recorder(width)
    _Printer(console, True).report(report)
    return console.export_svg(title=title)


def render_check(check: CheckResult) -> str:
    """Return the account of one check that did not pass."""
    console = _recorder()
    _Printer(console, True).checks([check], check.id)
    return console.export_text()


def _recorder(width: int = WIDTH) -> Console:
    return Console(
        file=io.StringIO(),
        record=True,
        width=width,
        highlight=False,
        emoji=False,
        markup=False,
        force_terminal=True,
    )


class _Printer(Page):
    def __init__(self, console: Console, can_draw: bool) -> None:
        super().__init__(console, can_draw)
        #: what need not be said again, and of which exercise it was said
        self._said: dict[str, str] = {}

    def report(self, report: GradeReport) -> None:
        self._heading(report)
        for notice in report.notices:
            self._print(notice, style="yellow", hang=2)
        for assignment in report.assignments:
            self._assignment(assignment)
        for assignment in report.assignments:
            self._undefined(assignment)
            for exercise in assignment.exercises:
                self._account(assignment, exercise)
        self._closing(report)

    def _heading(self, report: GradeReport) -> None:
        title = Text("Flow matching · ", style="bold") + Text(report.submission_name, style="bold")
        total = f"{points(report)} points"
        title.truncate(min(60, self._width - len(total) - 2), overflow="ellipsis")
        self._print()
        self._row(title, total, "bold")
        self._print("─" * self._width, style="dim")

    def _assignment(self, assignment: AssignmentResult) -> None:
        self._row(
            Text(f"{assignment.id.split('_')[0]} {assignment.title}", style="bold"),
            points(assignment),
            "bold",
        )
        for notice in assignment.notices:
            if told := unsaid(notice, self._said):
                self._print(told, indent=3, style="yellow")
        for exercise in assignment.exercises:
            look = LOOKS[exercise.verdict]
            line = Text.assemble("   ", (look.sign, look.colour), " ", exercise.id)
            self._exercise(line, look.word, points(exercise), look.colour)
        self._print()

    def _exercise(self, line: Text, word: str, score: str, style: str) -> None:
        """Print an exercise's row: its verdict in words where there is room, else below it."""
        column = max(34, line.cell_len + 2)
        if column + len(word) + 2 + len(score) <= self._width:
            line.append(" " * (column - line.cell_len) + word, style=style)
        elif line.cell_len + 2 + len(word) + 2 + len(score) <= self._width:
            score = f"{word}  {score}"
        else:
            self._row(line, score, style)
            self._print(word, indent=5, style=style)
            return
        self._row(line, score, style)

    def _undefined(self, assignment: AssignmentResult) -> None:
        """Print one account for all functions that are not there, which have the same cause."""
        missing = [found for found in assignment.exercises if found.undefined is not None]
        if len(missing) > 1:
            number = assignment.id.split("_")[0]
            lost = sum(exercise.max_score - exercise.score for exercise in missing)
            self._rule(f"{number} not defined", f"{plural(lost)} lost")
            text = f"{listed([exercise.id for exercise in missing])} are {missing[0].undefined}"
            look = LOOKS[Verdict.ERROR]
            line = Text.assemble((look.sign, look.colour), " ", text)
            self._print(line, indent=self._indent - 2, hang=2)
            self._print()

    def _account(self, assignment: AssignmentResult, exercise: ExerciseResult) -> None:
        lost = [check for check in exercise.checks if check.verdict is not Verdict.PASSED]
        # a hidden check shows no inputs, so it has nothing to add to a public one
        lost = [check for check in lost if not check.hidden] or lost
        informed = [check for check in exercise.checks if check not in lost and check.message]
        told = [message for message in assignment.notices if lost and lost[0].message == message]
        attempted = exercise.verdict is not Verdict.NOT_ATTEMPTED
        missing = [other.undefined is not None for other in assignment.exercises]
        together = exercise.undefined is not None and sum(missing) > 1
        if informed and not lost:
            self._rule(f"{assignment.id.split('_')[0]} {exercise.id}")
            self._print(informed[0].message or "", indent=2)
            self._print()
        if not lost or told or together or not attempted:
            return
        self._rule(
            f"{assignment.id.split('_')[0]} {exercise.id}",
            f"{plural(exercise.max_score - exercise.score)} lost",
        )
        self.checks(lost, exercise.id)
        self._print()

    def checks(self, lost: list[CheckResult], exercise: str) -> None:
        """Print the accounts of an exercise's lost checks."""
        for message, checks in grouped(lost):
            for check in checks:
                look = LOOKS[check.verdict]
                claim = Text.assemble((look.sign, look.colour), " ", check.claim)
                self._print(claim, indent=self._indent - 2, hang=2)
            self._check(message, checks[0], exercise)

    def _check(self, message: str | None, check: CheckResult, exercise: str) -> None:
        """Print one check's account; what was said before is not said again."""
        example = check.counterexample
        if example is not None:
            self._example(example)
        if check.hidden and message is None:
            message = "this is a hidden check: the inputs are not shown"
        if message is not None and (example is not None or self._new(message, exercise)):
            title = "your code" if example is not None else ""
            for line in message.splitlines():
                again = line.startswith(CAUSE) and not self._new(line, exercise)
                told = CAUSE + self._as_before(line, exercise) if again else line
                self._labelled(title, told)
                title = ""
        elif message is not None and check.verdict is not Verdict.BLOCKED and not check.hidden:
            self._labelled("", self._as_before(message, exercise))
        if check.diagnosis is not None:
            told = check.diagnosis.message
            if not self._new(told, exercise):
                told = self._as_before(told, exercise)
            self._labelled("looks like", told, "bold yellow")
        if check.reading is not None and self._new(check.reading, exercise):
            self._labelled("in fact", check.reading, "bold yellow")
        if check.hint is not None and self._new(check.hint, exercise):
            self._labelled("try", check.hint, "green")
        if example is not None and example.code is not None and self._new(example.code, exercise):
            self._code("to see it yourself", example.code)

    def _new(self, text: str, exercise: str) -> bool:
        """Whether a text is said for the first time in this report, for `exercise`."""
        if text in self._said:
            return False
        self._said[text] = exercise
        return True

    def _as_before(self, text: str, exercise: str) -> str:
        """Return where a text was said before, which stands for it."""
        where = self._said[text]
        return f"the same as in {where}" if where not in ("", exercise) else "the same as above"

    def _example(self, example: Counterexample) -> None:
        for name, value in example.inputs.items():
            self._labelled(name, value)
        if example.actual is not None:
            self._labelled("got", example.actual, "red")
        if example.expected is not None:
            self._labelled("expected", example.expected, "green")
        if example.note is not None:
            self._labelled("", sentence(example.note))
        for number, line in enumerate((example.printed or "").splitlines()):
            self._labelled("" if number else "printed", line)

    def _files(self, report: GradeReport) -> None:
        """Name what was graded and what was left aside, on a line each."""
        for role, title in _ROLES.items():
            paths = [file.path for file in report.files if file.role == role]
            if paths:
                rest = len(paths) - MAX_PATHS_REPORTED
                listed = ", ".join(paths[:MAX_PATHS_REPORTED])
                more = f" and {rest} more" if rest > 0 else ""
                self._print(f"{title}: {listed}{more}", style="dim", hang=2)

    def _closing(self, report: GradeReport) -> None:
        for line in next_steps(report):
            self._print(line)
        self._files(report)
        took = f"{report.seconds:.1f} s, " if report.seconds else ""  # a stored report has no times
        drawn = drawn_by(report)
        self._print(f"{took}{drawn}, isolation: {report.isolation}", style="dim")
