"""Gradebooks are read back as their systems read them."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest

from grader.cohort import gradebooks
from grader.cohort.outcomes import Outcome, Part, safe_name
from grader.cohort.people import Entry, Student, System
from grader.cohort.roster import matched, read_roster
from grader.errors import ClassError

_PARTS = [Part("01_a", "The path", 0, 20), Part("02_b", "The sample", 0, 30)]


def _outcome(name: str, *students: Student, scores: tuple[float, ...]) -> Outcome:
    parts = tuple(replace(part, score=score) for part, score in zip(_PARTS, scores, strict=False))
    entry = Entry(name, students, (), System.PLAIN, when="2026-11-03 12:00:00 UTC")
    return Outcome(entry, name, sum(scores), 50, parts, 1.5, "graded")


_EVIL = Student("=1+1", "@SUM(A1), +cmd", email="-x@y.z", login="\tx")
_CLASS = [
    _outcome(
        "g",
        Student("7", "Doe, Jane", "1001", "j@x.edu"),
        Student("8", "Bob Roe"),
        scores=(20, 29.5),
    ),
    _outcome("e", _EVIL, scores=(0.25,)),
]
_ABSENT = [Student("9", "Eve de la Cruz")]


def _read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_plain_scores() -> None:
    rows = _read(gradebooks.plain(_CLASS, _ABSENT, _PARTS))
    assert [(row["student_id"], row["score"], row["max_score"]) for row in rows] == [
        ("7", "49.5", "50"),
        ("8", "49.5", "50"),
        ("'=1+1", "0.25", "50"),
        ("9", "0", "50"),
    ]
    assert rows[-1]["state"] == "not handed in"


def test_what_nbgrader_reads() -> None:
    """Its own exporter writes these columns, and a row of zero for who did not hand in."""
    text = gradebooks.nbgrader(_CLASS, _ABSENT, _PARTS)
    assert text.splitlines()[0].replace('"', "") == (
        "assignment,duedate,timestamp,student_id,last_name,first_name,email,raw_score,"
        "late_submission_penalty,score,max_score"
    )
    rows = _read(text)
    assert len(rows) == 2 * 4
    jane, *_, absent = [row for row in rows if row["assignment"] == "02_b"]
    assert (jane["last_name"], jane["first_name"], jane["score"]) == ("Doe", "Jane", "29.5")
    assert (absent["timestamp"], absent["score"], absent["last_name"]) == ("", "0", "Cruz")


def _canvas_import(text: str) -> dict[str, dict[str, float | None]]:
    """Read as Canvas does: by ID, from the columns after Section, the thousands sign a trap."""
    header, possible, *rows = csv.reader(io.StringIO(text))
    first = max(at for at, name in enumerate(header) if "Section" in name) + 1
    assert possible[0].strip() == "Points Possible"
    assert [float(cell) for cell in possible[first:]] == [20, 30]
    return {
        row[header.index("ID")]: {
            title: float(cell.partition(",")[0]) if cell else None
            for title, cell in zip(header[first:], row[first:], strict=True)
        }
        for row in rows
    }


def test_what_canvas_imports() -> None:
    read = _canvas_import(gradebooks.canvas(_CLASS, _ABSENT, _PARTS))
    assert read["1001"] == {"01 The path": 20, "02 The sample": 29.5}
    assert read["9"] == {"01 The path": None, "02 The sample": None}


def test_what_moodle_imports() -> None:
    rows = _read(gradebooks.moodle(_CLASS, _ABSENT, _PARTS))
    assert rows[0]["Identifier"] == "Participant 1001"
    assert (rows[0]["Grade"], rows[0]["Maximum grade"]) == ("49.5", "50")
    assert rows[-1]["Grade"] == ""
    assert "Last modified (grade)" in rows[0]


@pytest.mark.parametrize(
    "book", [gradebooks.plain, gradebooks.nbgrader, gradebooks.canvas, gradebooks.moodle]
)
def test_no_text_is_a_formula_and_no_number_a_text(book: object) -> None:
    text = book(_CLASS, _ABSENT, _PARTS)  # type: ignore[operator]
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert '"0.25"' not in text
    assert "0.25" in text
    assert gradebooks.table([[-1.5, 1000.0]]) == "-1.5,1000\n"


@pytest.mark.parametrize(
    "text",
    [
        "student_id,name,email\n7,Jane Doe,j@x.edu\n8,Bob Roe,b@x.edu\n",
        "id;last_name;first_name;email\n7;Doe;Jane;j@x.edu\n8;Roe;Bob;b@x.edu\n",
        '\ufeff"Student","ID","SIS User ID","SIS Login ID","Section"\n"    Points Possible",,,,\n'
        '"Doe, Jane",7,s7,jdoe,A\n"Roe, Bob",8,s8,broe,A\n',
        "Identifier,Full name,Email address,Grade,Last modified (grade)\n"
        'Participant 7,Jane Doe,j@x.edu,-,"Monday, 3 May"\nParticipant 8,Bob Roe,b@x.edu,-,-\n',
    ],
)
def test_lists_of_every_system_are_read(tmp_path: Path, text: str) -> None:
    path = tmp_path / "roster.csv"
    path.write_text(text, encoding="utf-8")
    roster = read_roster(path)
    assert [student.id for student in roster] == ["7", "8"]
    assert "Jane" in roster[0].name
    # as a number, and as the sortable name that Canvas writes into names of files
    for known in (Student("7"), Student("1001", login="doejane"), Student("Jane Doe")):
        entries, absent = matched([Entry("x", (known,), ())], roster)
        assert [student.id for student in entries[0].students] == ["7"]
        assert [student.id for student in absent] == ["8"]


def test_a_list_that_excel_saved_on_windows_keeps_its_letters(tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    path.write_bytes("id;name\r\n7;Änne Größe – Œ\r\n".encode("cp1252"))
    assert [student.name for student in read_roster(path)] == ["Änne Größe – Œ"]


def test_nobody_is_lost_behind_a_quote_that_is_never_closed(tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    path.write_text('id,name\nanna,"A\nben,B\n')
    with pytest.raises(ClassError, match="look for a quote too many"):
        read_roster(path)


def test_the_student_that_canvas_makes_up_is_nobody(tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    path.write_text('Student,ID\n"Doe, Jane",7\n"Student, Test",99\n')
    assert [student.id for student in read_roster(path)] == ["7"]


def test_a_name_that_two_have_is_nobodys(tmp_path: Path) -> None:
    roster = [Student("7", "Jane Doe"), Student("8", "Jane Doe")]
    entries, absent = matched([Entry("x", (Student("Jane Doe"),), ())], roster)
    assert entries[0].students == (Student("Jane Doe"),)
    assert len(absent) == 2


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "id\n7\n7\n", "id\n\0"])
def test_what_is_no_list_is_refused_in_one_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "roster.csv"
    path.write_text(text)
    with pytest.raises(ClassError) as refused:
        read_roster(path)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("name", ["../../etc/passwd", "CON", "", "a" * 300, "x\0y\n", "..", "-rf"])
def test_names_of_files_lead_nowhere(name: str) -> None:
    safe = safe_name(name)
    assert safe
    assert "/" not in safe
    assert not safe.startswith((".", "-"))
    assert len(safe) <= 81
    assert safe.isprintable()
