"""What students choose, as names of files, is nobody else's work, and stops nobody's grading."""

from __future__ import annotations

import csv
import io
import os
from pathlib import Path

import pytest

from grader.catalogue import load_catalogue
from grader.cohort import gradebooks
from grader.cohort.drafts import function_text
from grader.cohort.outcomes import safe_name
from grader.cohort.people import Entry, Student, System
from grader.cohort.roster import claimed_by_several, matched, read_roster
from grader.limits import KIND_BYTES
from grader.model import Assignment
from tests.cohort.downloads import entries_of, write


@pytest.fixture(scope="module")
def assignments() -> list[Assignment]:
    return load_catalogue()


@pytest.mark.parametrize("alone", [False, True])
@pytest.mark.parametrize(
    ("chosen", "system"),
    [
        ("hw_999_attempt_20261127_interpolant.py", System.BLACKBOARD),
        ("x_999_assignsubmission_file_interpolant.py", System.MOODLE),
    ],
)
def test_a_name_of_another_system_leads_to_nobody_else(
    tmp_path: Path, assignments: list[Assignment], chosen: str, system: System, alone: bool
) -> None:
    others = [] if alone else ["doealice_999_5001_interpolant.py", "roebob_77_5002_interpolant.py"]
    write(tmp_path, f"mallorymax_12_5003_{chosen}", *others)
    found = entries_of(tmp_path, assignments)
    assert {entry.system for entry in found.values()} == {System.CANVAS} != {system}
    assert [path.name for path in found["mallorymax_12"].files] == [f"mallorymax_12_5003_{chosen}"]


def test_a_name_of_canvas_leads_to_nobody_else_on_blackboard(
    tmp_path: Path, assignments: list[Assignment]
) -> None:
    """Where all names look like both, it is not the one by which all are one student's."""
    files = [f"HW_1_2_b_{user}_attempt_2026-11-27-10-00-00_recovery.py" for user in ("jdoe", "roe")]
    write(tmp_path, *files)
    assert list(entries_of(tmp_path, assignments)) == ["jdoe", "roe"]


def _folder(path: Path) -> None:
    path.mkdir()


def _endless(path: Path) -> None:
    path.symlink_to("/dev/zero")


def _unwritten(path: Path) -> None:
    os.mkfifo(path)


def _large(path: Path) -> None:
    path.write_bytes(b"2026-11-03 12:00:00 UTC" + b" " * KIND_BYTES)
    os.truncate(path, 1 << 40)  # sparse: it takes no room, and nobody could read it


@pytest.mark.parametrize("put", [_folder, _endless, _unwritten, _large])
def test_whatever_lies_in_the_place_of_a_system_s_text_stops_nobody(
    tmp_path: Path, assignments: list[Assignment], put: object
) -> None:
    write(tmp_path, "nb/submitted/jane/ps1/recovery.ipynb", "nb/submitted/bob/ps1/recovery.ipynb")
    put(tmp_path / "nb/submitted/bob/ps1/timestamp.txt")  # type: ignore[operator]
    assert list(entries_of(tmp_path / "nb", assignments)) == ["bob", "jane"]
    write(tmp_path, "bb/hw_jane_attempt_2026-11-27_recovery.py")
    put(tmp_path / "bb/hw_jane_attempt_2026-11-27.txt")  # type: ignore[operator]
    assert "jane" in entries_of(tmp_path / "bb", assignments)


@pytest.mark.parametrize("name", ["\"Smith,'Max',\"", "\"Smith, Max; 'x';\"", "'Smith'"])
def test_no_name_in_a_list_moves_its_columns(tmp_path: Path, name: str) -> None:
    path = tmp_path / "roster.csv"
    path.write_text(f'name,id,email\n{name},12,m@x.edu\n"Roe, Bob",77,b@x.edu\n', encoding="utf-8")
    students = read_roster(path)
    assert [(student.id, student.email) for student in students] == [
        ("12", "m@x.edu"),
        ("77", "b@x.edu"),
    ]
    assert students[0].name == next(csv.reader([name]))[0]


def test_a_surer_sign_decides_who_is_a_student_of_the_list() -> None:
    roster = [Student("7", "Doe, Alice", login="alice"), Student("8", "Roe, Max", login="max")]
    alice = Entry("submission_1", (Student("7", "Alice"),), ())
    stranger = Entry("submission_2", (Student("", "M", email="alice@gmail.com"),), ())
    entries, absent = matched([alice, stranger], roster)
    assert [entry.students[0].id for entry in entries] == ["7", ""]
    assert [student.id for student in absent] == ["8"]
    assert claimed_by_several([alice, stranger], roster) == ["submission_1", "submission_2"]
    assert claimed_by_several([alice], roster) == []
    (entry,), _ = matched([stranger], roster)  # where nobody else is, it is all that is known
    assert entry.students[0].id == "7"


@pytest.mark.parametrize("letter", ["a", "é", "𠀀"])
def test_reports_have_names_that_every_file_system_takes(tmp_path: Path, letter: str) -> None:
    (tmp_path / f".{safe_name(letter * 200)}.1999.json.new").write_text("")


@pytest.mark.parametrize("text", ["=1+1", "a;=1+1;", "a; -1", "＝1+1", "\t@f", "＋1", "a;\n＠f"])
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_no_cell_is_a_formula_wherever_the_commas_are_semicolons(text: str, delimiter: str) -> None:
    table = gradebooks.table([["id", text, "x"]])
    cells = [cell for row in csv.reader(io.StringIO(table), delimiter=delimiter) for cell in row]
    assert not [cell for cell in cells if cell.lstrip()[:1] in tuple("=+-@＝＋－＠")]


def test_a_draft_holds_no_comment_and_no_sign_that_moves_a_cursor() -> None:
    text = (
        "def velocity(x1, eps):  # Jane \x1b[2J\u202eDoe\n"
        "    # all of it is by Jane\n"
        "    name = '#1'  # as it is called\n"
        "    return eps - x1  # by Jane\n"
    )
    assert function_text([("a.py", text.encode())], "velocity") == (
        "def velocity(x1, eps):\n    name = '#1'  # as it is called\n    return eps - x1"
    )
