"""Reads blind_spots.toml: the conditions that an assignment's checks need not meet, and why.

    [[blind_spot]]
    exercise = "euler_sample"
    conditions = ["num_steps > 300"]
    reason = "a sampler is asked for 300 steps at most: a step more costs 0.3 ms"

It is about every sabotage of this exercise that holds all of these conditions, whatever else.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from grader.audit.records import AuditError, Sabotage
from grader.model import Assignment

_FILE = "blind_spots.toml"
_TABLE = "blind_spot"
_KEYS = {"exercise", "conditions", "reason"}


@dataclass(frozen=True)
class BlindSpot:
    """What is left outside of an exercise's checks, and why."""

    assignment: str
    exercise: str
    conditions: tuple[str, ...]
    reason: str

    def covers(self, sabotage: Sabotage) -> bool:
        """Whether a sabotage is one of those that it leaves outside."""
        held = {condition.words for condition in sabotage.conditions}
        return (
            (self.assignment, self.exercise) == (sabotage.assignment, sabotage.exercise)
        ) and held.issuperset(self.conditions)


def read_blind_spots(assignment: Assignment, solutions: Path) -> list[BlindSpot]:
    """Return what an assignment declares, nothing if it has no such file.

    Raises:
        AuditError: the file is not as it must be, with what is wrong in it.
    """
    path = solutions / assignment.id / _FILE
    if not path.is_file():
        return []
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise AuditError(f"{path}: cannot be read ({error})") from None
    entries = document.pop(_TABLE, [])
    if document or not isinstance(entries, list):
        raise AuditError(f"{path}: it holds tables [[{_TABLE}]] and nothing else")
    exercises = {exercise.id for exercise in assignment.exercises}
    return [_blind_spot(path, assignment.id, entry, exercises) for entry in entries]


def _blind_spot(
    path: Path, assignment: str, entry: Mapping[str, object], exercises: set[str]
) -> BlindSpot:
    if entry.keys() != _KEYS:
        raise AuditError(f"{path}: a blind spot has {', '.join(sorted(_KEYS))}, got {entry}")
    exercise, conditions, reason = entry["exercise"], entry["conditions"], entry["reason"]
    if exercise not in exercises:
        raise AuditError(f"{path}: a blind spot is of {exercise}, which is no exercise")
    if not isinstance(conditions, list) or not conditions:
        raise AuditError(f"{path}: a blind spot of {exercise} has no list of conditions")
    if not isinstance(reason, str) or not reason.strip():
        raise AuditError(f"{path}: a blind spot of {exercise} has no reason")
    return BlindSpot(assignment, str(exercise), tuple(map(str, conditions)), reason.strip())
