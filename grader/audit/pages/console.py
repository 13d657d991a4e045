"""The audit on a terminal, at most 96 columns wide: what fails first, then the tables."""

from __future__ import annotations

import io
from collections.abc import Iterable

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from grader.audit.auditing import Audit
from grader.audit.findings.matrix import ExerciseMatrix
from grader.audit.findings.rates import lower_bound, upper_bound
from grader.audit.pages.domain import print_domain
from grader.audit.pages.summary import alone, short, summary
from grader.audit.records import Family

WIDTH = 96
_SHOWN = 40


def print_audit(audit: Audit) -> None:
    """Print the audit: in colour on a terminal, plain when piped."""
    _Printer(Console(width=WIDTH, highlight=False, emoji=False)).audit(audit)


def render(audit: Audit) -> str:
    """Return what `print_audit` prints, without colour."""
    console = Console(file=io.StringIO(), width=WIDTH, highlight=False, emoji=False)
    with console.capture() as capture:
        _Printer(console).audit(audit)
    return "\n".join(line.rstrip() for line in capture.get().splitlines()) + "\n"


class _Printer:
    def __init__(self, console: Console) -> None:
        self._console = console

    def audit(self, audit: Audit) -> None:
        self._title("Kill matrix")
        self._matrix(audit.matrices)
        if audit.coverage:
            self._title("Sabotaged solutions, killed where a condition on their inputs holds")
            table = self._table("exercise", "conditions", "pairs", "declared", "blind")
            print_domain(self._console, table, audit.coverage)
        self._title("Statistical checks")
        self._power(audit)
        self._rates(audit)
        self._title("Made mutants proved to be the solution itself")
        self._proofs(audit)
        self._title("Summary")
        self._summary(audit)
        self._unnamed(audit)
        self._problems(audit)

    def _title(self, text: str) -> None:
        self._console.print(Text(f"\n{text}", style="bold"))

    def _table(self, *columns: str) -> Table:
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, expand=False)
        for index, name in enumerate(columns):
            justify = "right" if index else "left"
            table.add_column(name, justify=justify, overflow="fold")  # type: ignore[arg-type]
        return table

    def _matrix(self, matrices: Iterable[ExerciseMatrix]) -> None:
        table = self._table("check", "points", "kills", "of", "alone")
        for matrix in matrices:
            name = f"{matrix.assignment.split('_')[0]} {matrix.exercise}"
            table.add_row(Text(name, style="bold cyan"), *[""] * 4)
            for row in matrix.checks:
                style = "dim" if row.hidden else "yellow" if row.redundant else ""
                table.add_row(
                    Text(f"  {short(row.id)}", style=style),
                    "" if row.hidden else f"{row.points:g}",
                    str(len(row.kills)),
                    str(len(matrix.mutants)),
                    Text(alone(row), style=style),
                )
        self._console.print(table)

    def _power(self, audit: Audit) -> None:
        if not audit.detections:
            return
        if audit.seeds == 1:
            seen = sum(detection.by_any for detection in audit.detections)
            text = f"{seen} of {len(audit.detections)} wrong samplers found, at one seed"
            self._console.print(Text(f"\n{text}"))
            return
        table = self._table("wrong sampler", "found by its law", "by any check", "power >=")
        for detection in audit.detections:
            table.add_row(
                detection.variant,
                f"{detection.by_law} of {detection.judged}",
                f"{detection.by_any} of {detection.seeds}",
                f"{lower_bound(detection.by_law, detection.judged):.1%}",
            )
        self._console.print(table)

    def _rates(self, audit: Audit) -> None:
        table = self._table("right samples of", "promised", "rejected", "rate <=", "p", "kept")
        for rate in audit.rates:
            table.add_row(
                rate.name,
                f"{rate.level:.3g}",
                f"{rate.rejections} of {rate.repetitions}",
                f"{upper_bound(rate.rejections, rate.repetitions):.2g}",
                f"{rate.p_value:.2g}",
                Text("yes", style="green") if rate.kept else Text("no", style="bold red"),
            )
        self._console.print()
        self._console.print(table)

    def _proofs(self, audit: Audit) -> None:
        table = self._table("mutant", "answers", "refusals", "float64", "float32")
        for identity, proof in audit.proofs.items():
            cell = Text(identity)
            cell.append(f"\n  {audit.variants[identity].note}", style="dim")
            table.add_row(
                cell,
                str(proof.answers),
                str(proof.refusals),
                _difference(proof.largest_float64),
                _difference(proof.largest_float32),
            )
        self._console.print(table)
        if audit.proofs:
            words = next(iter(audit.proofs.values())).reason
            self._console.print(
                Text(
                    f"Answers and refusals compared, and the largest relative difference; {words}.",
                    style="dim",
                )
            )

    def _summary(self, audit: Audit) -> None:
        found = summary(audit)
        misnamed = sum(bool(label.wrong) for label in audit.diagnosed)
        redundant = [
            row.id
            for matrix in audit.matrices
            for row in matrix.checks
            if row.redundant and not row.hidden
        ]
        seeds = "1 seed" if audit.seeds == 1 else f"{audit.seeds} seeds"
        lines = [
            (
                "mutants killed",
                f"{found.killed.done} of {found.killed.of} "
                f"({len(audit.of(Family.MUTANT))} written, "
                f"{len(audit.of(Family.MADE))} of {audit.made} made; "
                f"{len(audit.proofs)} more proved equivalent)",
            ),
            ("right forms accepted", f"{found.accepted.done} of {found.accepted.of}, at {seeds}"),
            (
                "misconceptions named",
                f"{found.named.done} of {found.named.of}; {misnamed} misnamed",
            ),
            ("rates kept", f"{found.kept.done} of {found.kept.of}"),
            ("conditions covered", self._covered(audit)),
            ("redundant checks", ", ".join(redundant) or "none"),
            ("time", self._times(audit)),
        ]
        for name, text in lines:
            self._console.print(Text(f"  {name:21} ", style="dim"), Text(text), sep="", end="\n")

    def _covered(self, audit: Audit) -> str:
        tried = sum(covered.singles + covered.pairs for covered in audit.coverage)
        if not tried:
            return "nothing was sabotaged"
        thousand = 1000 * audit.sabotage_seconds / tried
        return f"{summary(audit).covered}; {tried} with pairs, {thousand:.0f} CPU s per 1000"

    def _times(self, audit: Audit) -> str:
        a_second = audit.gradings / max(audit.cpu_seconds, 1e-9)
        return (
            f"{audit.seconds:.0f} s; {audit.gradings} gradings in {audit.cpu_seconds:.0f} CPU s, "
            f"{a_second:.1f} a CPU second"
        )

    def _unnamed(self, audit: Audit) -> None:
        """Say of each misconception that was not named what its code and its mutant differ in."""
        for diagnosed in audit.diagnosed:
            for reason in diagnosed.reasons:
                line = Text(f"  {diagnosed.misconception} is not named for ", style="yellow")
                self._console.print(line.append(reason, style=""))

    def _problems(self, audit: Audit) -> None:
        if audit.passed:
            self._console.print(Text("\nThe checks may ship.", style="bold green"))
            return
        count = len(audit.problems)
        title = f"\n{count} {'problem' if count == 1 else 'problems'}: the checks may not ship."
        self._console.print(Text(title, style="bold red"))
        for problem in audit.problems[:_SHOWN]:
            line = Text(f"  {problem.kind}: ", style="red")
            line.append(problem.subject, style="bold")
            line.append(f" {problem.text}", style="")
            self._console.print(line)
        if count > _SHOWN:
            self._console.print(Text(f"  ... and {count - _SHOWN} more", style="dim"))


def _difference(largest: float) -> str:
    return f"{largest:.0e}" if largest else "none"
