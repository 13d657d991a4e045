"""Reads the list of a class: a CSV of one's own, or what Canvas, Moodle and nbgrader export."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from pathlib import Path

from grader.cohort.people import Entry, Student
from grader.errors import ClassError, no_such_path
from grader.limits import MAX_ROSTER_BYTES

#: the columns that are known, by what their names come to without capitals, spaces and signs
_COLUMNS = {
    "id": ("id", "studentid", "identifier", "sid", "userid", "username", "matriculationnumber"),
    "name": ("student", "name", "fullname", "studentname"),
    "first": ("firstname", "givenname"),
    "last": ("lastname", "surname", "familyname"),
    "email": ("email", "emailaddress", "mail"),
    "sis": ("sisuserid", "sisid"),
    "login": ("sisloginid", "login", "loginid"),
    "section": ("section",),
    "modified": ("lastmodifiedgrade",),
}
#: of Canvas's export, which are no students
_NOBODY = ("points possible", "student, test")


def read_roster(path: Path) -> list[Student]:
    """Return the students of a list, in its order.

    Raises:
        ClassError: it cannot be read, or has no column that says who is meant.
    """
    try:
        data = path.read_bytes()[: MAX_ROSTER_BYTES + 1]
    except FileNotFoundError:
        raise ClassError(no_such_path(path)) from None
    except OSError as error:
        raise ClassError(f"{path}: cannot be read ({error.strerror})") from None
    if len(data) > MAX_ROSTER_BYTES or b"\0" in data:
        raise ClassError(f"{path}: is no CSV: export the list as CSV in UTF-8")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:  # as Excel saves a CSV on Windows
        text = data.decode("cp1252", "replace")
    try:
        # strict: a quote that is never closed would take in the lines below it
        rows = list(csv.reader(io.StringIO(text), delimiter=_delimiter(text), strict=True))
    except csv.Error as error:
        raise ClassError(f"{path}: is no CSV ({error}): look for a quote too many") from None
    columns = _columns(rows[0] if rows else [])
    if not columns.keys() & {"id", "email", "name", "last"}:
        raise ClassError(
            f"{path}: its first line names no column of students: id, name or email are wanted"
        )
    found = [student for row in rows[1:] if (student := _student(row, columns)) is not None]
    counted = Counter(student.id for student in found)
    repeated = [identity for identity, count in counted.items() if count > 1]
    if repeated:
        raise ClassError(f"{path}: {repeated[0]} is in it twice: a line a student")
    return found


def _delimiter(text: str) -> str:
    """Return what divides the columns, by the first line alone: students choose their names."""
    header = text.lstrip("\r\n").partition("\n")[0]
    return max(",;\t", key=header.count)


def _columns(header: Sequence[str]) -> dict[str, int]:
    plain = [re.sub(r"[^a-z]", "", name.casefold()) for name in header]
    return {
        field: plain.index(name)
        for field, names in _COLUMNS.items()
        for name in reversed(names)
        if name in plain
    }


def _student(row: Sequence[str], columns: dict[str, int]) -> Student | None:
    told = {field: row[at].strip() for field, at in columns.items() if at < len(row)}
    first, last = told.pop("first", ""), told.pop("last", "")
    name = told.get("name") or (f"{last}, {first}" if last and first else last or first)
    identity = told.get("id") or told.get("login") or told.get("email") or name
    if not identity or name.strip().casefold() in _NOBODY:
        return None
    identity = re.sub(r"^Participant ", "", identity)  # as Moodle's worksheet writes it
    return Student(**{**told, "id": identity, "name": name})


def matched(
    entries: Iterable[Entry], roster: Sequence[Student]
) -> tuple[list[Entry], list[Student]]:
    """Return the entries with what the roster knows of their students, and who has none.

    A student is found by the id, else by whatever else is told of both and is one's own alone.
    Who is found by less than another that is found so is not that student: many systems let one
    choose an address or a name.
    """
    claims = _claims(entries, roster)
    surest: dict[str, int] = {}
    for _, claimed in claims:
        for _, known, rank in claimed:
            if known is not None:
                surest[known.id] = min(rank, surest.get(known.id, rank))
    found = [
        replace(
            entry,
            students=tuple(
                student if known is None or rank > surest[known.id] else _merged(student, known)
                for student, known, rank in claimed
            ),
        )
        for entry, claimed in claims
    ]
    return found, [student for student in roster if student.id not in surest]


def claimed_by_several(entries: Iterable[Entry], roster: Sequence[Student]) -> list[str]:
    """Return the names of the submissions that lead to a student of the roster as others do."""
    names: dict[str, list[str]] = defaultdict(list)
    for entry, claimed in _claims(entries, roster):
        for _, known, _ in claimed:
            if known is not None:
                names[known.id].append(entry.name)
    return sorted({name for found in names.values() if len(found) > 1 for name in found})


def _claims(
    entries: Iterable[Entry], roster: Sequence[Student]
) -> list[tuple[Entry, list[tuple[Student, Student | None, int]]]]:
    """Return for each student of an entry whom of the roster that leads to, and how surely."""
    index = _index(roster)
    return [
        (entry, [(student, *_match(student, index)) for student in entry.students])
        for entry in entries
    ]


def _index(roster: Sequence[Student]) -> dict[tuple[int, str], list[Student]]:
    index: dict[tuple[int, str], list[Student]] = defaultdict(list)
    for student in roster:
        for kind, key in _keys(student):
            if key:
                index[kind, key].append(student)
    return index


def _match(
    student: Student, index: dict[tuple[int, str], list[Student]]
) -> tuple[Student | None, int]:
    """Return whom of the roster a student is, and the place of what tells it: 0 is the surest."""
    for place, (kind, key) in enumerate(_keys(student)):
        found = index.get((kind, key), []) if key else []
        if len(found) == 1:
            return found[0], place
    return None, 0


def _keys(student: Student) -> list[tuple[int, str]]:
    """Return what a student may be found by, the surest first: a kind and a text each, or ""."""
    last, first = student.last_and_first
    names = {_letters(student.name), _letters(f"{first}{last}"), _letters(f"{last}{first}")}
    return [
        (0, student.id),
        (0, student.sis),
        (1, student.login.casefold()),
        (2, student.email.casefold()),
        # a folder may be called by any of these; Canvas writes the sortable name as the login
        (2, student.id.casefold()),
        (1, student.email.casefold().partition("@")[0]),
        *((3, name) for name in sorted(names | {_letters(student.id), _letters(student.login)})),
    ]


def _letters(text: str) -> str:
    # a Mac writes an umlaut into a file's name as two characters
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFC", text)).casefold()


def _merged(student: Student, known: Student) -> Student:
    """Return what both tell: the roster where it says something, else the download."""
    told = {field.name: getattr(known, field.name) for field in fields(known)}
    return replace(student, **{name: value for name, value in told.items() if value})
