"""What flows through an audit: variants of a solution, what their grading gave, what it means."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import Enum

from grader.errors import GraderError
from grader.results import Verdict


class AuditError(GraderError):
    """The audit cannot be run: a corpus file is broken, or a process of the pool ended."""


class Family(str, Enum):
    """Where a variant comes from, and so what is expected of it."""

    EQUIVALENT = "equivalent"  # written by hand, right: full marks
    MUTANT = "mutant"  # written by hand, wrong: must lose points
    STUB = "stub"  # what students are given: no points, and nothing attempted
    MADE = "made"  # made from the solution by syntax: must lose points unless proved equivalent


@dataclass(frozen=True)
class Variant:
    """One submission that the audit grades: the solution with `code` appended.

    `exercises` are those that the code changes, `reaches` those that it can affect: they and what
    calls them. `misconception` is the id of which a mutant is the code; `idea` is the place in the
    catalogue of the one that answers in its stead, where no code was written.
    """

    assignment: str
    exercises: tuple[str, ...]
    slug: str
    family: Family
    code: str
    text: str
    reaches: tuple[str, ...]
    misconception: str | None = None
    note: str = ""
    idea: int | None = None

    @property
    def id(self) -> str:
        """The name that reports give it, unique within its family."""
        return f"{self.assignment.split('_')[0]}/{self.exercises[0]}/{self.slug}"

    @property
    def sha256(self) -> str:
        return hashlib.sha256(f"{self.text}\0{self.idea}".encode()).hexdigest()


@dataclass(frozen=True)
class CheckOutcome:
    """What one check, judged on its own, said of a variant."""

    id: str
    verdict: Verdict
    diagnosis: str | None
    message: str | None

    @property
    def kills(self) -> bool:
        """Whether the check itself found the variant wrong."""
        return self.verdict not in (Verdict.PASSED, Verdict.BLOCKED, Verdict.GRADER_ERROR)


@dataclass(frozen=True)
class ExerciseOutcome:
    """What the checks of one exercise said."""

    id: str
    score: float
    max_score: float
    checks: tuple[CheckOutcome, ...]

    @property
    def full(self) -> bool:
        return self.score == self.max_score

    @property
    def killers(self) -> tuple[str, ...]:
        return tuple(check.id for check in self.checks if check.kills)


@dataclass(frozen=True)
class Outcome:
    """One grading of one variant at one seed."""

    seed: int
    exercises: tuple[ExerciseOutcome, ...]
    raised: tuple[str, ...] = ()  # of ideas whose own code raised: which, and why

    def of(self, exercise: str) -> ExerciseOutcome | None:
        return next((result for result in self.exercises if result.id == exercise), None)


@dataclass(frozen=True)
class Proof:
    """Why a made mutant counts as the solution itself: what was compared, and how near it was.

    The largest differences are relative to the largest magnitude of each answer.
    """

    equal: bool
    answers: int  # compared, by value
    refusals: int  # exceptions of the same type, on the same inputs
    largest_float64: float
    largest_float32: float
    reason: str  # what differed, or what else was found the same


@dataclass(frozen=True)
class Graded:
    """A variant with all its outcomes, the first of which is at the course's own seed."""

    variant: Variant
    outcomes: tuple[Outcome, ...]

    @property
    def first(self) -> Outcome:
        return self.outcomes[0]

    @property
    def killers(self) -> tuple[str, ...]:
        """The checks of the changed exercises that find it wrong, at the first seed."""
        found = (self.first.of(name) for name in self.variant.exercises)
        return tuple(check for exercise in found if exercise for check in exercise.killers)

    def killed_at(self, outcome: Outcome) -> bool:
        """Whether it loses points in what it changes."""
        found = (outcome.of(name) for name in self.variant.exercises)
        return any(not exercise.full for exercise in found if exercise)

    @property
    def survived(self) -> tuple[int, ...]:
        """The seeds at which it kept full marks."""
        return tuple(outcome.seed for outcome in self.outcomes if not self.killed_at(outcome))


@dataclass(frozen=True)
class Condition:
    """What holds of some calls: `code` is an expression of the arguments, by their names.

    Two conditions of one `factor` exclude or include each other. One about `calls` reads the number
    of the call instead; where it holds of a single call, it stands `alone`.
    """

    factor: str
    words: str
    code: str
    calls: bool = False
    alone: bool = False


#: the damage of a sabotage that replaces an argument, which its one condition is the code of
CHANGED = "answers for which"


@dataclass(frozen=True)
class Sabotage:
    """The solution of an exercise, but for its answer where all of `conditions` hold.

    `shown` is an input on which it is wrong.
    """

    assignment: str
    exercise: str
    conditions: tuple[Condition, ...]
    damage: str
    shown: str

    @property
    def single(self) -> bool:
        return len(self.conditions) == 1

    @property
    def words(self) -> str:
        """What is wrong where, in words."""
        where = " and ".join(condition.words for condition in self.conditions)
        return (
            f"{self.damage} {where}" if self.damage == CHANGED else f"{self.damage} where {where}"
        )


@dataclass(frozen=True)
class Problem:
    """Something that makes the audit fail."""

    kind: str
    subject: str
    text: str


@dataclass(frozen=True)
class Rate:
    """A promised rate of false rejections, and what was counted."""

    name: str
    level: float
    repetitions: int
    rejections: int
    p_value: float  # of so many rejections or more, if the promise held
    kept: bool


@dataclass(frozen=True)
class Place:
    """A folder of assignments and the folder of their solutions."""

    assignments: str
    solutions: str
