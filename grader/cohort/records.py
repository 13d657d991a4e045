"""What the processes of a class say to each other: how to grade, what to grade, what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import msgspec

from grader.cohort.reading import NAMELESS, Handed
from grader.host.isolation import Level
from grader.judging.common import Answers
from grader.results import GradeReport


@dataclass(frozen=True)
class Setting:
    """How a class is graded; the secret is bytes here, and on no command line."""

    assignment: str | None = None
    secret: bytes | None = None
    public: bool = False
    required: Level = Level.PLAIN
    follow_through: float = 0.0


@dataclass(frozen=True)
class Node:
    """What grades: all nodes of a run must be the same."""

    isolation: str
    grader: str


@dataclass(frozen=True)
class Unnamed:
    """A mistake without a name: what the function answers to common cases, and its code."""

    exercise: str
    answers: Answers
    code: str


@dataclass(frozen=True)
class Record:
    """The result of one submission: its report as stored, and what no two runs share, the time.

    `lost` says that it is no result of the submission, and is asked for again at the next run.
    `unnamed` holds the mistakes that no known idea explains.
    """

    key: bytes
    report: bytes
    seconds: float = 0.0
    lost: bool = False
    unnamed: tuple[Unnamed, ...] = ()


@dataclass(frozen=True)
class Chunk:
    """Submissions that are graded in one go; `deaths` counts the processes that ended in it."""

    handed: tuple[Handed, ...]
    deaths: int = 0

    @property
    def halves(self) -> tuple[Chunk, Chunk]:
        """The chunk in two, each with one more try before it is halved again."""
        middle = len(self.handed) // 2
        return Chunk(self.handed[:middle], 1), Chunk(self.handed[middle:], 1)


@dataclass(frozen=True)
class Graded:
    """What came of a chunk: records, what was not begun, and what to tell staff of the kit."""

    records: tuple[Record, ...]
    rest: tuple[bytes, ...] = ()
    told: tuple[str, ...] = ()


def stored(report: GradeReport) -> bytes:
    """Return a report as bytes that are the same on every regrade: without times and names."""
    assignments = tuple(
        replace(
            assignment,
            exercises=tuple(
                replace(
                    exercise, checks=tuple(replace(check, seconds=0) for check in exercise.checks)
                )
                for exercise in assignment.exercises
            ),
        )
        for assignment in report.assignments
    )
    bare = replace(report, submission_name=NAMELESS, seconds=0, assignments=assignments)
    return msgspec.json.encode(bare)


_DECODER = msgspec.json.Decoder(GradeReport)


def restored(data: bytes, name: str = NAMELESS, notes: Sequence[str] = ()) -> GradeReport:
    """Return a stored report with the name of who handed it in, and what to tell of that."""
    report = _DECODER.decode(data)
    return replace(report, submission_name=name, notices=(*notes, *report.notices))
