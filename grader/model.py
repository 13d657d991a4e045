"""The records that the kit passes around: what is graded, and what came of it.

Every record is frozen and uses the standard library only, so every layer may import this module.
Data flows one way: files -> `Submission` -> worker -> `CheckResult` -> `GradeReport` -> reports.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any


class GraderError(Exception):
    """Something a user can mend: its text is one line that says what, on what, and what to do.

    The command line prints it and exits with `exit_code`.
    """

    exit_code = 2


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


class Kind(str, Enum):
    """How a check decides."""

    PROPERTY = "property"  # a law over drawn inputs, against the truth that was drawn
    REFERENCE = "reference"  # the same answer as the course's solution
    PROTOCOL = "protocol"  # how randomness and errors are handled
    DISTRIBUTION = "distribution"  # the law of random samples, with a stated error rate


@dataclass(frozen=True)
class Check:
    """One graded claim about an exercise.

    `body` is called as `body(student, case)`, or `body(student, reference, case)` for a reference
    check, once for every case of every example that `given` (a Hypothesis strategy of tuples of
    cases) yields, and of `always`. It returns when the claim holds and raises when it does not.
    `small`, where there is one, is a strategy of lone cases that are easy to read.
    """

    id: str
    exercise: str
    claim: str
    points: float
    kind: Kind
    body: Callable[..., None]
    given: Any
    examples: int
    small: Any = None
    always: tuple[Any, ...] = ()
    requires: tuple[str, ...] = ()

    @property
    def hidden(self) -> bool:
        """Whether it needs what only staff have (the solutions)."""
        return self.kind is Kind.REFERENCE


@dataclass(frozen=True)
class Exercise:
    """One function to write: its signature as the handout gives it, and the checks it must pass."""

    id: str
    parameters: tuple[str, ...]
    hint: str
    checks: tuple[Check, ...]

    @property
    def max_score(self) -> float:
        return sum(check.points for check in self.checks)

    @property
    def signature(self) -> str:
        return f"{self.id}({', '.join(self.parameters)})"


@dataclass(frozen=True)
class Misconception:
    """A known wrong idea about some exercises, and how to recognise it.

    `recognises` maps an exercise to a predicate over its recorded calls (a sequence of
    `grader.student.proxy.RecordedCall`). With several exercises, all of them must match: such a
    misconception is a convention held throughout. A `tolerated` one is right as well: what it
    explains costs no points and its message informs.
    """

    id: str
    message: str
    hint: str | None
    recognises: dict[str, Callable[[Any], bool]]
    tolerated: bool = False


@dataclass(frozen=True)
class Assignment:
    """One unit of homework: the module that a student writes, and its exercises."""

    id: str
    title: str
    module: str
    folder: Path
    exercises: tuple[Exercise, ...]
    misconceptions: tuple[Misconception, ...]

    @property
    def number(self) -> str:
        return self.id.split("_", 1)[0]


@dataclass(frozen=True)
class Submission:
    """The bytes a student handed in, unread: only a worker parses, unzips or runs them.

    `files` holds (path inside the submission, bytes); for an archive, the archive itself under its
    own name. `only` is the assignment that a single file is graded as, or None for all of them.
    `unnamed` says that it is a single file whose name belongs to none. `modules` are those of all
    assignments. `aside` holds (path, why) of what was not read.
    """

    name: str
    path: Path
    files: tuple[tuple[str, bytes], ...]
    sha256: str
    only: str | None = None
    unnamed: bool = False
    modules: tuple[str, ...] = ()
    aside: tuple[tuple[str, str], ...] = ()


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
    """What came of one check."""

    id: str
    claim: str
    kind: Kind
    hidden: bool
    verdict: Verdict
    score: float
    max_score: float
    counterexample: Counterexample | None = None
    diagnosis: Diagnosis | None = None
    hint: str | None = None
    message: str | None = None
    test_cases: int = 0
    seconds: float = 0.0

    @property
    def is_lost(self) -> bool:
        """Whether it speaks against the exercise: a hidden check that was not judged does not."""
        not_judged = self.hidden and self.verdict is Verdict.BLOCKED
        return self.verdict is not Verdict.PASSED and not not_judged


@dataclass(frozen=True)
class ExerciseResult:
    """What came of one exercise; its verdict is the first that is not `PASSED`."""

    id: str
    signature: str
    checks: tuple[CheckResult, ...]

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

    `why` says what there is to tell of a file that was left aside.
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
    """The whole outcome for one submission: the only input of every report."""

    submission_name: str
    submission_sha256: str
    grader_version: str
    grader_digest: str
    seed: int
    isolation: str
    public_only: bool
    seconds: float
    assignments: tuple[AssignmentResult, ...]
    notices: tuple[str, ...] = ()
    files: tuple[HandedIn, ...] = ()

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
