"""The records of what came of grading, from one check to the whole `GradeReport`.

Data flows one way: files -> `Submission` -> worker -> `CheckResult` -> `GradeReport` -> reports.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from grader.model import Kind


class Verdict(str, Enum):
    """The outcome of a check or of an exercise."""

    PASSED = "passed"
    FAILED = "failed"
    ERROR = "error"  # the submission raised where it should have answered
    TIMEOUT = "timeout"
    MEMORY = "memory"
    NOT_ATTEMPTED = "not_attempted"  # the stub is still in place
    BLOCKED = "blocked"  # not judged, since something it builds on does not hold
    GRADER_ERROR = "grader_error"  # our fault: makes the score provisional, and the exit code 3

    @property
    def is_wrong(self) -> bool:
        """Whether something came back and was wrong: of what a limit ended, nothing is known."""
        return self in (Verdict.FAILED, Verdict.ERROR)


@dataclass(frozen=True)
class Counterexample:
    """The smallest failing input that was found, as text that can be read and pasted.

    `inputs` maps the student's own parameter names to values, `code` reproduces the failure, and
    `printed` is what the function printed, the first lines of it.
    """

    inputs: dict[str, str]
    actual: str | None
    expected: str | None
    note: str | None
    code: str | None
    printed: str | None = None


#: begins the line of a check's message that says what an exception comes from
CAUSE = "the cause: "


@dataclass(frozen=True)
class Diagnosis:
    """The misconception that reproduces every recorded answer."""

    id: str
    message: str


@dataclass(frozen=True)
class CheckResult:
    """What came of one check.

    `reading` is a sentence on what its answers are, where no misconception reproduces them all.
    """

    id: str
    claim: str
    kind: Kind
    hidden: bool
    verdict: Verdict
    score: int | float  # as the assignment writes it, also where it was stored between
    max_score: int | float
    counterexample: Counterexample | None = None
    diagnosis: Diagnosis | None = None
    hint: str | None = None
    message: str | None = None
    test_cases: int = 0
    seconds: float = 0.0
    reading: str | None = None

    @property
    def is_lost(self) -> bool:
        """Whether it speaks against the exercise: a hidden check that was not judged does not."""
        not_judged = self.hidden and self.verdict is Verdict.BLOCKED
        return self.verdict is not Verdict.PASSED and not not_judged


@dataclass(frozen=True)
class ExerciseResult:
    """What came of one exercise; its verdict is the first that is not `PASSED`.

    `undefined` tells where its function was looked for and not found, in words that follow "is".
    Where it is blocked, and holds once other exercises are the solution's, `given` names those.
    """

    id: str
    signature: str
    checks: tuple[CheckResult, ...]
    undefined: str | None = None
    given: tuple[str, ...] = ()

    @property
    def score(self) -> float:
        return sum(check.score for check in self.checks)

    @property
    def max_score(self) -> float:
        return sum(check.max_score for check in self.checks)

    @property
    def verdict(self) -> Verdict:
        lost = [check.verdict for check in self.checks if check.is_lost]
        own = [verdict for verdict in lost if verdict is not Verdict.BLOCKED]
        return (own or lost or [Verdict.PASSED])[0]


@dataclass(frozen=True)
class HandedIn:
    """One file that was handed in: `role` is "graded", "used" by one that was, or "left_aside".

    `why` is a sentence on a file that was left aside, where there is something to tell of it.
    """

    path: str
    role: str
    why: str | None = None


@dataclass(frozen=True)
class AssignmentResult:
    """What came of one assignment; `notices` are about its file as a whole.

    `unread` says why nothing of it could be graded, if so: "missing", "unreadable", "undecided",
    "several" or "lost".
    """

    id: str
    title: str
    exercises: tuple[ExerciseResult, ...]
    notices: tuple[str, ...] = ()
    files: tuple[HandedIn, ...] = ()
    unread: str | None = None

    @property
    def score(self) -> float:
        return sum(exercise.score for exercise in self.exercises)

    @property
    def max_score(self) -> float:
        return sum(exercise.max_score for exercise in self.exercises)


@dataclass(frozen=True)
class GradeReport:
    """The whole outcome for one submission: the only input of every report.

    Cases were drawn by `seed`, or from a secret, of which the `commitment` is told instead.
    """

    submission_name: str
    submission_sha256: str
    grader_version: str
    grader_digest: str
    seed: int | None
    isolation: str
    public_only: bool
    seconds: float
    assignments: tuple[AssignmentResult, ...]
    notices: tuple[str, ...] = ()
    files: tuple[HandedIn, ...] = ()
    commitment: str | None = None

    @property
    def score(self) -> float:
        return sum(assignment.score for assignment in self.assignments)

    @property
    def max_score(self) -> float:
        return sum(assignment.max_score for assignment in self.assignments)

    @property
    def checks(self) -> tuple[CheckResult, ...]:
        return tuple(
            check
            for assignment in self.assignments
            for exercise in assignment.exercises
            for check in exercise.checks
        )
