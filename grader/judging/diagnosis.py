"""Names the misconception that explains all that a failing check recorded, and what is shown.

Ideas that are code come first: such an idea gives every answer. A symptom is looked for last, since
it is about a part of the answers only.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from grader.authoring.slips import slip_of
from grader.host.proxy import RecordedCall
from grader.model import Assignment, Misconception

Records = Sequence[RecordedCall]


@dataclass(frozen=True)
class Evidence:
    """What there is to explain about a failing check of an exercise.

    `check` holds all its calls, `shown` those of the smallest case, `failing` those of all failing
    checks of the exercise. `others` are the calls of the assignment's other exercises, for those
    that were attempted: a convention, which is about several exercises, must explain all that were.
    """

    exercise: str
    check: Records
    shown: Records
    failing: Records
    others: Mapping[str, Records] = field(default_factory=dict)


class Diagnoses:
    """Holds an assignment's misconceptions against evidence.

    One whose own code raises explains nothing: `raised` tells staff which and why, in one line
    each, and no student.
    """

    def __init__(self, assignment: Assignment) -> None:
        self._ideas = assignment.misconceptions
        self.raised: dict[str, str] = {}

    def reproduced(self, evidence: Evidence) -> Misconception | None:
        """Return the first idea that gives every answer of the failing checks, or of this one."""
        return self._first(evidence, lambda idea: not idea.is_symptom)

    def seen(self, evidence: Evidence) -> Misconception | None:
        """Return the first symptom that the failing checks show, or this one."""
        return self._first(evidence, lambda idea: idea.is_symptom)

    def tolerated(
        self, exercise: str, records: Records, others: Mapping[str, Records]
    ) -> Misconception | None:
        """Return the first idea that explains a check's calls and is right as well."""
        ideas = [idea for idea in self._ideas if idea.tolerated]
        return next((idea for idea in ideas if self._holds(idea, exercise, records, others)), None)

    def _first(
        self, evidence: Evidence, wanted: Callable[[Misconception], bool]
    ) -> Misconception | None:
        exercise, others = evidence.exercise, evidence.others
        ideas = [idea for idea in self._ideas if wanted(idea) and not idea.tolerated]
        # the records of all failing checks are more telling than those of one
        for records in (evidence.failing, evidence.check):
            for idea in ideas:
                if self._holds(idea, exercise, records, others) and (
                    idea.of_many or self._holds(idea, exercise, evidence.shown, others)
                ):
                    return idea
        return None

    def _holds(
        self, idea: Misconception, exercise: str, records: Records, others: Mapping[str, Records]
    ) -> bool:
        if exercise not in idea.recognises:
            return False
        about = {exercise: records} | {
            name: others[name] for name in idea.recognises if name != exercise and name in others
        }
        is_convention = len(idea.recognises) > 1
        if is_convention and len(about) == 1:
            return False
        try:
            with np.errstate(all="ignore"), warnings.catch_warnings():
                # a submission's numbers may be anything, complex ones included
                warnings.simplefilter("ignore", np.exceptions.ComplexWarning)
                return all(idea.recognises[name](about[name]) for name in about)
        except Exception as error:  # noqa: BLE001 - an author's code may raise anything
            self.raised.setdefault(idea.id, f"misconception {idea.id}: {slip_of(error)}")
            return False
