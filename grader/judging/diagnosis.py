"""Names the misconception that explains all that a failing check recorded, and what is shown.

Ideas that are code come first: such an idea gives every answer. A symptom is looked for last, since
it is about a part of the answers only.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from grader.authoring.ideas import at_once
from grader.authoring.reproduction import Reproduction
from grader.authoring.slips import slip_of
from grader.host.proxy import Failure, RecordedCall, StudentError, WrongValue, same_value
from grader.model import Assignment, Misconception

Records = Sequence[RecordedCall]

_IN_PLACE = Misconception(
    "changed_in_place", "what you were given is changed in place; make a new tensor.", None, {}
)


@dataclass(frozen=True)
class Evidence:
    """What there is to explain about a failing check of an exercise.

    `check` holds all its calls, `shown` those of the smallest case and `problem` what is wrong in
    it, `failing` the calls of all failing checks of the exercise. `others` are the calls of the
    assignment's other exercises, for those that were attempted: a convention, which is about
    several exercises, must explain all that were. `right` are the calls of the checks that this one
    requires, which hold: an idea that is code must give these answers too. `again` makes a call
    again, with other seeds of the global generators.
    """

    exercise: str
    check: Records
    shown: Records
    failing: Records
    others: Mapping[str, Records] = field(default_factory=dict)
    problem: Failure | StudentError | None = None
    wrong_besides: bool = False  # even if no input had been changed in place
    again: Callable[[RecordedCall], RecordedCall | None] = lambda _: None
    right: Records = ()

    def not_in_place(self) -> Evidence | None:
        """Return it as it would be if no input had been changed in place; None if it would hold."""
        if not self.wrong_besides:
            return None
        check, shown, failing = (
            [replace(record, modified=()) for record in records]
            for records in (self.check, self.shown, self.failing)
        )
        return replace(self, check=check, shown=shown, failing=failing)


class Diagnoses:
    """Holds an assignment's misconceptions against evidence.

    One whose own code raises explains nothing: `raised` tells staff which and why, in one line
    each, and no student.
    """

    def __init__(self, assignment: Assignment) -> None:
        ideas = [idea for idea in assignment.misconceptions if not idea.tolerated]
        self._tolerated = [idea for idea in assignment.misconceptions if idea.tolerated]
        # a convention explains several exercises, and says more than what explains one of them
        self._ideas = sorted(
            (idea for idea in ideas if not idea.is_symptom),
            key=lambda idea: len(idea.recognises) == 1,
        )
        self._pairs = assignment.pairs
        self._symptoms = [idea for idea in ideas if idea.is_symptom]
        self.raised: dict[str, str] = {}

    def reproduced(self, evidence: Evidence) -> Misconception | None:
        """Return the first idea, or else two at once, that gives every answer.

        It gives those of all failing checks, which are more telling, or else those of this one.
        """
        found = self._first(self._ideas, evidence) or self._first(self._pairs, evidence)
        changed = evidence.not_in_place()
        if found is None and changed is not None:
            idea = self._first(self._ideas, changed)
            return None if idea is None else at_once(idea, _IN_PLACE)
        return found

    def seen(self, evidence: Evidence) -> Misconception | None:
        """Return the first symptom that the failing checks show, or this one."""
        return self._first(self._symptoms, evidence)

    def tolerated(
        self, exercise: str, records: Records, others: Mapping[str, Records]
    ) -> Misconception | None:
        """Return the first idea that explains a check's calls and is right as well."""
        evidence = Evidence(exercise, records, records, records, others)
        found = (idea for idea in self._tolerated if self._holds(idea, evidence, records))
        return next(found, None)

    def _first(self, ideas: Sequence[Misconception], evidence: Evidence) -> Misconception | None:
        about = [idea for idea in ideas if evidence.exercise in idea.recognises]
        alone = len(evidence.check) == len(evidence.failing)  # no other check fails
        for records in (evidence.check,) if alone else (evidence.failing, evidence.check):
            for idea in about:
                if self._holds(idea, evidence, records) and self._explains(idea, evidence):
                    return idea
        return None

    def _explains(self, idea: Misconception, evidence: Evidence) -> bool:
        """Whether an idea that holds has to do with the case that is shown, and is no truth."""
        return self._asked(
            idea, lambda: _shows(idea, evidence) and _gives_what_is_right(idea, evidence)
        ) and (not idea.drawn or _differs_again(evidence))

    def _holds(self, idea: Misconception, evidence: Evidence, records: Records) -> bool:
        exercise, others = evidence.exercise, evidence.others
        about = {exercise: records} | {
            name: others[name] for name in idea.recognises if name != exercise and name in others
        }
        if exercise not in idea.recognises:
            return False
        if (together := idea.together) is not None:
            return self._asked(idea, lambda: together(exercise, about))
        if len(idea.recognises) > 1 and len(about) == 1:
            return False
        return self._asked(idea, lambda: all(idea.recognises[name](about[name]) for name in about))

    def _asked(self, idea: Misconception, question: Callable[[], bool]) -> bool:
        """Ask an idea's own code: what it raises is told, and goes no further."""
        try:
            with np.errstate(all="ignore"), warnings.catch_warnings():
                # a submission's numbers may be anything, complex ones included
                warnings.simplefilter("ignore", np.exceptions.ComplexWarning)
                return bool(question())
        except Exception as error:  # noqa: BLE001 - an author's code may raise anything
            self.raised.setdefault(idea.id, f"misconception {idea.id}: {slip_of(error)}")
            return False


def _differs_again(evidence: Evidence) -> bool:
    """Whether the call that is shown is answered otherwise when it is made again."""
    record = evidence.shown[-1]
    again = evidence.again(record)
    return again is not None and again.raised is None and not same_value(again.value, record.value)


def _gives_what_is_right(idea: Misconception, evidence: Evidence) -> bool:
    """Whether an idea that is code gives the right answers too, that what fails builds on.

    Where something is not refused, all ideas may give nan alike.
    """
    predicate = idea.recognises[evidence.exercise]
    if not evidence.right or not isinstance(predicate, Reproduction):
        return True
    return predicate.explains(evidence.right)


def _shows(idea: Misconception, evidence: Evidence) -> bool:
    if idea.shows is not None:
        return idea.shows(evidence.shown)
    predicate, problem = idea.recognises[evidence.exercise], evidence.problem
    if not isinstance(predicate, Reproduction):
        return predicate(evidence.shown)
    if not evidence.shown or not predicate.explains(evidence.shown):
        return False
    if isinstance(problem, WrongValue):
        last = evidence.shown[-1]
        if problem.actual is last.value and isinstance(problem.expected, np.ndarray):
            return predicate.beats(problem.expected, last)
    return True
