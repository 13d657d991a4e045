"""The kill matrix as a picture: for each exercise a strip a check, with a thin column a mutant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from grader.audit.findings.matrix import CheckRow, ExerciseMatrix
from grader.audit.pages.summary import alone, short
from grader.audit.records import ExerciseOutcome, Family, Graded
from grader.reports.looks import LOOKS
from grader.results import Verdict

#: columns between the mutants written by hand and those made, and the fewest that fill a strip
_GAP = 2
_FEWEST = 40


class Mark(Enum):
    """What a cell shows: its value is what the legend says of it; the page's style colours it."""

    ALONE = "killed, and no other check would"
    KILLED = "killed, as by others"
    BLOCKED = "not judged: a check above it failed"
    PASSED = "passes"
    SURVIVED = "survives: no check finds it"


class Cell(NamedTuple):
    """One mutant before one check."""

    column: int
    mark: Mark
    title: str


@dataclass(frozen=True)
class Killer:
    """A check that finds a mutant wrong, and the word for how, where there is one."""

    check: str
    word: str


@dataclass(frozen=True)
class Strip:
    """One check before all mutants of its exercise."""

    row: CheckRow
    name: str
    alone: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Panel:
    """One exercise's part of the matrix: written mutants, then made ones, alike side by side."""

    matrix: ExerciseMatrix
    mutants: tuple[Graded, ...]

    @property
    def written(self) -> int:
        return sum(graded.variant.family is Family.MUTANT for graded in self.mutants)

    @property
    def made(self) -> int:
        return len(self.mutants) - self.written

    @property
    def first_made(self) -> int:
        """The column at which the made mutants begin."""
        return self.written + _GAP if self.written else 0

    @property
    def strips(self) -> Iterator[Strip]:
        for row in self.matrix.checks:
            cells = tuple(
                self._cell(row, number, graded) for number, graded in enumerate(self.mutants)
            )
            yield Strip(row, short(row.id), alone(row), cells)

    def _cell(self, row: CheckRow, number: int, graded: Graded) -> Cell:
        mark = _mark(self.matrix, row, graded)
        is_made = graded.variant.family is Family.MADE
        column = number - self.written + self.first_made if is_made else number
        verdict = self.matrix.cell(graded, row.id)
        word = LOOKS[verdict].word if verdict and mark in (Mark.ALONE, Mark.KILLED) else ""
        title = f"{graded.variant.id}: {mark.value}" + (f" ({word})" if word else "")
        return Cell(column, mark, title)

    def killers(self, graded: Graded) -> list[Killer]:
        """Return the checks that find a mutant wrong."""
        outcome = graded.first.of(self.matrix.exercise)
        return [
            Killer(short(check.id), LOOKS[check.verdict].word)
            for check in (outcome.checks if outcome else ())
            if check.kills
        ]


def panels(matrices: Iterable[ExerciseMatrix]) -> list[Panel]:
    """Return the matrix of every exercise as it is drawn."""
    return [Panel(matrix, _ordered(matrix)) for matrix in matrices]


def columns(drawn: Sequence[Panel]) -> int:
    """Return how many columns fill the width of a page: the same for all, so cells compare."""
    return max([_FEWEST, *(_GAP + len(panel.mutants) for panel in drawn)])


def _killers(outcome: ExerciseOutcome | None) -> tuple[str, ...]:
    return outcome.killers if outcome else ()


def _ordered(matrix: ExerciseMatrix) -> tuple[Graded, ...]:
    places = {row.id: place for place, row in enumerate(matrix.checks)}

    def key(graded: Graded) -> tuple[bool, list[int], str]:
        killers = _killers(graded.first.of(matrix.exercise))
        pattern = sorted(places[check] for check in killers if check in places)
        return graded.variant.family is Family.MADE, pattern, graded.variant.id

    return tuple(sorted(matrix.mutants, key=key))


def _mark(matrix: ExerciseMatrix, row: CheckRow, graded: Graded) -> Mark:
    if row.id in _killers(graded.first.of(matrix.exercise)):
        return Mark.ALONE if graded.variant.id in row.alone else Mark.KILLED
    if graded.survived:
        return Mark.SURVIVED
    is_blocked = matrix.cell(graded, row.id) is Verdict.BLOCKED
    return Mark.BLOCKED if is_blocked else Mark.PASSED
