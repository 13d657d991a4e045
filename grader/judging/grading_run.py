"""Grades submissions, from what was handed in to a report: the one way through."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from pathlib import Path

from grader import __version__
from grader.catalogue import SOLUTIONS, grader_digest
from grader.host.lost import WorkerLost
from grader.host.text import clean
from grader.host.workers import Workers
from grader.judging.account import Accounts
from grader.judging.asking import ask_hidden, ask_public
from grader.judging.attempts import ExerciseAttempts
from grader.judging.blocking import block, failing_below, is_blocked
from grader.judging.border import cleaned
from grader.judging.common import Answers, CommonCases
from grader.judging.follow_through import right_given, with_share
from grader.judging.handed_in import files_of_all, handed_in, refuse_what_is_none, told_of_all
from grader.judging.judge import Judge
from grader.judging.progress import Progress, Steps, silent
from grader.judging.questions import Questions
from grader.judging.reference import solution_of
from grader.judging.secret import Secret
from grader.judging.session import Session, Spent
from grader.judging.uncallable import why_uncallable
from grader.judging.ungraded import ungraded, ungraded_assignment
from grader.limits import (
    MAX_NAME_CHARACTERS,
    MAX_PROBLEM_CHARACTERS,
    MAX_REASON_CHARACTERS,
    SHARED_SOLUTIONS,
)
from grader.model import Assignment, Submission
from grader.results import AssignmentResult, CheckResult, ExerciseResult, GradeReport, Verdict
from grader.wire.messages import Loaded


class GradingRun:
    """Grades any number of submissions with the same cases: those of its assignments at its seed.

    With a `secret` each submission has cases of its own instead. It owns the drawn cases and the
    sessions of the solutions, and shares them between submissions; `workers` are the caller's.
    Hidden checks run where `solutions` has the assignment and not `public`. With `explain` off the
    verdict on each exercise is all that is wanted: there is no counterexample, diagnosis or hint,
    and what cannot change it may be left unjudged. With `compare`, `answers` holds what the last
    submission answers to cases that are common to all, where it is wrong and no idea explains it.
    With `follow_through`, what is blocked is judged with the solution's in the place of what blocks
    it, and gets that share of its points where it holds then.
    A context manager.
    """

    def __init__(
        self,
        assignments: Sequence[Assignment],
        workers: Workers,
        *,
        seed: int = 0,
        secret: Secret | None = None,
        public: bool = False,
        solutions: Path = SOLUTIONS,
        explain: bool = True,
        compare: bool = False,
        follow_through: float | None = None,
    ) -> None:
        self.assignments = tuple(assignments)
        self._seed = seed
        self._secret = secret
        self._workers = workers
        self._explain = explain
        self._references = [
            None if public else solution_of(assignment, workers, solutions)
            for assignment in assignments
        ]
        self._share = follow_through
        self._common = CommonCases(assignments) if compare else None
        self.answers: dict[str, Answers] = {}
        self._drawn_at: int | None = None
        self._draws = 0
        self._questions: list[Questions] = []
        self.public_only = all(reference is None for reference in self._references)
        compared = [reference.source for reference in self._references if reference is not None]
        #: what to tell staff of ideas whose own code raised, by their ids
        self.raised: dict[str, str] = {}
        #: what to tell staff of checks that may have rejected what is right, by their ids
        self.doubted: dict[str, str] = {}
        self._digest = grader_digest(assignments, compared)

    def draw(self, submission: Submission) -> None:
        """Draw every check's cases for a submission; worth doing while the workers import torch."""
        for questions in self._questions_for(submission):
            for exercise in questions.assignment.exercises:
                questions.of(exercise)

    def _questions_for(self, submission: Submission) -> list[Questions]:
        """Return what a submission is asked: the same as the one before, unless by a secret."""
        seed = self._seed if self._secret is None else self._secret.seed(submission.sha256)
        if seed != self._drawn_at:
            self._draws += 1
            if self._draws % SHARED_SOLUTIONS == 0:
                self._renew_solutions()
            self._drawn_at = seed
            self._questions = [
                Questions(assignment, seed, reference)
                for assignment, reference in zip(self.assignments, self._references, strict=True)
            ]
        return self._questions

    def _renew_solutions(self) -> None:
        """End the solutions' workers: what one may answer in its life is limited as well."""
        for reference in self._references:
            if reference is not None:
                reference.close()

    def grade(
        self,
        submission: Submission,
        progress: Progress = silent,
        chosen: Collection[str] | None = None,
    ) -> GradeReport:
        """Grade one submission, for the assignments whose ids are `chosen`, by default for all.

        Raises:
            SetupProblem: no worker can be started on this machine.
            SubmissionError: it is no submission: several, or nothing of it can be read.
        """
        started = time.perf_counter()
        asked = [
            questions
            for questions in self._questions_for(submission)
            if submission.only in (None, questions.assignment.id)
            and (chosen is None or questions.assignment.id in chosen)
        ]
        total = sum(len(questions.assignment.exercises) for questions in asked)
        results: list[AssignmentResult] = []
        self.answers = {}
        first = 1
        for questions in asked:
            results.append(self._grade(questions, submission, Steps(progress, first, total)))
            first += len(questions.assignment.exercises)
        refuse_what_is_none(submission, results)
        if submission.unnamed:  # a file of any name is about what it defines
            results = [result for result in results if result.unread != "missing"]
        report = GradeReport(
            submission_name=clean(submission.name, MAX_NAME_CHARACTERS),
            submission_sha256=submission.sha256,
            grader_version=__version__,
            grader_digest=self._digest,
            seed=self._seed if self._secret is None else None,
            isolation=self._workers.isolation,
            public_only=self.public_only,
            seconds=time.perf_counter() - started,
            assignments=tuple(results),
            notices=told_of_all(submission, results),
            files=files_of_all(submission, results),
            commitment=None if self._secret is None else self._secret.commitment,
        )
        return cleaned(report)

    def _grade(
        self, questions: Questions, submission: Submission, steps: Steps
    ) -> AssignmentResult:
        """Grade one assignment in a session of its own."""
        assignment = questions.assignment
        try:
            session = Session(self._workers, assignment, submission, self._workers.limits)
        except WorkerLost as lost:
            reason = clean(lost.message, MAX_REASON_CHARACTERS)
            message = f"{assignment.module}.py could not be loaded: {reason}"
            return ungraded_assignment(assignment, lost.verdict, message, "lost")
        with session:
            loaded = session.loaded
            if loaded.problem is not None:
                missing = loaded.kind == "missing"
                return ungraded_assignment(
                    assignment,
                    Verdict.NOT_ATTEMPTED if missing else Verdict.ERROR,
                    clean(loaded.problem, MAX_PROBLEM_CHARACTERS),
                    loaded.kind,
                    handed_in(loaded),
                )
            results = self._exercises(questions, session, steps)
            if self._share is not None:
                session.close()  # so that all it used is counted
                results = self._followed(questions, submission, loaded, results, session.spent)
            return AssignmentResult(
                assignment.id,
                assignment.title,
                results,
                tuple(clean(notice, MAX_PROBLEM_CHARACTERS) for notice in loaded.notices),
                handed_in(loaded),
            )

    def _exercises(
        self, questions: Questions, session: Session, steps: Steps
    ) -> tuple[ExerciseResult, ...]:
        """Have all checks answered, then judge them, seen together."""
        assignment = questions.assignment
        thorough = self._explain or any(idea.tolerated for idea in assignment.misconceptions)
        entries = {entry.name: entry for entry in session.loaded.exercises}
        asked: dict[str, ExerciseAttempts] = {}
        judged: dict[str, Sequence[CheckResult]] = {}
        undefined: dict[str, str | None] = {}
        for position, exercise in enumerate(assignment.exercises):
            steps.show(exercise, position)
            if (why := why_uncallable(exercise, entries.get(exercise.id))) is not None:
                judged[exercise.id] = ungraded(exercise.checks, Verdict.ERROR, why.message)
                undefined[exercise.id] = why.undefined
            else:
                checks = questions.of(exercise)
                asked[exercise.id] = ask_public(exercise, checks, session, thorough)
        for name, attempts in asked.items():
            asked[name] = ask_hidden(attempts, questions.reference, session, thorough)
        accounts = Accounts(assignment, session, asked, self._explain)
        judge = Judge(assignment, accounts)
        judged |= {name: judge.results(attempts) for name, attempts in asked.items()}
        self.raised |= accounts.raised
        self.doubted |= accounts.doubted
        judged = block(judged, {name: entry.uses for name, entry in entries.items()})
        if self._common is not None:  # last of all: what it costs or causes changes no verdict
            that_could_be_called = {name: judged[name] for name in asked}
            self.answers |= self._common.answers(assignment, session, that_could_be_called)
        return tuple(
            ExerciseResult(
                exercise.id,
                exercise.signature,
                tuple(judged[exercise.id]),
                undefined.get(exercise.id),
            )
            for exercise in assignment.exercises
        )

    def _followed(
        self,
        questions: Questions,
        submission: Submission,
        loaded: Loaded,
        results: tuple[ExerciseResult, ...],
        spent: Spent,
    ) -> tuple[ExerciseResult, ...]:
        """Judge what is blocked once more, in workers of its own."""
        assert self._share is not None
        below = failing_below(
            {result.id: result.checks for result in results},
            {entry.name: entry.uses for entry in loaded.exercises},
        )
        blocked = {result.id: below[result.id] for result in results if is_blocked(result)}
        found = right_given(questions, submission, loaded, blocked, self._workers, spent)
        return tuple(
            with_share(result, found[result.id], self._share) if result.id in found else result
            for result in results
        )

    def close(self) -> None:
        """End the workers of the solutions."""
        self._renew_solutions()

    def __enter__(self) -> GradingRun:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
