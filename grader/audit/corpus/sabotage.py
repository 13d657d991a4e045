"""The solution, except where a condition on its inputs holds: made mutants of the domain.

A function whose check never meets the condition keeps full marks: a blind spot of the check. One
submission sabotages a function of each exercise, since none of them sees the others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.audit.corpus.conditions import (
    changes_of,
    conditions_on,
    mixed,
    pairs,
    parameters_of,
    read_conditions,
)
from grader.audit.corpus.written import appended, read_solution
from grader.audit.records import CHANGED, Condition, Family, Sabotage, Variant
from grader.model import Assignment

_SABOTEUR = Path(__file__).with_name("saboteur.py")


@dataclass(frozen=True)
class Candidates:
    """What an exercise might be sabotaged by, before anybody knows on which inputs it shows.

    `text` is a module that holds the solution, the saboteur and what draws arguments.
    """

    exercise: str
    parameters: Mapping[str, str]
    conditions: tuple[Condition, ...]
    changes: tuple[Condition, ...]
    singles: tuple[tuple[Condition, ...], ...]
    pairs: tuple[tuple[Condition, ...], ...]
    error_allowed: str
    text: str


def candidates(assignment: Assignment, exercise: str, solutions: Path) -> Candidates:
    """Return all that an exercise might be sabotaged by, single and in pairs.

    Raises:
        AuditError: there is no solution, or the course's conditions are broken.
    """
    solution = read_solution(assignment, solutions)
    course = read_conditions(solutions)
    parameters = parameters_of(solution, exercise)
    conditions, changes = conditions_on(parameters, course), changes_of(parameters, course)
    if any(kind.endswith("Module") for kind in parameters.values()):
        conditions, changes = [], []  # what comes back of a training has no entries to be damaged
    return Candidates(
        exercise,
        parameters,
        tuple(conditions),
        tuple(changes),
        tuple(mixed([(condition,) for condition in [*conditions, *changes]])),
        tuple(pairs(conditions)),
        course.errors_allowed.get(exercise, ""),
        appended(_sabotageable(solution), course.text),
    )


def batches(
    assignment: Assignment, sabotages: Sequence[Sabotage], solutions: Path
) -> list[tuple[Variant, tuple[Sabotage, ...]]]:
    """Return submissions that hold one sabotage of each exercise, as long as there are any."""
    solution = read_solution(assignment, solutions)
    queues = [
        [sabotage for sabotage in sabotages if sabotage.exercise == exercise.id]
        for exercise in assignment.exercises
    ]
    count = max(map(len, queues), default=0)
    return [
        submitted(assignment, solution, [queue[row] for queue in queues if row < len(queue)], row)
        for row in range(count)
    ]


def submitted(
    assignment: Assignment, solution: str, together: Sequence[Sabotage], number: int = 0
) -> tuple[Variant, tuple[Sabotage, ...]]:
    """Return one submission with some sabotages, each of another exercise."""
    code = "\n\n".join(_code(sabotage, solution) for sabotage in together)
    names = tuple(sabotage.exercise for sabotage in together)
    variant = Variant(
        assignment=assignment.id,
        exercises=names,
        slug=f"sabotaged_{number:04}",
        family=Family.MADE,
        code=code,
        text=appended(_sabotageable(solution), code),
        reaches=names,
    )
    return variant, tuple(together)


def _sabotageable(solution: str) -> str:
    return appended(solution, _SABOTEUR.read_text(encoding="utf-8"))


def _code(sabotage: Sabotage, solution: str) -> str:
    """Return the definition that replaces the exercise's own."""
    name = sabotage.exercise
    parameters = list(parameters_of(solution, name))
    given = ", ".join(parameters)
    if sabotage.damage == CHANGED:
        (change,) = sabotage.conditions
        others = ", ".join(
            change.code if parameter == change.factor else parameter for parameter in parameters
        )
        body = f"changed({name!r}, ({given},), ({others},))"
    else:
        holds = " and ".join(f"bool({condition.code})" for condition in sabotage.conditions)
        body = f"sabotaged({name!r}, ({given},), lambda calls: {holds}, {sabotage.damage!r})"
    return f"def {name}({given}):\n    return {body}\n"
