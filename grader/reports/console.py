"""The report on a terminal, 80 columns wide: scores first, then one account for each lost check."""

from __future__ import annotations

import io
import sys

from rich.console import Console
from rich.text import Text

from grader.model import (
    AssignmentResult,
    CheckResult,
    Counterexample,
    ExerciseResult,
    GradeReport,
    Verdict,
)
from grader.reports.wording import grouped, next_steps, plural, points, sentence

WIDTH = 80
_STYLES = {
    Verdict.PASSED: "green",
    Verdict.NOT_ATTEMPTED: "dim",
    Verdict.BLOCKED: "yellow",
    Verdict.GRADER_ERROR: "magenta",
}
_SIGNS = {Verdict.PASSED: "✓", Verdict.NOT_ATTEMPTED: "·", Verdict.BLOCKED: "~"}
_ASCII_SIGNS = {"✓": "+", "·": ".", "✗": "x", "─": "-", "→": "->"}
_WORDS = {
    Verdict.NOT_ATTEMPTED: "not attempted",
    Verdict.BLOCKED: "blocked",
    Verdict.ERROR: "error",
    Verdict.TIMEOUT: "out of time",
    Verdict.MEMORY: "out of memory",
    Verdict.GRADER_ERROR: "the grader's fault",
}


_ROLES = {"graded": "Graded", "used": "Used by it", "left_aside": "Left aside"}
_MAX_PATHS = 8


def print_report(report: GradeReport) -> None:
    """Print the report: in colour on a terminal, plain when piped."""
    console = _Terminal(width=WIDTH, highlight=False, emoji=False, markup=False)
    can_draw = (sys.stdout.encoding or "").lower().replace("-", "") in ("utf8", "utf16")
    _Printer(console, can_draw).report(report)


class _Terminal(Console):
    def on_broken_pipe(self) -> None:
        """Leave it to the command line what a closed pipe means; rich would exit with 1."""
        raise BrokenPipeError


def render(report: GradeReport) -> str:
    """Return what `print_report` prints where it is piped."""
    console = _recorder()
    _Printer(console, True).report(report)
    return console.export_text()


def render_svg(report: GradeReport, title: str) -> str:
    """Return a picture of what `print_report` shows on a terminal."""
    console = _recorder()
    _Printer(console, True).report(report)
    return console.export_svg(title=title)


def render_check(check: CheckResult) -> str:
    """Return the account of one check that did not pass."""
    console = _recorder()
    _Printer(console, True).checks([check])
    return console.export_text()


def _recorder() -> Console:
    return Console(
        file=io.StringIO(),
        record=True,
        width=WIDTH,
        highlight=False,
        emoji=False,
        markup=False,
        force_terminal=True,
    )


