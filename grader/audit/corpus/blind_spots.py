"""Reads blind_spots.toml: the conditions that an assignment's checks need not meet, and why.

    [[blind_spot]]
    exercise = "euler_sample"
    conditions = ["num_steps > 300"]
    reason = "a sampler is asked for 300 steps at most: a step more costs 0.3 ms"

It is about every sabotage of this exercise, or of all of them if it is "*", that holds all of these
conditions, whatever else. Of a list of such lists each is a blind spot, for the same reason. With a
`damage` it is about that one alone, as "no refusal"; where it is `paired`, only about sabotages in
pairs. One exercise's without conditions says why it is not sabotaged at all.
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
_MORE_KEYS = {"damage", "paired"}
_ANY = "*"


@dataclass(frozen=True)
class BlindSpot:
    """What is left outside of an exercise's checks, and why."""

    assignment: str
    exercise: str
    conditions: tuple[str, ...]
    reason: str
    damage: str | None = None
    paired: bool = False

    def covers(self, sabotage: Sabotage) -> bool:
        """Whether a sabotage is one of those that it leaves outside."""
        held = {condition.words for condition in sabotage.conditions}
        return (
            not self.excuses
            and self.assignment == sabotage.assignment
            and self.exercise in (_ANY, sabotage.exercise)
            and self.damage in (None, sabotage.damage)
            and not (self.paired and sabotage.single)
            and held.issuperset(self.conditions)
        )

    @property
    def of(self) -> tuple[str, str]:
        return self.assignment, self.exercise

    @property
    def excuses(self) -> bool:
        """Whether it says why its exercise is not sabotaged."""
        return not self.conditions

    @property
    def words(self) -> str:
        """What it is about, in words."""
        where = " and ".join(self.conditions) or "none"
        return f"{self.damage} where {where}" if self.damage else where


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
    return [
        _blind_spot(path, assignment.id, alone, exercises)
        for entry in entries
        for alone in _each_alone(entry)
    ]


def _each_alone(entry: Mapping[str, object]) -> list[Mapping[str, object]]:
    """Return an entry of several lists of conditions as one of each."""
    several = entry.get("conditions")
    if isinstance(several, list) and several and all(isinstance(found, list) for found in several):
        return [{**entry, "conditions": conditions} for conditions in several]
    return [entry]


def _blind_spot(
    path: Path, assignment: str, entry: Mapping[str, object], exercises: set[str]
) -> BlindSpot:
    if not _KEYS <= entry.keys() <= _KEYS | _MORE_KEYS:
        raise AuditError(
            f"{path}: a blind spot has {', '.join(sorted(_KEYS))}, and may have "
            f"{', '.join(sorted(_MORE_KEYS))}; got {entry}"
        )
    exercise, conditions, reason = entry["exercise"], entry["conditions"], entry["reason"]
    damage, paired = entry.get("damage"), entry.get("paired", False)
    if exercise not in exercises | {_ANY}:
        raise AuditError(f"{path}: a blind spot is of {exercise}, which is no exercise")
    if not isinstance(conditions, list) or (not conditions and exercise == _ANY):
        raise AuditError(f"{path}: a blind spot of {exercise} has no list of conditions")
    if not isinstance(reason, str) or not reason.strip():
        raise AuditError(f"{path}: a blind spot of {exercise} has no reason")
    if not isinstance(damage, str | None) or not isinstance(paired, bool):
        raise AuditError(
            f"{path}: of a blind spot of {exercise} damage is a text, paired a boolean"
        )
    return BlindSpot(
        assignment,
        str(exercise),
        tuple(map(str, conditions)),
        " ".join(reason.split()),
        damage,
        paired,
    )
