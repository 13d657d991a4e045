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
    "id": (
        "id",
        "studentid",
        "identifier",
        "sid",
        "userid",
        "username",
        "matriculationnumber",
        "idnumber",
    ),
    "name": ("student", "name", "fullname", "studentname"),
    "first": ("firstname", "givenname"),
    "last": ("lastname", "surname", "familyname"),
    "email": ("email", "emailaddress", "mail"),
    "sis": ("sisuserid", "sisid"),
    "login": ("sisloginid", "login", "loginid", "username"),
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
        read = csv.reader(io.StringIO(text), delimiter=_delimiter(text), strict=True)
        rows = [row for row in read if any(map(str.strip, row))]
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
    header = text.strip().partition("\n")[0]
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
    Many systems let one choose a name or an address: where more than one submission leads to a
    student, it is only by the id that it does.
    """
    claims = _claims(entries, roster)
    count = Counter(known.id for _, claimed in claims for _, known, _ in claimed if known)
    seen: set[str] = set()
    found = []
    for entry, claimed in claims:
        students = []
        for student, known, by_id in claimed:
            if known is not None and (by_id or count[known.id] == 1):
                seen.add(known.id)
                student = _merged(student, known)
            students.append(student)
        found.append(replace(entry, students=tuple(students)))
    return found, [student for student in roster if student.id not in seen]


def claimed_by_several(entries: Iterable[Entry], roster: Sequence[Student]) -> list[str]:
    """Return the names of the submissions that lead to a student whom others lead to as well.

    Who is not in the roster is told by the id of the download.
    """
    names: dict[str, list[str]] = defaultdict(list)
    for entry, claimed in _claims(entries, roster):
        for student, known, _ in claimed:
            names[(known or student).id].append(entry.name)
    return sorted({name for found in names.values() if len(found) > 1 for name in found})


def _claims(
    entries: Iterable[Entry], roster: Sequence[Student]
) -> list[tuple[Entry, list[tuple[Student, Student | None, bool]]]]:
    """Return for each student of an entry whom of the roster that leads to, and if by the id."""
    index = _index(roster)
    return [
        (entry, [(student, *_match(student, index)) for student in entry.students])
        for entry in entries
    ]


def _index(roster: Sequence[Student]) -> dict[tuple[int, str], list[Student]]:
    index: dict[tuple[int, str], list[Student]] = defaultdict(list)
    for student in roster:
        for key in {*_keys(student), *_names(student)}:
            index[key].append(student)
    return index


def _match(
    student: Student, index: dict[tuple[int, str], list[Student]]
) -> tuple[Student | None, bool]:
    """Return whom of the roster a student is, and whether the id tells it."""
    # a folder may be called by a name; Canvas writes the sortable one as the login
    names = [(_NAME, _letters(student.id)), (_NAME, _letters(student.login))]
    for key in (*_keys(student), *_names(student), *names):
        found = index.get(key, []) if key[1] else []
        if len(found) == 1:
            return found[0], key[0] == _ID
    return None, False


#: kinds of what a student may be found by: two that are of one kind can be the same
_ID, _LOGIN, _ADDRESS, _NAME = range(4)


def _keys(student: Student) -> list[tuple[int, str]]:
    """Return what a student may be found by, but for names, the surest first."""
    identity, login, email = (
        text.casefold() for text in (student.id, student.login, student.email)
    )
    return [
        (kind, key)
        for kind, key in (
            (_ID, student.id),
            (_ID, student.sis),
            (_LOGIN, login),
            (_ADDRESS, email),
            # a folder may be called by any of these
            (_ADDRESS, identity),
            (_LOGIN, identity),
            (_LOGIN, email.partition("@")[0]),
        )
        if key
    ]


def _names(student: Student) -> list[tuple[int, str]]:
    """Return the letters of a name, in each order of its parts."""
    last, first = student.last_and_first
    names = {_letters(student.name), _letters(f"{first}{last}"), _letters(f"{last}{first}")}
    return [(_NAME, name) for name in sorted(names) if name]


def _letters(text: str) -> str:
    """Return a name without what parts it: letters, digits and the marks that belong to them."""
    # a Mac writes an umlaut into a file's name as two characters; in Hindi a mark is a vowel
    whole = unicodedata.normalize("NFC", text)
    kept = (sign for sign in whole if sign.isalnum() or unicodedata.category(sign)[0] == "M")
    return "".join(kept).casefold()


def _merged(student: Student, known: Student) -> Student:
    """Return what both tell: the roster where it says something, else the download."""
    told = {field.name: getattr(known, field.name) for field in fields(known)}
    return replace(student, **{name: value for name, value in told.items() if value})
