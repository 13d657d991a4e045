"""Why a mutant that is the code of a wrong idea is not told it: the idea is held against it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from grader.audit.records import Variant
from grader.authoring.reproduction import Reproduction
from grader.host.lost import WorkerLost
from grader.host.proxy import RecordedCall
from grader.host.workers import Workers
from grader.judging.asking import ask_public
from grader.judging.counterexample import show
from grader.judging.questions import Questions
from grader.judging.session import Session
from grader.model import Assignment, Misconception, Submission

#: characters of an input that is told
_SHOWN = 60


class Doubter:
    """Holds ideas against their mutants' answers, with the cases that are drawn at one seed."""

    def __init__(self, workers: Workers, assignment: Assignment, seed: int) -> None:
        self.assignment = assignment
        self._workers = workers
        self._questions = Questions(assignment, seed, None)

    def why(self, variant: Variant, submission: Submission) -> str:
        """Return what of a variant's answers the idea that it is labelled with does not explain.

        Of several ways to hold the idea, the one that explains most is told.
        """
        workers = self._workers
        try:
            with Session(workers, self.assignment, submission, workers.limits) as session:
                recorded = self._recorded(variant, session)
        except WorkerLost as lost:
            return f"the mutant ended its worker: {lost.message}"
        found = [
            _unexplained(idea, recorded)
            for idea in self.assignment.misconceptions
            if idea.id == variant.misconception and idea.recognises.keys() == recorded.keys()
        ]
        reasons = [reason for reason in found if reason is not None]
        if len(reasons) < len(found):
            return "it explains all that was recorded: another idea that does comes before it"
        return max(reasons)[1]

    def _recorded(self, variant: Variant, session: Session) -> dict[str, list[RecordedCall]]:
        """Return what a diagnosis is made from: the records of the public checks that fail."""
        return {
            exercise.id: ask_public(exercise, self._questions.of(exercise), session, True).failing
            for exercise in self._questions.assignment.exercises
            if exercise.id in variant.exercises
        }

    def close(self) -> None:
        """Hold nothing: no worker stays open between two mutants."""


def _unexplained(
    idea: Misconception, recorded: Mapping[str, Sequence[RecordedCall]]
) -> tuple[int, str] | None:
    """Return how many calls an idea explains until it fails to, and why it does; None if all."""
    for name, records in recorded.items():
        if not records:
            return 0, f"no public check of {name} fails, so there is nothing to explain"
        predicate = idea.recognises[name]
        with np.errstate(all="ignore"):  # answers may be anything
            if predicate(records):
                continue
            if not isinstance(predicate, Reproduction):
                return 0, "its predicate does not hold for what was recorded"
            found = predicate.unexplained(records)
        if found is None:
            return 0, "no recorded answer is finite, which tells no idea"
        number, reason = found
        call = records[number].call
        inputs = ", ".join(map(_shown, call.arguments))
        where = f"call {number + 1} of {len(records)}, {call.function}({inputs})"
        return number, f"{reason}, at {where}"
    return None


def _shown(argument: object) -> str:
    text = " ".join(show(argument).split())
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
