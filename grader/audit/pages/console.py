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

    def _table(self, *columns: str, left: Iterable[int] = (0,)) -> Table:
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, expand=False)
        for index, name in enumerate(columns):
            justify = "left" if index in left else "right"
            table.add_column(name, justify=justify, overflow="fold")  # type: ignore[arg-type]
        return table

    def _matrix(self, matrices: Iterable[ExerciseMatrix]) -> None:
        table = self._table("check", "points", "kills", "of", "alone", "", left=(0, 5))
        for matrix in matrices:
            name = f"{matrix.assignment.split('_')[0]} {matrix.exercise}"
            table.add_row(Text(name, style="bold cyan"), *[""] * 5)
            for row in matrix.checks:
                note = Text()
                if row.hidden:
                    note = Text("hidden: repeats the others", style="dim")
                elif not row.kills:
                    note = Text("kills nothing", style="yellow")
                elif row.redundant:
                    note = Text("redundant: others kill the same", style="yellow")
                points = "" if row.hidden else f"{row.points:g}"
                table.add_row(
                    Text("  " + row.id.split(".", 1)[1], style="dim" if row.hidden else ""),
                    points,
                    str(len(row.kills)),
                    str(len(matrix.mutants)),
                    "" if row.hidden else str(len(row.alone)),
                    note,
                )
        self._console.print(table)

    def _power(self, audit: Audit) -> None:
        if not audit.detections:
            return
        if audit.seeds == 1:
            found = sum(each.by_any for each in audit.detections)
            text = f"{found} of {len(audit.detections)} wrong samplers found, at one seed"
            self._console.print(Text(f"\n{text}"))
            return
        table = self._table("wrong sampler", "found by its law", "by any check", "power >=")
        for each in audit.detections:
            table.add_row(
                each.variant,
                f"{each.by_law} of {each.judged}",
                f"{each.by_any} of {each.seeds}",
                f"{lower_bound(each.by_law, each.judged):.1%}" if each.seeds > 1 else "",
            )
        self._console.print(table)

    def _rates(self, audit: Audit) -> None:
        table = self._table("right samples of", "promised", "rejected", "rate <=", "p", "kept")
        for each in audit.rates:
            table.add_row(
                each.name,
                f"{each.level:.3g}",
                f"{each.rejections} of {each.repetitions}",
                f"{upper_bound(each.rejections, each.repetitions):.2g}",
                f"{each.p_value:.2g}",
                Text("yes", style="green") if each.kept else Text("no", style="bold red"),
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
                f"{proof.largest_float64:.0e}",
                f"{proof.largest_float32:.0e}",
            )
        self._console.print(table)
        if audit.proofs:
            words = next(iter(audit.proofs.values())).reason
            self._console.print(
                Text(
                    f"Answers and refusals compared, and the largest relative difference. {words}.",
                    style="dim",
                )
            )

    def _summary(self, audit: Audit) -> None:
        mutants = audit.of(Family.MUTANT, Family.MADE)
        killed = sum(not each.survived for each in mutants)
        right = audit.of(Family.EQUIVALENT)
        rejected = sum(
            not all(exercise.full for outcome in each.outcomes for exercise in outcome.exercises)
            for each in right
        )
        hits = sum(each.hit for each in audit.diagnosed)
        wrong = sum(bool(each.wrong) for each in audit.diagnosed)
        kept = sum(each.kept for each in audit.rates)
        redundant = [
            row.id
            for each in audit.matrices
            for row in each.checks
            if row.redundant and not row.hidden
        ]
        seeds = "1 seed" if audit.seeds == 1 else f"{audit.seeds} seeds"
        lines = [
            (
                "mutants killed",
                f"{killed} of {len(mutants)} ({len(audit.of(Family.MUTANT))} written, "
                f"{len(audit.of(Family.MADE))} of {audit.made} made; "
                f"{len(audit.proofs)} more proved equivalent)",
            ),
            ("right forms accepted", f"{len(right) - rejected} of {len(right)}, at {seeds}"),
            ("misconceptions named", f"{hits} of {len(audit.diagnosed)}; {wrong} misnamed"),
            ("rates kept", f"{kept} of {len(audit.rates)}"),
            ("redundant checks", ", ".join(redundant) or "none"),
            ("time", self._times(audit)),
        ]
        for name, text in lines:
            self._console.print(Text(f"  {name:21} ", style="dim"), Text(text), sep="", end="\n")

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
