"""The report on a terminal, at most 80 columns: scores, then one account for each lost check."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

from grader.reports.accounts import Account, Part, Tone, told, told_of
from grader.reports.layout import WIDTH, Page, terminal_width
from grader.reports.looks import LOOKS
from grader.reports.wording import CODE, TITLE, closing, files_by_role, next_steps, number, points
from grader.results import AssignmentResult, CheckResult, GradeReport

_STYLES = {
    Tone.GOT: "red",
    Tone.EXPECTED: "green",
    Tone.DIAGNOSIS: "bold yellow",
    Tone.READING: "bold yellow",
    Tone.HINT: "green",
}


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


def render_svg(report: GradeReport, title: str) -> str:
    """Return a picture of what `print_report` shows on a terminal."""
    console = _recorder()
    _Printer(console, True).report(report)
    return console.export_svg(title=title)


def render_check(check: CheckResult) -> str:
    """Return the account of one check that did not pass."""
    console = _recorder()
    _Printer(console, True).parts(told_of(check))
    return console.export_text()


def render_account(account: Account) -> str:
    """Return what is told under one heading, without the heading."""
    console = _recorder()
    _Printer(console, True).explain(account)
    return console.export_text().rstrip()


def _recorder(width: int = WIDTH) -> Console:
    return Console(
        file=io.StringIO(),
        record=True,
        width=width,
        highlight=False,
        emoji=False,
        markup=False,
        force_terminal=True,
        force_jupyter=False,  # in a notebook rich would show each line at once, as a page
    )


class _Printer(Page):
    def report(self, report: GradeReport) -> None:
        self._heading(report)
        for notice in report.notices:
            self._print(notice, style="yellow", hang=2)
        found = told(report)
        for assignment in report.assignments:
            self._assignment(assignment, found.notices[assignment.id])
        for account in found.accounts:
            self._account(account)
        self._closing(report)

    def _heading(self, report: GradeReport) -> None:
        title = Text(f"{TITLE} · ", style="bold") + Text(report.submission_name, style="bold")
        total = f"{points(report)} points"
        title.truncate(min(60, self._width - len(total) - 2), overflow="ellipsis")
        self._print()
        self._row(title, total, "bold")
        self._print("─" * self._width, style="dim")

    def _assignment(self, assignment: AssignmentResult, notices: Iterable[str]) -> None:
        self._row(
            Text(f"{number(assignment)} {assignment.title}", style="bold"),
            points(assignment),
            "bold",
        )
        for notice in notices:
            self._print(notice, indent=3, style="yellow")
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

    def _account(self, account: Account) -> None:
        self._rule(account.title, account.lost)
        self.explain(account)
        self._print()

    def explain(self, account: Account) -> None:
        """Print what an account holds."""
        if account.remark is not None:
            self._print(account.remark, indent=2)
        self.parts(account.parts)

    def parts(self, parts: Iterable[Part]) -> None:
        """Print what explains the claims of an account."""
        for part in parts:
            for look, claim in part.claims:
                line = Text.assemble((look.sign, look.colour), " ", claim)
                self._print(line, indent=self._indent - 2, hang=2)
            for told_line in part.lines:
                self._labelled(told_line.label, told_line.text, _STYLES.get(told_line.tone, ""))
            if part.code is not None:
                self._code(CODE, part.code)

    def _closing(self, report: GradeReport) -> None:
        for line in next_steps(report):
            self._print(line)
        for title, paths in files_by_role(report):
            self._print(f"{title}: {paths}", style="dim", hang=2)
        self._print(closing(report), style="dim")
