"""The kill matrix as a picture: a row for each check, a thin column for each mutant."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from grader.audit.findings.matrix import CheckRow, ExerciseMatrix
from grader.audit.records import Family, Graded
from grader.results import Verdict

LEGEND = (
    '<div class="legend">'
    '<span><i style="background:var(--alone)"></i>kills, and no other check would</span>'
    '<span><i style="background:var(--kill)"></i>kills, as others do</span>'
    '<span><i style="background:var(--block)"></i>not judged: a check above it failed</span>'
    '<span><i style="background:var(--pass)"></i>passes</span>'
    '<span><i style="background:var(--bad)"></i>survivor</span></div>'
)
_GAP = 3.0


def panel(matrix: ExerciseMatrix) -> str:
    """Return one exercise's part of the matrix."""
    mutants = _ordered(matrix)
    written = sum(each.variant.family is Family.MUTANT for each in mutants)
    rows = "".join(_row(matrix, row, mutants) for row in matrix.checks)
    return (
        '<section class="panel"><header>'
        f"<h3><code>{escape(matrix.exercise)}</code></h3>"
        f"<span>{written} written and {len(mutants) - written} made mutants</span></header>"
        f'<div class="strip"><span></span>{_groups(written, len(mutants) - written)}'
        '<span class="head">kills</span><span class="head">alone</span>'
        f"{rows}</div>{_details(matrix, mutants)}</section>"
    )


def _groups(written: int, made: int) -> str:
    parts = [
        f'<span style="flex:{count} 1 0">{name}</span>'
        for name, count in (("written by hand", written), ("made", made))
        if count
    ]
    return f'<div class="groups">{"".join(parts)}</div>'


def _ordered(matrix: ExerciseMatrix) -> list[Graded]:
    """Return written mutants, then made ones, each grouped by the checks that kill them."""
    ids = [row.id for row in matrix.checks]

    def key(graded: Graded) -> tuple[bool, tuple[int, ...], str]:
        outcome = graded.first.of(matrix.exercise)
        killers = outcome.killers if outcome else ()
        pattern = tuple(sorted(ids.index(each) for each in killers if each in ids))
        return graded.variant.family is Family.MADE, pattern, graded.variant.id

    return sorted(matrix.mutants, key=key)


def _row(matrix: ExerciseMatrix, row: CheckRow, mutants: Sequence[Graded]) -> str:
    name = escape(row.id.split(".", 1)[1])
    title = escape(row.id) + (" (hidden)" if row.hidden else f", {row.points:g} points")
    if row.hidden:
        alone = '<span class="num soft">hidden</span>'
    elif row.redundant:
        word = "redundant" if row.kills else "kills nothing"
        alone = f'<span class="num none">{word}</span>'
    else:
        alone = f'<span class="num">{len(row.alone)}</span>'
    return (
        f'<span class="name{" hidden" if row.hidden else ""}" title="{title}">{name}</span>'
        f"{_cells(matrix, row, mutants)}"
        f'<span class="num">{len(row.kills)}</span>{alone}'
    )


def _cells(matrix: ExerciseMatrix, row: CheckRow, mutants: Sequence[Graded]) -> str:
    """Return the row's cells, a column each, with a gap before the made mutants."""
    step, alone = 10.0, set(row.alone)
    parts: list[str] = []
    place = 0.0
    for index, graded in enumerate(mutants):
        first_made = graded.variant.family is Family.MADE and (
            index > 0 and mutants[index - 1].variant.family is not Family.MADE
        )
        place += _GAP * step if first_made else 0.0
        kind = _kind(matrix, row, graded, alone)
        told = f"{graded.variant.id}: {_WORDS[kind]}"
        parts.append(
            f'<rect class="{kind}" x="{place:g}" width="{step * 0.86:g}" height="22">'
            f"<title>{escape(told)}</title></rect>"
        )
        place += step
    return (
        f'<svg class="cells" viewBox="0 0 {max(place, 1):g} 22" preserveAspectRatio="none" '
        f'role="img" aria-label="{len(row.kills)} of {len(mutants)} killed">{"".join(parts)}</svg>'
    )


_WORDS = {
    "a": "killed by this check alone",
    "k": "killed",
    "b": "not judged",
    "p": "passes this check",
    "s": "survives",
}


def _kind(matrix: ExerciseMatrix, row: CheckRow, graded: Graded, alone: set[str]) -> str:
    if row.id in _killers(graded, matrix.exercise):
        return "a" if graded.variant.id in alone else "k"
    if graded.survived:
        return "s"
    return "b" if matrix.cell(graded, row.id) is Verdict.BLOCKED else "p"


def _killers(graded: Graded, exercise: str) -> tuple[str, ...]:
    outcome = graded.first.of(exercise)
    return outcome.killers if outcome else ()


def _details(matrix: ExerciseMatrix, mutants: Sequence[Graded]) -> str:
    rows = []
    for graded in mutants:
        variant = graded.variant
        killers = [each.split(".", 1)[1] for each in _killers(graded, matrix.exercise)]
        what = variant.note or "wrong, by hand"
        label = f" = {variant.misconception}" if variant.misconception else ""
        found = ", ".join(killers) or '<b class="bad">survives</b>'
        rows.append(
            f"<tr><td><details><summary><code>{escape(variant.slug)}</code>"
            f"{escape(label)}</summary><pre>{escape(variant.code.strip())}</pre></details></td>"
            f"<td>{escape(what)}</td><td>{found}</td></tr>"
        )
    return (
        f"<details><summary>all {len(mutants)} mutants, with their code</summary>"
        '<div class="scroll"><table><tr><th>mutant</th><th>what was done</th>'
        "<th>killed by</th></tr>"
        f"{''.join(rows)}</table></div></details>"
    )
