"""Judges one submission of one assignment: replay, verdict, account, diagnosis."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from keyword import iskeyword
from pathlib import PurePosixPath

from grader.authoring.advice import advice
from grader.errors import show_traceback
from grader.host.proxy import RecordedCall, StudentError
from grader.host.text import clean
from grader.judging.attempts import ExerciseAttempts, only_values_differ, records_of
from grader.judging.blocking import block
from grader.judging.counterexample import Naming, account_of, counterexample
from grader.judging.diagnosis import diagnose
from grader.judging.draw import DrawnCase
from grader.judging.replay import Attempt, BrokenCheck, replay_checks
from grader.judging.search import search
from grader.judging.session import Session
from grader.model import Assignment, Check, Exercise, Kind, Misconception
from grader.results import CheckResult, Diagnosis, ExerciseResult, Verdict
from grader.wire.messages import LoadedExercise


def unanswered(check: Check) -> CheckResult:
    """Return the result of a check of which nothing is known: no points."""
    return CheckResult(
        check.id, check.claim, check.kind, check.hidden, Verdict.BLOCKED, 0, check.points
    )


#: CPU seconds of an exercise's cases; a search makes several times as many calls
_TOO_SLOW_TO_SEARCH = 3.0
#: what a check says that was answered
_WRONG = (Verdict.FAILED, Verdict.ERROR)
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
        self._replayed: dict[str, ExerciseAttempts] = {}
        self._hidden: dict[str, list[list[DrawnCase]]] = {}
        self._judged: dict[str, list[CheckResult]] = {}
        self._broken: dict[str, str] = {}

    def replay(
        self, exercise: Exercise, checks: Sequence[Check], cases: Sequence[list[DrawnCase]]
    ) -> None:
        """Have the submission answer one exercise's `checks`, whose drawn `cases` go with them."""
        entry = self._loaded.get(exercise.id)
        if entry is None or entry.problem is not None:
            message = self._cannot_call(exercise, entry)
            self._judged[exercise.id] = _all(checks, Verdict.ERROR, message)
            return
        public = [each for each in zip(checks, cases, strict=True) if not each[0].hidden]
        hidden = [each for each in zip(checks, cases, strict=True) if each[0].hidden]
        before = self._session.cpu_seconds_so_far
        probed = _PROBED if self._only_verdicts(checks) else None
        groups = replay_checks([drawn for _, drawn in public], self._session, None, probed)
        seconds = self._session.cpu_seconds_so_far - before
        answered = {check.id: group for (check, _), group in zip(public, groups, strict=True)}
        self._replayed[exercise.id] = ExerciseAttempts(exercise, checks, answered, None, seconds)
        if hidden:
            self._hidden[exercise.id] = [drawn for _, drawn in hidden]

    def replay_hidden(self) -> None:
        """Have the hidden checks answered, after all public ones.

        So nothing that they cost or cause can change what a student sees at home. Where a public
        check lost its worker, a hidden one would say nothing new.
        """
        for name, cases in self._hidden.items():
            replayed = self._replayed[name]
            if any(attempt.lost for attempt in replayed.attempts):
                continue
            probed = _PROBED if self._only_verdicts(replayed.checks) else None
            try:
                reference = self._reference()
                groups = replay_checks(cases, self._session, reference, probed)
            except BrokenCheck as error:
                show_traceback(error)
                self._broken[name] = clean(str(error), 500)
                continue
            answered = {
                drawn[0].check.id: group for drawn, group in zip(cases, groups, strict=True)
            }
            self._replayed[name] = replace(
                replayed, answered={**replayed.answered, **answered}, reference=reference
            )

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

    def _results(self, replayed: ExerciseAttempts) -> list[CheckResult]:
        results: list[CheckResult] = []
        verdicts: dict[str, Verdict] = {}
        for check in replayed.checks:
            attempts = replayed.answered.get(check.id, [])
            if check.hidden and (problem := self._broken.get(replayed.exercise.id)):
                result = replace(unanswered(check), verdict=Verdict.GRADER_ERROR, message=problem)
            else:
                missing = [each for each in check.requires if verdicts[each] is not Verdict.PASSED]
                result = self._result(replayed, check, attempts, bool(missing))
            verdicts[check.id] = result.verdict
            results.append(result)
        # only what came back and was wrong: a hidden check that was lost proves nothing
        if not any(each.hidden and each.verdict in _WRONG for each in results):
            return results
        text = "does not count, since the answers differ from the course's solution"
        return [
            replace(each, verdict=Verdict.BLOCKED, score=0, message=text)
            if each.verdict is Verdict.PASSED and each.max_score
            else each
            for each in results
        ]

    def _result(
        self, replayed: ExerciseAttempts, check: Check, attempts: list[Attempt], blocked: bool
    ) -> CheckResult:
        exercise = replayed.exercise
        seconds = sum(attempt.seconds for attempt in attempts)
        base = replace(unanswered(check), seconds=seconds, test_cases=len(attempts))
        first = next((each for each in attempts if each.settled and not each.passed), None)
        if first is None and attempts and all(attempt.settled for attempt in attempts):
            if blocked:
                return replace(base, message=f"counts once the rest of {exercise.id} holds")
            return replace(base, verdict=Verdict.PASSED, score=check.points)
        if first is None or (blocked and first.lost is None) or (check.hidden and first.lost):
            text = "not judged, since something above it does not hold"
            return replace(base, message=text, test_cases=0)
        base = replace(base, test_cases=attempts.index(first) + 1)
        if first.broken is not None:
            raise first.broken
        if first.lost is not None:
            return self._lost(base, first, exercise)
        raised = first.problem.raised if isinstance(first.problem, StudentError) else None
        stub = raised.placeholder if raised is not None else None
        known = {each.id for each in self._assignment.exercises}
        if stub is not None and stub in known:  # a worker may say anything
            return self._not_attempted(base, exercise, stub)
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

    def _not_attempted(self, base: CheckResult, exercise: Exercise, stub: str) -> CheckResult:
        if stub != exercise.id:
            return replace(base, message=f"uses your {stub}, which is not written yet")
        return replace(base, verdict=Verdict.NOT_ATTEMPTED, message="not written yet")

    def _failed(
        self, base: CheckResult, replayed: ExerciseAttempts, check: Check, attempts: list[Attempt]
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
            message=None if raised is None or check.hidden else account_of(raised),
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
        name = clean(path.name, 80)
        importable = path.suffix == ".py" and path.stem.isidentifier() and not iskeyword(path.stem)
        return Naming(name, importable, parameters)

    def results(self) -> tuple[ExerciseResult, ...]:
        """Return the results of all exercises: what builds on a failing one is blocked."""
        for name, replayed in self._replayed.items():
            try:
                self._judged[name] = self._results(replayed)
            except BrokenCheck as error:
                show_traceback(error)
                self._judged[name] = _all(replayed.checks, Verdict.GRADER_ERROR, str(error))
        uses = {name: entry.uses for name, entry in self._loaded.items()}
        judged = block(self._judged, uses)
        return tuple(
            ExerciseResult(exercise.id, exercise.signature, tuple(judged[exercise.id]))
            for exercise in self._assignment.exercises
        )


def _all(checks: Sequence[Check], verdict: Verdict, message: str) -> list[CheckResult]:
    return [replace(unanswered(check), verdict=verdict, message=message) for check in checks]