class _Printer:
    def __init__(self, console: Console, can_draw: bool) -> None:
        self._console = console
        self._can_draw = can_draw

    def report(self, report: GradeReport) -> None:
        self._heading(report)
        for notice in report.notices:
            self._print(notice, style="yellow", hang=2)
        for assignment in report.assignments:
            self._assignment(assignment)
        for assignment in report.assignments:
            for exercise in assignment.exercises:
                self._account(assignment, exercise)
        self._closing(report)

    def _print(
        self, text: Text | str = "", indent: int = 0, style: str = "", hang: int = 0
    ) -> None:
        """Print text, wrapped at the width; `hang` indents its further lines a little more."""
        if isinstance(text, str):
            text = Text(text, style=style)
        for number, line in enumerate(text.wrap(self._console, WIDTH - indent - hang) or [text]):
            self._line(Text.assemble(" " * (indent + (hang if number else 0)), line))

    def _line(self, line: Text) -> None:
        """Print one line as it is."""
        line.rstrip()
        if not self._can_draw:
            plain = "".join(_ASCII_SIGNS.get(each, each) for each in line.plain)
            line = Text(plain.encode("ascii", "replace").decode())
        self._console.print(line, soft_wrap=True)

    def _code(self, code: str) -> None:
        for line in code.splitlines():
            self._line(Text("      " + line, style="cyan"))

    def _row(self, left: Text, right: str, style: str = "") -> None:
        gap = max(1, WIDTH - left.cell_len - len(right))
        row = left + Text(" " * gap)
        row.append(right, style=style)
        self._line(row)

    def _rule(self, title: str, right: str = "") -> None:
        dashes = "─" * max(2, WIDTH - len(title) - len(right) - 1 - bool(right))
        self._print(f"{title} {dashes} {right}".rstrip(), style="bold")

    def _heading(self, report: GradeReport) -> None:
        title = Text("Flow matching · ", style="bold") + Text(report.submission_name, style="bold")
        title.truncate(60, overflow="ellipsis")
        self._print()
        self._row(title, f"{points(report)} points", "bold")
        self._print("─" * WIDTH, style="dim")

    def _assignment(self, assignment: AssignmentResult) -> None:
        self._row(
            Text(f"{assignment.id.split('_')[0]} {assignment.title}", style="bold"),
            points(assignment),
            "bold",
        )
        for notice in assignment.notices:
            self._print(notice, indent=3, style="yellow")
        for exercise in assignment.exercises:
            style = _STYLES.get(exercise.verdict, "red")
            sign = _SIGNS.get(exercise.verdict, "✗")
            line = Text.assemble("   ", (sign, style), " ", exercise.id)
            word = _WORDS.get(exercise.verdict)
            if word is not None:
                line.append(" " * max(2, 34 - line.cell_len) + word, style=style)
            self._row(line, points(exercise), style)
        self._print()

    def _account(self, assignment: AssignmentResult, exercise: ExerciseResult) -> None:
        lost = [each for each in exercise.checks if each.verdict is not Verdict.PASSED]
        # a hidden check shows no inputs, so it has nothing to add to a public one
        lost = [each for each in lost if not each.hidden] or lost
        informed = [each for each in exercise.checks if each not in lost and each.message]
        told = [message for message in assignment.notices if lost and lost[0].message == message]
        attempted = exercise.verdict is not Verdict.NOT_ATTEMPTED
        if informed and not lost:
            self._rule(f"{assignment.id.split('_')[0]} {exercise.id}")
            self._print(informed[0].message or "", indent=2)
            self._print()
        if not lost or told or not attempted:
            return
        self._rule(
            f"{assignment.id.split('_')[0]} {exercise.id}",
            f"{plural(exercise.max_score - exercise.score)} lost",
        )
        self.checks(lost)
        self._print()

    def checks(self, lost: list[CheckResult]) -> None:
        """Print the accounts of an exercise's lost checks."""
        said: set[str] = set()
        for message, checks in grouped(lost):
            for check in checks:
                sign = _SIGNS.get(check.verdict, "✗")
                claim = Text.assemble((sign, _STYLES.get(check.verdict, "red")), " ", check.claim)
                self._print(claim, indent=2, hang=2)
            self._check(message, checks[0], said)

    def _check(self, message: str | None, check: CheckResult, said: set[str]) -> None:
        """Print one check's account; `said` holds what need not be said again."""
        example = check.counterexample
        if example is not None:
            self._example(example)
        if check.hidden and message is None:
            message = "this is a hidden check: the inputs are not shown"
        if message is not None:
            title = "your code" if example is not None else ""
            for line in message.splitlines():
                self._labelled(title, line)
                title = ""
        if check.diagnosis is not None and check.diagnosis.id not in said:
            said.add(check.diagnosis.id)
            self._labelled("looks like", check.diagnosis.message, "bold yellow")
        if check.hint is not None and check.hint not in said:
            said.add(check.hint)
            self._labelled("try", check.hint, "green")
        if example is not None and example.code is not None and example.code not in said:
            said.add(example.code)
            self._print("to see it yourself:", indent=4, style="dim")
            self._code(example.code)

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

    def _labelled(self, label: str, value: str, style: str = "") -> None:
        """Print `label  value` with the value's further lines under its first."""
        width = max(12, len(label) + 2)
        text = Text(value, style=style)
        lines = text.wrap(self._console, WIDTH - 4 - width)
        for number, line in enumerate(lines):
            head = label if number == 0 else ""
            self._line(Text.assemble("    ", (f"{head:<{width}}", "dim"), line))

    def _files(self, report: GradeReport) -> None:
        """Name what was graded and what was left aside, on a line each."""
        for role, title in _ROLES.items():
            paths = [each.path for each in report.files if each.role == role]
            if paths:
                more = f" and {len(paths) - _MAX_PATHS} more" if len(paths) > _MAX_PATHS else ""
                self._print(f"{title}: {', '.join(paths[:_MAX_PATHS])}{more}", style="dim", hang=2)

    def _closing(self, report: GradeReport) -> None:
        for line in next_steps(report):
            self._print(line)
        self._files(report)
        self._print(
            f"{report.seconds:.1f} s, seed {report.seed}, isolation: {report.isolation}",
            style="dim",
        )
