"""Names the misconception that reproduces everything a failing check recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from grader.model import Assignment, Misconception
from grader.student.proxy import RecordedCall

Records = Sequence[RecordedCall]


def diagnose(
    assignment: Assignment,
    exercise: str,
    records: Records,
    others: Mapping[str, Records],
) -> Misconception | None:
    """Return the first of the assignment's misconceptions that explains `records`, or None.

    `others` are the records of the assignment's other exercises, for those that were attempted: a
    convention, which is about several exercises, must explain all of them.
    """
    for misconception in assignment.misconceptions:
        if exercise not in misconception.recognises:
            continue
        about = {exercise: records} | {
            name: others[name]
            for name in misconception.recognises
            if name != exercise and name in others
        }
        if len(about) == len(misconception.recognises) or (
            len(misconception.recognises) > 1 and len(about) > 1
        ):
            if all(misconception.recognises[name](about[name]) for name in about):
                return misconception
    return None
