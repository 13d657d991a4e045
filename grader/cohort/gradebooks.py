"""Scores as tables that other systems import: plain, nbgrader's, Canvas's and Moodle's.

Text that a spreadsheet would take for a formula gets an apostrophe before it; a number never does.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from grader.cohort.outcomes import Outcome, Part
from grader.cohort.people import Student

_Cell = str | float
#: what a spreadsheet takes for a formula, at the beginning of a cell: a Japanese one knows the wide
#: signs as well. A European one begins a cell after each semicolon, where a comma stands between
#: ours
_FORMULA = re.compile(r"(^|;)(?=\s*[=+\-@\uff1d\uff0b\uff0d\uff20])")
NOT_HANDED_IN = "not handed in"


def table(rows: Iterable[Sequence[_Cell]]) -> str:
    """Return a CSV: every text in quotes and without a formula, every number as it is."""
    stream = io.StringIO()
    writer = csv.writer(stream, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return stream.getvalue()


def _safe(cell: _Cell) -> _Cell:
    if isinstance(cell, str):
        text = " ".join(cell.split()) if not cell.isprintable() else cell
        return _FORMULA.sub(r"\1'", text)
    rounded = round(cell, 4)
    return int(rounded) if rounded == int(rounded) else rounded


def plain(outcomes: Sequence[Outcome], absent: Sequence[Student], parts: Sequence[Part]) -> str:
    """A row a student, with a column an assignment."""
    header = ["student_id", "name", "email", "submission", "score", "max_score"]
    rows: list[Sequence[_Cell]] = [
        [*header, *(part.id for part in parts), "state", "follow_through", "notes"]
    ]
    most = sum(part.max_score for part in parts)
    for outcome in outcomes:
        scores = [_of(outcome, part) for part in parts]
        for student in outcome.entry.students:
            rows.append([
                student.id, student.name, student.email, outcome.entry.name, sum(scores), most,
                *scores, outcome.state, outcome.followed_through, outcome.notes,
            ])  # fmt: skip
    for student in absent:
        rows.append([
            student.id, student.name, student.email, "", 0, most, *[0] * len(parts),
            NOT_HANDED_IN, "", "",
        ])  # fmt: skip
    return table(rows)


def nbgrader(outcomes: Sequence[Outcome], absent: Sequence[Student], parts: Sequence[Part]) -> str:
    """A row a student and assignment, as `nbgrader export` writes them."""
    rows: list[Sequence[_Cell]] = [[
        "assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email",
        "raw_score", "late_submission_penalty", "score", "max_score",
    ]]  # fmt: skip

    def add(student: Student, when: str, part: Part, score: float) -> None:
        names = student.last_and_first
        rows.append(
            [part.id, "", when, student.id, *names, student.email, score, 0, score, part.max_score]
        )

    for part in parts:
        for outcome in outcomes:
            for student in outcome.entry.students:
                add(student, outcome.entry.when, part, _of(outcome, part))
        for student in absent:
            add(student, "", part, 0)
    return table(rows)


def canvas(outcomes: Sequence[Outcome], absent: Sequence[Student], parts: Sequence[Part]) -> str:
    """What Canvas's gradebook imports; who did not hand in has empty cells."""
    header = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
    rows: list[Sequence[_Cell]] = [
        [*header, *(_title(part) for part in parts)],
        ["    Points Possible", "", "", "", "", *(part.max_score for part in parts)],
    ]

    def add(student: Student, scores: Sequence[_Cell]) -> None:
        number = student.number or student.id
        rows.append([student.name, number, student.sis, student.login, student.section, *scores])

    for outcome in outcomes:
        for student in outcome.entry.students:
            add(student, [_of(outcome, part) for part in parts])
    for student in absent:
        add(student, [""] * len(parts))
    return table(rows)


def moodle(outcomes: Sequence[Outcome], absent: Sequence[Student], parts: Sequence[Part]) -> str:
    """What the grading worksheet of Moodle imports: one grade, the sum of all assignments."""
    header = ["Identifier", "Full name", "Email address", "Grade", "Maximum grade"]
    rows: list[Sequence[_Cell]] = [[*header, "Last modified (grade)"]]
    most = sum(part.max_score for part in parts)

    def add(student: Student, score: _Cell) -> None:
        identifier = f"Participant {student.number or student.id}"
        rows.append([identifier, student.name, student.email, score, most, student.modified])

    for outcome in outcomes:
        for student in outcome.entry.students:
            add(student, sum(_of(outcome, part) for part in parts))
    for student in absent:
        add(student, "")
    return table(rows)


def _title(part: Part) -> str:
    return f"{part.id.split('_')[0]} {part.title}"


def _of(outcome: Outcome, part: Part) -> float:
    return next((found.score for found in outcome.parts if found.id == part.id), 0)
