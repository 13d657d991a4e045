"""Judges one submission of one assignment: replay, verdict, account, diagnosis."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from grader.advice import advice
from grader.blocking import block
from grader.diagnosis import diagnose
from grader.engine.counterexample import Naming, counterexample, own_lines
from grader.engine.draw import DrawnCase
from grader.engine.replay import Attempt, BrokenCheck, replay_checks
from grader.engine.search import search
from grader.engine.session import Session
from grader.model import (
    Assignment,
    Check,
    CheckResult,
    Diagnosis,
    Exercise,
    ExerciseResult,
    Kind,
    Misconception,
    Verdict,
)
from grader.replayed import Replayed, is_placeholder, only_values_differ, records_of
from grader.student.proxy import RecordedCall, StudentError
from grader.student.text import clean
from grader.wire.messages import LoadedExercise, Raised


def unanswered(check: Check) -> CheckResult:
    """Return the result of a check of which nothing is known: no points."""
    return CheckResult(
        check.id, check.claim, check.kind, check.hidden, Verdict.BLOCKED, 0, check.points
    )


#: CPU seconds of an exercise's cases; a search makes several times as many calls
_TOO_SLOW_TO_SEARCH = 3.0
#: so many cases of each check come first where a verdict is all that is wanted
_PROBED = 4


class Judge:
    """Replays exercise after exercise; `results` judges them, seen together.

    `reference` opens the course's solution when a hidden check first wants it.
    """

    def __init__(
        self,
        assignment: Assignment,
        session: Session,
        reference: Callable[[], Session],
        seed: int,
        explain: bool,
    ) -> None:
        self._assignment = assignment
        self._session = session
        self._reference = reference
        self._seed = seed
        self._explain = explain
        self._tolerates = any(each.tolerated for each in assignment.misconceptions)
        self._loaded = {each.name: each for each in session.loaded.exercises}
        self._replayed: dict[str, Replayed] = {}
        self._judged: dict[str, list[CheckResult]] = {}

    def replay(
        self, exercise: Exercise, checks: Sequence[Check], cases: Sequence[list[DrawnCase]]
    ) -> None:
        """Have the submission answer one exercise's `checks`, whose drawn `cases` go with them."""
        entry = self._loaded.get(exercise.id)
        if entry is None or entry.problem is not None:
            message = self._cannot_call(exercise, entry)
            self._judged[exercise.id] = _all(checks, Verdict.ERROR, message)
            return
        try:
            reference = self._reference() if any(check.hidden for check in checks) else None
            before = self._session.cpu_seconds_so_far
            probed = _PROBED if self._only_verdicts(checks) else None
            groups = replay_checks(cases, self._session, reference, probed)
            seconds = self._session.cpu_seconds_so_far - before
        except BrokenCheck as error:
            self._judged[exercise.id] = _all(checks, Verdict.GRADER_ERROR, str(error))
            return
        self._replayed[exercise.id] = Replayed(exercise, checks, groups, reference, seconds)

    def _only_verdicts(self, checks: Sequence[Check]) -> bool:
        """Whether one failing case settles all: nothing is explained, tolerated, or counted.

        An audit counts how often a law of samples is found broken.
        """
        laws = any(each.kind is Kind.DISTRIBUTION for each in checks)
        return not (self._explain or self._tolerates or laws)

    def _cannot_call(self, exercise: Exercise, entry: LoadedExercise | None) -> str:
        problem = entry.problem if entry is not None and entry.problem else "it was not found"
        count = len(exercise.parameters)
        if problem.startswith("it is defined as"):
            problem += f", but is called with {count} values: {exercise.signature}"
        return clean(problem, 500)

    def _results(self, replayed: Replayed) -> list[CheckResult]:
        results: list[CheckResult] = []
        verdicts: dict[str, Verdict] = {}
        for check, attempts in zip(replayed.checks, replayed.groups, strict=True):
            missing = [each for each in check.requires if verdicts[each] is not Verdict.PASSED]
            result = self._result(replayed, check, attempts, bool(missing))
            verdicts[check.id] = result.verdict
            results.append(result)
        disagrees = [each for each in results if each.hidden and each.verdict is not Verdict.PASSED]
        if disagrees:
            results = [
                replace(
                    each,
                    verdict=Verdict.BLOCKED,
                    score=0,
                    message="does not count, since the answers differ from the course's solution",
                )
                if each.verdict is Verdict.PASSED and each.max_score
                else each
                for each in results
            ]
        return results

    def _result(
        self, replayed: Replayed, check: Check, attempts: list[Attempt], blocked: bool
    ) -> CheckResult:
        exercise = replayed.exercise
        seconds = sum(attempt.seconds for attempt in attempts)
        base = replace(unanswered(check), seconds=seconds, test_cases=len(attempts))
        first = next((attempt for attempt in attempts if not attempt.passed), None)
        if first is None:
            if blocked:
                return replace(base, message=f"counts once the rest of {exercise.id} holds")
            return replace(base, verdict=Verdict.PASSED, score=check.points)
        base = replace(base, test_cases=attempts.index(first) + 1)
        if not first.settled or (blocked and first.lost is None):
            text = "not judged, since something above it does not hold"
            return replace(base, message=text, test_cases=0)
        if first.broken is not None:
            raise first.broken
        if first.lost is not None:
            return self._lost(base, first, exercise)
        raised = first.problem.raised if isinstance(first.problem, StudentError) else None
        if raised is not None and is_placeholder(raised):
            return self._not_attempted(base, exercise, raised)
        return self._failed(base, replayed, check, attempts)

    def _lost(self, base: CheckResult, attempt: Attempt, exercise: Exercise) -> CheckResult:
        assert attempt.lost is not None
        account = counterexample(attempt, exercise, self._naming(exercise))
        return replace(
            base,
            verdict=attempt.lost.verdict,
            message=clean(attempt.lost.message, 300),
            counterexample=None if base.hidden else account,
        )

    def _not_attempted(self, base: CheckResult, exercise: Exercise, raised: Raised) -> CheckResult:
        inner = raised.frames[-1].function if raised.frames else exercise.id
        if inner != exercise.id and inner in self._loaded:
            return replace(base, message=f"uses your {inner}, which is not written yet")
        return replace(base, verdict=Verdict.NOT_ATTEMPTED, message="not written yet")

    def _failed(
        self, base: CheckResult, replayed: Replayed, check: Check, attempts: list[Attempt]
    ) -> CheckResult:
        exercise = replayed.exercise
        misconception = None
        if self._explain or self._tolerates:
            misconception = self._diagnosed(exercise.id, records_of(attempts))
        if misconception is not None and misconception.tolerated and only_values_differ(attempts):
            return replace(
                base,
                verdict=Verdict.PASSED,
                score=check.points,
                test_cases=len(attempts),
                message=misconception.message,
            )
        if not self._explain:
            return replace(base, verdict=Verdict.FAILED)
        own = None if check.hidden else misconception
        misconception = self._diagnosed(exercise.id, replayed.failing) or own
        if replayed.cpu_seconds > _TOO_SLOW_TO_SEARCH:
            smallest = next(each for each in attempts if each.problem is not None)
        else:
            smallest = search(check, self._seed, attempts, self._session, replayed.reference)
        problem = smallest.problem
        raised = problem.raised if isinstance(problem, StudentError) else None
        account = counterexample(smallest, exercise, self._naming(exercise))
        if raised is not None and raised.out_of_memory:
            verdict = Verdict.MEMORY
        else:
            verdict = Verdict.FAILED if raised is None else Verdict.ERROR
        return replace(
            base,
            verdict=verdict,
            # what staff keep hidden must not leak through an input or a message
            counterexample=None if check.hidden else account,
            message=None if raised is None or check.hidden else own_lines(raised),
            diagnosis=(
                Diagnosis(misconception.id, misconception.message) if misconception else None
            ),
            hint=advice(problem, exercise.hint, misconception.hint if misconception else None),
        )

    def _diagnosed(self, exercise: str, records: Sequence[RecordedCall]) -> Misconception | None:
        others = {
            name: replayed.attempted
            for name, replayed in self._replayed.items()
            if name != exercise and replayed.attempted
        }
        return diagnose(self._assignment, exercise, records, others)

    def _naming(self, exercise: Exercise) -> Naming:
        path = PurePosixPath(self._session.loaded.path)
        parameters = self._loaded[exercise.id].parameters
        return Naming(path.name, path.suffix == ".py", parameters)

    def results(self) -> tuple[ExerciseResult, ...]:
        """Return the results of all exercises: what builds on a failing one is blocked."""
        for name, replayed in self._replayed.items():
            try:
                self._judged[name] = self._results(replayed)
            except BrokenCheck as error:
                self._judged[name] = _all(replayed.checks, Verdict.GRADER_ERROR, str(error))
        uses = {name: entry.uses for name, entry in self._loaded.items()}
        judged = block(self._judged, uses)
        return tuple(
            ExerciseResult(exercise.id, exercise.signature, tuple(judged[exercise.id]))
            for exercise in self._assignment.exercises
        )


def _all(checks: Sequence[Check], verdict: Verdict, message: str) -> list[CheckResult]:
    return [replace(unanswered(check), verdict=verdict, message=message) for check in checks]
