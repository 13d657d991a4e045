"""Gradings and audits made up for tests: no worker is started."""

from __future__ import annotations

from pathlib import Path

from assignments.course.points import points
from grader.audit.records import (
    CheckOutcome,
    ExerciseOutcome,
    Family,
    Graded,
    Outcome,
    Variant,
)
from grader.authoring import draft as authoring
from grader.host.proxy import Student
from grader.model import Assignment, Misconception
from grader.results import Verdict

P, F, B = Verdict.PASSED, Verdict.FAILED, Verdict.BLOCKED
#: (check, verdict, diagnosis)
Said = tuple[str, Verdict, str | None]


def assignment() -> Assignment:
    """One exercise `move`, with the checks `first`, `second` (which requires it) and `same`."""
    draft = authoring.Assignment("Made up", "made_up")
    move = draft.exercise("move(x)", "")

    @move.property(points(), score=2)
    def first(student: Student, case: object) -> None:
        """first"""

    @move.distribution(points().given, score=1, requires=[first])
    def second(student: Student, case: object) -> None:
        """second"""

    @move.reference(points())
    def same(student: Student, reference: Student, case: object) -> None:
        """same"""

    ideas = (
        Misconception("idea", "An idea.", None, {"move": bool}),
        Misconception("fine", "It is fine.", None, {"move": bool}, tolerated=True),
    )
    exercises = tuple(exercise.finished() for exercise in draft.exercises)
    return Assignment("09_made_up", draft.title, draft.module, Path("."), exercises, ideas)


def graded(
    slug: str,
    *gradings: tuple[Verdict, Verdict, Verdict],
    family: Family = Family.MUTANT,
    misconception: str | None = None,
    diagnosis: str | None = None,
    message: str | None = None,
) -> Graded:
    """Return a variant of `move` with, for each seed, the verdicts of first, second and same."""
    variant = Variant(
        "09_made_up", ("move",), slug, family, "code\n", "text\n", ("move",), misconception
    )
    return Graded(
        variant,
        tuple(_outcome(*numbered) for numbered in enumerate(_said(gradings, diagnosis, message))),
    )


def _said(
    gradings: tuple[tuple[Verdict, Verdict, Verdict], ...],
    diagnosis: str | None,
    message: str | None,
) -> list[tuple[CheckOutcome, ...]]:
    names = ("move.first", "move.second", "move.same")
    return [
        tuple(
            CheckOutcome(name, verdict, diagnosis if verdict is F else None, message)
            for name, verdict in zip(names, verdicts, strict=True)
        )
        for verdicts in gradings
    ]


def _outcome(seed: int, checks: tuple[CheckOutcome, ...]) -> Outcome:
    points = {"move.first": 2.0, "move.second": 1.0, "move.same": 0.0}
    hidden_fails = checks[2].verdict is not P
    score = sum(points[check.id] for check in checks if check.verdict is P and not hidden_fails)
    return Outcome(seed, (ExerciseOutcome("move", score, 3.0, checks),))
