"""Names the misconception that reproduces everything a failing check recorded."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence

import numpy as np

from grader.authoring.slips import slip_of
from grader.host.proxy import RecordedCall
from grader.judging.cases import BrokenCheck
from grader.model import Assignment, Misconception

Records = Sequence[RecordedCall]


def diagnose(
    assignment: Assignment,
    exercise: str,
    records: Records,
    others: Mapping[str, Records],
) -> Misconception | None:
    """Return the first of the assignment's misconceptions that explains `records`, or None.

    Tolerated ones come before all others: few and small records may look like several.

    `others` are the records of the assignment's other exercises, for those that were attempted: a
    convention, which is about several exercises, must explain all that were.

    Raises:
        BrokenCheck: a misconception's own code is wrong.
    """
    for misconception in sorted(assignment.misconceptions, key=lambda idea: not idea.tolerated):
        if exercise not in misconception.recognises:
            continue
        about = {exercise: records} | {
            name: others[name]
            for name in misconception.recognises
            if name != exercise and name in others
        }
        together = misconception.together
        is_convention = together is None and len(misconception.recognises) > 1
        if is_convention and len(about) == 1:
            continue
        try:
            with np.errstate(all="ignore"), warnings.catch_warnings():
                # a submission's numbers may be anything, complex ones included
                warnings.simplefilter("ignore", np.exceptions.ComplexWarning)
                if together is not None:
                    matches = together(exercise, about)
                else:
                    matches = all(misconception.recognises[name](about[name]) for name in about)
        except Exception as error:
            raise BrokenCheck(f"misconception {misconception.id}: {slip_of(error)}") from error
        if matches:
            return misconception
    return None
