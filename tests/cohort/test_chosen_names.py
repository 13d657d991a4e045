"""What students choose, as names of files, is nobody else's work, and stops nobody's grading."""

from __future__ import annotations

import csv
import io
import os
import zipfile
from pathlib import Path

import pytest

from grader.catalogue import load_catalogue
from grader.cohort import gradebooks
from grader.cohort.drafts import function_text
from grader.cohort.finding import find_submissions
from grader.cohort.outcomes import safe_name
from grader.cohort.people import Entry, Student, System
from grader.cohort.roster import claimed_by_several, matched, read_roster
from grader.cohort.unpacking import opened
from grader.limits import KIND_BYTES
from grader.model import Assignment
from tests.cohort.downloads import TEXT, entries_of, write


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


def _looped(path: Path) -> None:
    path.symlink_to(path.name)


@pytest.mark.parametrize("put", [_folder, _endless, _unwritten, _large, _looped])
def test_whatever_lies_in_the_place_of_a_system_s_text_stops_nobody(
    tmp_path: Path, assignments: list[Assignment], put: object
) -> None:
    write(tmp_path, "nb/submitted/jane/ps1/recovery.ipynb", "nb/submitted/bob/ps1/recovery.ipynb")
    put(tmp_path / "nb/submitted/bob/ps1/timestamp.txt")  # type: ignore[operator]
    assert list(entries_of(tmp_path / "nb", assignments)) == ["bob", "jane"]
    write(tmp_path, "bb/hw_jane_attempt_2026-11-27_recovery.py")
    put(tmp_path / "bb/hw_jane_attempt_2026-11-27.txt")  # type: ignore[operator]
    put(tmp_path / "bb/roe")  # type: ignore[operator]
    assert "jane" in entries_of(tmp_path / "bb", assignments)


def test_a_folder_of_moodle_is_of_the_last_number_in_its_name(
    tmp_path: Path, assignments: list[Assignment]
) -> None:
    write(tmp_path, "Bob_5_assignsubmission_file_77_assignsubmission_file_/recovery.py")
    (entry,) = entries_of(tmp_path, assignments).values()
    assert entry.students[0].number == "77"


def test_a_student_called_submitted_is_not_the_class(
    tmp_path: Path, assignments: list[Assignment]
) -> None:
    write(tmp_path, "alice/recovery.py", "bob/recovery.py", "submitted/work/recovery.py")
    assert list(entries_of(tmp_path, assignments)) == ["alice", "bob", "submitted"]


def test_loose_files_beside_what_nbgrader_collected_are_submissions(
    tmp_path: Path, assignments: list[Assignment]
) -> None:
    write(tmp_path, "submitted/jane/ps1/recovery.ipynb", "submitted/bob.py", "source/recovery.py")
    assert list(entries_of(tmp_path, assignments)) == ["bob", "jane"]


def test_each_submission_has_a_name_of_its_own(
    tmp_path: Path, assignments: list[Assignment]
) -> None:
    write(tmp_path, "jane/recovery.py", "jane.py", "jane.zip", "bob.py")
    found = find_submissions(tmp_path, assignments)
    assert [entry.name for entry in found] == ["bob", "jane", "jane 2", "jane 3"]
    assert len({entry.paths for entry in found}) == 4


def test_a_folder_without_files_is_a_student_in_a_zip_as_well(
    tmp_path: Path, assignments: list[Assignment]
) -> None:
    with zipfile.ZipFile(tmp_path / "class.zip", "w") as archive:
        archive.writestr("ann/recovery.py", TEXT)
        archive.writestr("cam/", "")
        archive.writestr("__MACOSX/ann/", "")
    told: list[str] = []
    with opened(tmp_path / "class.zip", tmp_path, told) as folder:
        assert list(entries_of(folder, assignments)) == ["ann", "cam"]
    assert told == []


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


@pytest.mark.parametrize(
    "text",
    [
        "\nname,id,email\nJane Doe,7,j@x.edu\n,,\n",
        "First name,Last name,ID number,Email address\nJane,Doe,7,j@x.edu\n",
        "Student ID,Username,Name\n7,jdoe,Jane Doe\n",
    ],
)
def test_more_lists_of_systems_are_read(tmp_path: Path, text: str) -> None:
    (tmp_path / "roster.csv").write_text(text, encoding="utf-8")
    (student,) = read_roster(tmp_path / "roster.csv")
    assert student.id == "7"
    assert student.last_and_first == ("Doe", "Jane")


@pytest.mark.parametrize(
    ("name", "other"), [("राम कुमार", "रमा कुमार"), ("j_doe", "jdoe"), ("10-1", "1-01")]
)
def test_nobody_is_found_by_a_part_of_the_letters(name: str, other: str) -> None:
    known = Student("M1", other) if " " in other else Student(other, "Zed")
    entries, absent = matched([Entry(name, (Student(name),), ())], [known])
    assert entries[0].students[0].id == name
    assert absent == [known]


def test_a_folder_may_be_called_by_the_beginning_of_an_address() -> None:
    roster = [Student("17", "Jane Doe", email="jdoe@u.edu", login="jdoe")]
    entries, absent = matched([Entry("jdoe", (Student("jdoe"),), ())], roster)
    assert (entries[0].students[0].id, absent) == ("17", [])


@pytest.mark.parametrize("chosen", ["bbrown", "bob.brown", "Bob Brown"])
def test_who_is_claimed_by_several_names_is_nobody(chosen: str) -> None:
    roster = [Student("9001", "Brown, Bob", login="bbrown", email="bob.brown@u.edu")]
    bob = Entry("Bob Brown_333", (Student("333", "Bob Brown", "333", login="Bob Brown"),), ())
    eve = Entry(f"{chosen}_111", (Student("111", chosen, "111", login=chosen),), ())
    entries, absent = matched([bob, eve], roster)
    assert [entry.students[0].id for entry in entries] == ["333", "111"]
    assert absent == roster
    assert len(claimed_by_several([bob, eve], roster)) == 2


def test_an_id_decides_who_is_a_student_of_the_list() -> None:
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
