"""What the pages and tables of a class keep of each result: so much, and not the whole report."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, replace

from grader.cohort.people import Entry
from grader.cohort.records import restored
from grader.cohort.store import Row
from grader.judging.border import cleaned
from grader.limits import MAX_REPORT_NAME_BYTES
from grader.results import AssignmentResult, GradeReport, Verdict

#: how sure a score is, beside `graded` and who did not hand in
NOT_READ, PARTLY_READ, PROVISIONAL = "not read", "partly read", "provisional"

_UNSAFE = re.compile(r"[^\w.@+-]+")
#: Windows keeps these for devices, whatever follows the dot
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")


@dataclass(frozen=True)
class Part:
    """What came of one assignment."""

    id: str
    title: str
    score: float
    max_score: float


@dataclass(frozen=True)
class Outcome:
    """What came of one submission: `file` is what its reports are called."""

    entry: Entry
    file: str
    score: float
    max_score: float
    parts: tuple[Part, ...]
    seconds: float
    state: str
    right_given: tuple[tuple[str, tuple[str, ...]], ...] = ()
    reason: str = ""  # why it is not read, or provisional

    @property
    def followed_through(self) -> str:
        """What is right, and uses another function of the student's that is not."""
        return "; ".join(
            f"{exercise} right, given a right {' and '.join(given)}"
            for exercise, given in self.right_given
        )

    @property
    def notes(self) -> str:
        reason = (self.reason,) if self.reason and self.state != PROVISIONAL else ()
        return "; ".join((*reason, *self.entry.notes))


def named(rows: Iterable[Row]) -> Iterator[tuple[Row, str, GradeReport]]:
    """Yield each row with a name for its files, which no other has, and its report."""
    taken: set[str] = set()
    for row in rows:
        file = safe_name(row.entry.name)
        number = 2
        while (unique := file if number == 2 else f"{file}.{number - 1}").casefold() in taken:
            number += 1
        taken.add(unique.casefold())
        row = replace(row, entry=_shown(row.entry))
        yield row, unique, restored(row.report, row.entry.name, row.entry.notes)


def _shown(entry: Entry) -> Entry:
    """Return an entry whose names move no cursor and hide nothing: students choose those of files.

    One with plain names stays as it is, since a system knows its own names again.
    """
    texts = [entry.name, *entry.notes, entry.problem or "", entry.place, entry.when]
    texts += [text for student in entry.students for text in astuple(student)]
    return entry if all(map(str.isprintable, texts)) else cleaned(entry)


def safe_name(name: str) -> str:
    """Return a name that any system can write, and no part of which leads elsewhere."""
    plain = _UNSAFE.sub("_", name).strip(".-_+@") or "submission"
    plain = plain.encode()[:MAX_REPORT_NAME_BYTES].decode(errors="ignore")
    return f"_{plain}" if _DEVICES.match(plain) else plain


def outcome_of(row: Row, file: str, report: GradeReport) -> Outcome:
    parts = tuple(
        Part(found.id, found.title, found.score, found.max_score) for found in report.assignments
    )
    state = _state(row, report)
    return Outcome(
        row.entry,
        file,
        report.score,
        report.max_score,
        parts,
        row.seconds,
        state,
        tuple(
            (exercise.id, exercise.given)
            for found in report.assignments
            for exercise in found.exercises
            if exercise.given
        ),
        "" if state == "graded" else _why_unread(report),
    )


def _state(row: Row, report: GradeReport) -> str:
    """Return in a word how sure a score is: what staff look at first."""
    if row.lost or any(check.verdict is Verdict.GRADER_ERROR for check in report.checks):
        return PROVISIONAL
    unread = [found.unread is not None for found in report.assignments]
    if all(unread):  # or in which no assignment's file was found
        return NOT_READ
    return PARTLY_READ if any(map(is_unread, report.assignments)) else "graded"


def _why_unread(report: GradeReport) -> str:
    """Return what was told of the first assignment that was not read."""
    unread = [found for found in report.assignments if is_unread(found)] or report.assignments
    return "".join(unread[0].notices[:1]) if unread else ""


def is_unread(found: AssignmentResult) -> bool:
    """Whether an assignment was handed in, and none of it could be read."""
    return found.unread not in (None, "missing")
