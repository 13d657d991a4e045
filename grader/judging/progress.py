"""Tells whoever watches which exercise is being graded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from grader.model import Exercise

#: called with the exercise that is about to be graded, its number and how many there are
Progress = Callable[[str, int, int], None]


def silent(exercise: str, number: int, total: int) -> None:
    """Show nothing."""


@dataclass(frozen=True)
class Steps:
    """Shows whoever watches how far an assignment is: its first exercise is the one numbered so."""

    progress: Progress
    first: int
    total: int

    def show(self, exercise: Exercise, position: int) -> None:
        self.progress(exercise.id, self.first + position, self.total)
