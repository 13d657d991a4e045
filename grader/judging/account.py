"""Says what is wrong with an answer: the smallest case, what it looks like, and what may help."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from keyword import iskeyword
from pathlib import PurePosixPath

import numpy as np

from grader.authoring.advice import advice, in_order
from grader.authoring.slips import slip_of
from grader.host.lost import WorkerLost
from grader.host.proxy import RecordedCall, StudentError
from grader.host.text import clean
from grader.judging.alone import told_alone
from grader.judging.attempts import (
    CheckAttempts,
    ExerciseAttempts,
    only_values_differ,
    records_of,
)
from grader.judging.cases import Attempt, run_until_next_call
from grader.judging.contrast import nearest_right
from grader.judging.counterexample import Naming, account_of, counterexample
from grader.judging.diagnosis import Diagnoses, Evidence
from grader.judging.reading import is_right_up_to_rounding, reading
from grader.judging.search import search
from grader.judging.session import Session
from grader.limits import MAX_PLACE_CHARACTERS, MAX_REASON_CHARACTERS, MAX_SHRINKING_CASES
from grader.model import Assignment, Exercise
from grader.readback.reading import Reading
from grader.results import CheckResult, Counterexample, Diagnosis, Verdict

#: CPU seconds of an exercise's cases; a search makes several times as many calls
_TOO_SLOW_TO_SEARCH = 3.0


class Accounts:
    """Explains what was lost by one submission of one assignment.

    `asked` are the attempts of all exercises that could be called: a convention is recognised by
    several. Without `explain`, no more is said than the verdict. `raised` tells staff of ideas
    whose own code raised, `doubted` of checks that may have rejected what is right.
    """

    def __init__(
        self,
        assignment: Assignment,
        session: Session,
        asked: Mapping[str, ExerciseAttempts],
        explain: bool,
    ) -> None:
        self._assignment = assignment
        self._diagnoses = Diagnoses(assignment)
        self.raised = self._diagnoses.raised
        self.doubted: dict[str, str] = {}
        self._session = session
        self._asked = asked
        self._explain = explain
        self._tolerates = any(idea.tolerated for idea in assignment.misconceptions)
        self._parameters = {entry.name: entry.parameters for entry in session.loaded.exercises}

    def of_a_loss(
        self, base: CheckResult, exercise: Exercise, attempt: Attempt, lost: WorkerLost
    ) -> CheckResult:
        """Complete the result of a check in which the worker was lost."""
        account = self._account(attempt, exercise)
        # what ended no worker, and asked a model too often, may be what is kept of earlier calls
        asked_again = self._explain and not base.hidden and lost.verdict is Verdict.FAILED
        return replace(
            base,
            verdict=lost.verdict,
            message=clean(lost.message, MAX_REASON_CHARACTERS),
            counterexample=None if base.hidden else account,
            reading=told_alone(attempt, self._session) if asked_again else None,
        )

    def of_a_failure(
        self, base: CheckResult, asked: ExerciseAttempts, answered: CheckAttempts
    ) -> CheckResult:
        """Complete the result of a check that does not hold, unless that is tolerated."""
        attempts, exercise, hidden = answered.attempts, asked.exercise, answered.check.hidden
        if self._tolerates and only_values_differ(attempts):
            tolerated = self._diagnoses.tolerated(
                exercise.id, records_of(attempts), self._others(exercise)
            )
            if tolerated is not None:
                return replace(
                    base,
                    verdict=Verdict.PASSED,
                    score=answered.check.points,
                    test_cases=len(attempts),
                    message=tolerated.message,
                )
        if not self._explain:
            return replace(base, verdict=Verdict.FAILED)
        known: Reading | None = None
        tried = attempts
        is_slow = asked.cpu_seconds > _TOO_SLOW_TO_SEARCH
        if is_slow:
            failed = (attempt for attempt in attempts if attempt.problem is not None)
            smallest = min(failed, key=lambda attempt: attempt.drawn.key)
        else:
            most = 1 if answered.never_ends else MAX_SHRINKING_CASES
            smallest, tried = search(answered.drawn, attempts, self._session, most)
        evidence = self._evidence(asked, answered, smallest)
        idea = self._diagnoses.reproduced(evidence)
        if idea is None and not hidden and not is_slow and not answered.never_ends:
            known = self._read_back(exercise, answered, smallest)
        # a symptom is about a part of the answers, and so says less than what gives them all
        is_read = idea is None and known is not None and known.gives_all
        # a sampler that keeps its grid from call to call looks like one that has another
        follows = any(record.call.models for record in smallest.records)
        if not is_read and (idea is None or follows):
            alone = None if hidden else told_alone(smallest, self._session)
            if alone is not None:
                idea, known = None, Reading(alone)
            elif idea is None:
                idea = self._diagnoses.seen(evidence)
            if idea is None and known is None and not hidden:
                known = nearest_right(smallest, tried, exercise)
        problem = smallest.problem
        raised = problem.raised if isinstance(problem, StudentError) else None
        account = self._account(smallest, exercise)
        if raised is not None and raised.out_of_memory:
            verdict = Verdict.MEMORY
        else:
            verdict = Verdict.FAILED if raised is None else Verdict.ERROR
        return replace(
            base,
            verdict=verdict,
            # what staff keep hidden must not leak through an input or a message
            counterexample=None if hidden else account,
            message=None if raised is None or hidden else account_of(raised),
            diagnosis=Diagnosis(idea.id, idea.message) if idea else None,
            reading=known.sentence if known else None,
            hint=in_order(self._parameters.get(exercise.id, ()), exercise.parameters)
            or advice(
                problem,
                None if known is not None and known.otherwise_right else exercise.hint,
                idea.hint if idea else None,
            ),
        )

    def _read_back(
        self, exercise: Exercise, answered: CheckAttempts, smallest: Attempt
    ) -> Reading | None:
        """Return what is known of a check's answers; an author's words that raise know nothing."""
        try:
            with np.errstate(all="ignore"):  # an answer may be any number
                if not is_right_up_to_rounding(self._assignment, exercise, answered):
                    return reading(self._assignment, exercise, answered, smallest, self._session)
                self.doubted[answered.check.id] = (
                    f"{answered.check.id} fails, and all answers are right up to rounding; "
                    "it may reject a right form"
                )
                return None
        except Exception as error:  # noqa: BLE001 - they are given whatever was answered
            told = f"the vocabulary of {self._assignment.id}: {slip_of(error)}"
            self.raised.setdefault("vocabulary", told)
            return None

    def _evidence(
        self, asked: ExerciseAttempts, answered: CheckAttempts, smallest: Attempt
    ) -> Evidence:
        """Return what there is to explain about a failing check."""
        records = records_of(answered.attempts)
        return Evidence(
            asked.exercise.id,
            # what staff keep hidden must not leak through a name
            asked.failing if answered.check.hidden else records,
            smallest.records,
            asked.failing,
            self._others(asked.exercise),
            smallest.problem,
            any(map(_wrong_besides, answered.attempts)),
            self._again,
            asked.required(answered.check),
        )

    def _again(self, record: RecordedCall) -> RecordedCall | None:
        """Make a call again, with other seeds of the global generators."""
        call = replace(record.call, global_seed=record.call.global_seed + 1)
        try:
            return self._session.call(call)
        except WorkerLost:
            return None

    def _others(self, exercise: Exercise) -> dict[str, list[RecordedCall]]:
        return {
            name: asked.attempted
            for name, asked in self._asked.items()
            if name != exercise.id and asked.attempted
        }

    def _account(self, attempt: Attempt, exercise: Exercise) -> Counterexample | None:
        """Write down the attempt: its last call may be of another exercise than is judged."""
        if (call := attempt.asked) is None:
            return None
        called = next(
            (known for known in self._assignment.exercises if known.id == call.function), exercise
        )
        return counterexample(attempt, call, called, self._naming(called))

    def _naming(self, exercise: Exercise) -> Naming:
        path = PurePosixPath(self._session.loaded.path)
        is_python = path.suffix == ".py"
        if path.name == "__init__.py" and path.parent.name:
            path = path.parent  # a package is imported by its folder's name
        name = clean(path.name, MAX_PLACE_CHARACTERS)
        importable = is_python and path.stem.isidentifier() and not iskeyword(path.stem)
        return Naming(name, importable, self._parameters.get(exercise.id, ()))


def _wrong_besides(attempt: Attempt) -> bool:
    """Whether an attempt in which an input was changed in place would fail without that too."""
    if not any(record.modified for record in attempt.records):
        return False
    kept = [replace(record, modified=()) for record in attempt.records]
    other = Attempt(attempt.drawn, kept)
    run_until_next_call(other)
    return other.problem is not None
