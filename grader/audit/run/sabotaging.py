"""Plans how solutions are sabotaged and has each sabotage graded.

Sabotages of several exercises are one submission: its functions do not see each other, so each
exercise is judged as if it were alone. Nothing is explained.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.audit.corpus.sabotage import batches
from grader.audit.records import Outcome, Sabotage
from grader.audit.run.campaign import Part
from grader.audit.run.holder import Sought
from grader.audit.run.pool import Pool
from grader.audit.run.pool_worker import Job, Setting
from grader.model import Assignment

#: submissions that a process takes at once: more would leave others idle at the end
_UNIT = 12


@dataclass(frozen=True)
class Tried:
    """A sabotage that was graded, with the checks that found it wrong and the points it kept."""

    sabotage: Sabotage
    killers: tuple[str, ...]
    full: bool


def try_sabotages(
    pool: Pool,
    assignments: Sequence[Assignment],
    solutions: Path,
    found: Sequence[Sabotage],
    seed: int,
    part: Part,
) -> list[Tried]:
    """Grade every sabotage that was found.

    Raises:
        AuditError: a job could not be done.
    """
    submissions = [
        (assignment, *batch)
        for assignment in assignments
        for batch in batches(assignment, _of(assignment, found), solutions)
    ]
    jobs = [
        Job(number, Setting(assignment.id, seed, variant.exercises, explain=False), variant)
        for number, (assignment, variant, _) in enumerate(submissions)
    ]
    advance = part("sabotaging solutions", len(jobs))
    outcomes: dict[int, Outcome] = {}
    for answer in pool.run([jobs[start : start + _UNIT] for start in range(0, len(jobs), _UNIT)]):
        assert answer.outcome is not None
        outcomes[answer.number] = answer.outcome
        advance()
    return [
        _tried(damage, outcomes[number])
        for number, (*_, together) in enumerate(submissions)
        for damage in together
    ]


def _of(assignment: Assignment, found: Sequence[Sabotage]) -> list[Sabotage]:
    return [damage for damage in found if damage.assignment == assignment.id]


def _tried(damage: Sabotage, outcome: Outcome) -> Tried:
    judged = outcome.of(damage.exercise)
    assert judged is not None
    return Tried(damage, judged.killers, judged.full)


def find_sabotages(
    pool: Pool, assignments: Sequence[Assignment], wanted: tuple[int, int], part: Part
) -> list[Sabotage]:
    """Return what every exercise can be sabotaged by: (single conditions, pairs), if there are any.

    Raises:
        AuditError: what an assignment or the course says of its conditions is broken.
    """
    jobs = [
        Job(0, Setting(assignment.id, 0), sought=Sought(exercise.id, *wanted))
        for assignment in assignments
        for exercise in assignment.exercises
    ]
    advance = part("looking where a sabotage shows", len(jobs))
    found: list[Sabotage] = []
    for answer in pool.run([[job] for job in jobs]):
        found += answer.found
        advance()
    return sorted(found, key=lambda damage: (damage.assignment, damage.exercise))
