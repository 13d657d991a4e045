"""The records of what is graded: assignments, exercises and checks, and what was handed in.

Every record is frozen and uses the standard library only. What comes of them is in `results`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any


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
    cases) yields, and of the `covering`, which makes cases by the seed. It returns when the
    claim holds and raises when it does not. `small`, where there is one, is a strategy of
    lone cases that are easy to read. `functions` are those that it may ask the submission for.
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
    covering: Any = None
    requires: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()

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
    `grader.host.proxy.RecordedCall`). With several exercises, all of them must match: such a
    misconception is a convention held throughout. Where `together` is given it decides instead: it
    takes the exercise that is judged, and the records of all that were attempted, by exercise. A
    `tolerated` one is right as well: what it explains costs no points and its message informs. A
    symptom is about a part of the answers, every other idea gives them all. `shows` says whether
    the calls of a single case have to do with it, where that is another question than whether it is
    recognised; one that is `drawn` shows in that the same call, made again, is answered otherwise.
    `plays` holds the idea itself where it is code, by exercise: it takes the exercise's arguments
    as numpy, and an audit grades it.
    """

    id: str
    message: str
    hint: str | None
    recognises: dict[str, Callable[[Any], bool]]
    tolerated: bool = False
    plays: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    is_symptom: bool = False
    shows: Callable[[Any], bool] | None = None
    drawn: bool = False
    together: Callable[[str, Mapping[str, Any]], bool] | None = None


@dataclass(frozen=True)
class Assignment:
    """One unit of homework: the module that a student writes, and its exercises.

    `vocabulary` is what wrong answers are read back in, a `grader.authoring.Vocabulary`, or None.
    What is `dear` to grade is audited in part where an audit must be short.
    """

    id: str
    title: str
    module: str
    folder: Path
    exercises: tuple[Exercise, ...]
    misconceptions: tuple[Misconception, ...]
    pairs: tuple[Misconception, ...] = ()  # two of them at once, for what none explains alone
    vocabulary: Any = None
    dear: bool = False

    @property
    def number(self) -> str:
        return self.id.split("_", 1)[0]


@dataclass(frozen=True)
class Submission:
    """The bytes a student handed in, unread: only a worker parses, unzips or runs them.

    `files` holds (path inside the submission, bytes); for an archive, the archive itself under its
    own name. `only` is the assignment that a single file is graded as, or None for all of them.
    `unnamed` says that it is a single file whose name belongs to none. `modules` are those of all
    assignments, `exercises` those that are graded together. `aside` holds (path, why) of what was
    not read.
    """

    name: str
    path: Path
    files: tuple[tuple[str, bytes], ...]
    sha256: str
    only: str | None = None
    unnamed: bool = False
    modules: tuple[str, ...] = ()
    aside: tuple[tuple[str, str], ...] = ()
    exercises: tuple[str, ...] = ()
