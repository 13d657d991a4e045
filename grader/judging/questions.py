"""What one assignment asks of every submission: its checks with their cases, and the solution."""

from __future__ import annotations

from dataclasses import replace

from grader.judging.draw import DrawnCheck, draw
from grader.judging.reference import Reference
from grader.model import Assignment, Exercise


class Questions:
    """An assignment's checks with the cases that are drawn at one seed, each when first asked for.

    Without a `reference` the hidden checks are left out.
    """

    def __init__(self, assignment: Assignment, seed: int, reference: Reference | None) -> None:
        self.assignment = assignment if reference is not None else _public_part(assignment)
        self.reference = reference
        self._seed = seed
        self._drawn: dict[str, tuple[DrawnCheck, ...]] = {}

    def of(self, exercise: Exercise) -> tuple[DrawnCheck, ...]:
        """Return the checks of an exercise, with their cases."""
        if exercise.id not in self._drawn:
            self._drawn[exercise.id] = tuple(
                draw(check, self._seed, self.reference if check.hidden else None)
                for check in exercise.checks
            )
        return self._drawn[exercise.id]


def _public_part(assignment: Assignment) -> Assignment:
    exercises = tuple(
        replace(exercise, checks=tuple(check for check in exercise.checks if not check.hidden))
        for exercise in assignment.exercises
    )
    return replace(assignment, exercises=exercises)
