"""Submissions are found in what each system lets staff download."""

from __future__ import annotations

import io
import os
import re
import stat
import unicodedata
import zipfile
from pathlib import Path

import msgspec
import pytest

from grader.catalogue import load_catalogue
from grader.cohort.feedback import FeedbackZip
from grader.cohort.finding import find_submissions
from grader.cohort.outcomes import Outcome, Part
from grader.cohort.people import Student, System
from grader.cohort.reading import read_entry
from grader.cohort.roster import matched
from grader.cohort.unpacking import opened
from grader.errors import SubmissionError
from grader.model import Assignment
from tests.cohort.downloads import TEXT, entries_of, write

_GRADESCOPE = """---
submission_11:
  :submitters:
  - :name: Jane Doe
    :sid: '0042'
    :email: jane@x.edu
  - :name: "=Bob \\"B\\" Roe"
    :sid: '0043'
    :email: bob@x.edu
  :created_at: 2026-11-03 12:00:00.000000000 Z
  :score: 12.0
  :results:
    output: |
      submission_99:
        :submitters:
        - :name: a text that looks like more
submission_12:
  :submitters:
  - :name: Eve
    :sid:
    :email: eve@x.edu
  :created_at: 2026-11-03 13:00:00.000000000 Z
submission_13:
  :submitters:
  - :name: Eve
    :email: eve@x.edu
  :created_at: 2026-11-04 13:00:00.000000000 Z
submission_14:
  :submitters:
  - :name: Gone
    :sid: '0044'
"""


@pytest.fixture(scope="module")
def assignments() -> list[Assignment]:
    return load_catalogue(wanted="02")


def test_an_export_of_gradescope(tmp_path: Path, assignments: list[Assignment]) -> None:
    export = tmp_path / "assignment_7_export"
    write(export, *(f"submission_{number}/recovery.py" for number in (11, 12, 13, 15)))
    (export / "submission_metadata.yml").write_text(_GRADESCOPE)
    found = entries_of(tmp_path, assignments)
    assert list(found) == ["submission_11", "submission_13", "submission_14", "submission_15"]
    group = found["submission_11"]
    assert [(student.id, student.name) for student in group.students] == [
        ("0042", "Jane Doe"),
        ("0043", '=Bob "B" Roe'),
    ]
    assert group.system is System.GRADESCOPE
    assert found["submission_13"].notes == (
        "submission_12 is an earlier attempt: submission_13 counts",
    )
    assert found["submission_13"].students[0].id == "eve@x.edu"
    assert found["submission_14"].problem == "the export names it, and holds no folder of it"


def test_a_download_of_canvas(tmp_path: Path, assignments: list[Assignment]) -> None:
    write(
        tmp_path,
        "doejane_1001_55_recovery.py",
        "doejane_1001_77_recovery-1.py",
        "doejane_1001_78_interpolant.py",
        "roebob_LATE_1002_60_recovery.zip",
        "anon_1003_61_recovery.ipynb",
        "LATE_anon_1004_62_recovery.py",
        "textonly_1005_63_text.html",
    )
    found = entries_of(tmp_path, assignments)
    assert list(found) == [
        "anon_1003",
        "anon_1004",
        "doejane_1001",
        "roebob_1002",
        "textonly_1005",
    ]
    jane = found["doejane_1001"]
    assert [path.name for path in jane.files] == [
        "doejane_1001_77_recovery-1.py",
        "doejane_1001_78_interpolant.py",
    ]
    assert jane.notes == (
        "doejane_1001_55_recovery.py is an earlier attempt: doejane_1001_77_recovery-1.py counts",
    )
    assert (jane.students[0].number, jane.students[0].login) == ("1001", "doejane")
    assert found["roebob_1002"].place == "roebob_LATE_1002_60"
    assert found["textonly_1005"].problem is not None
    handed = read_entry(jane, assignments, chosen=False)
    assert [name for name, _ in handed.files] == [path.name for path in jane.files]
    assert handed.problem is None


def test_downloads_of_moodle(tmp_path: Path, assignments: list[Assignment]) -> None:
    write(
        tmp_path,
        "Jane Doe_2001_assignsubmission_file_/recovery.py",
        "Participant_2002_assignsubmission_file_recovery.py",
        "Zoë de la Cruz_2003_assignsubmission_file_/work.zip",
    )
    found = entries_of(tmp_path, assignments)
    assert list(found) == ["Jane Doe_2001", "Participant_2002", "Zoë de la Cruz_2003"]
    assert found["Jane Doe_2001"].students[0].name == "Jane Doe"
    assert found["Jane Doe_2001"].students[0].number == "2001"
    assert found["Jane Doe_2001"].place == "Jane Doe_2001_assignsubmission_file_"


def test_what_nbgrader_collected(tmp_path: Path, assignments: list[Assignment]) -> None:
    write(tmp_path, "submitted/jane/ps1/recovery.ipynb", "submitted/bob/ps1/recovery.ipynb")
    (tmp_path / "submitted/jane/ps1/timestamp.txt").write_text("2026-11-03 12:00:00 UTC\n")
    (tmp_path / "source").mkdir()
    found = entries_of(tmp_path, assignments)
    assert list(found) == ["bob", "jane"]
    assert found["jane"].when == "2026-11-03 12:00:00 UTC"
    assert found["jane"].system is System.NBGRADER


def test_a_folder_or_a_file_a_student(tmp_path: Path, assignments: list[Assignment]) -> None:
    write(
        tmp_path,
        "student_1/recovery.py",
        "student_2/recovery.py",
        "carol.py",
        "dave.zip",
        ".hidden/recovery.py",
        "__MACOSX/x/recovery.py",
        "README.txt",
    )
    (tmp_path / "eve.py").symlink_to("/etc/passwd")
    (tmp_path / "frank").symlink_to("/etc")
    found = entries_of(tmp_path, assignments)
    assert list(found) == ["carol", "dave", "eve", "frank", "student_1", "student_2"]
    for name in ("eve", "frank"):
        assert read_entry(found[name], assignments, chosen=True).problem == (
            f"{'eve.py' if name == 'eve' else name} is a symbolic link, which is not followed"
        )


def test_a_loose_file_is_its_students_whatever_kind_it_is(
    tmp_path: Path, assignments: list[Assignment]
) -> None:
    write(tmp_path, "anna.py", "ben.ipynb", "eve.tar.gz", "Bob.ipynb", "jane.py", "jane.ipynb")
    write(tmp_path, "kim/recovery.py", "kim.ipynb")
    found = find_submissions(tmp_path, assignments)
    named = ["Bob", "anna", "ben", "eve", "jane", "jane.ipynb", "kim", "kim.ipynb"]
    assert [entry.name for entry in found] == named
    assert [entry.students[0].id for entry in found] == named


def test_names_that_are_no_text_are_read_in_windows_letters(
    tmp_path: Path, assignments: list[Assignment]
) -> None:
    folder = os.fsencode(tmp_path) + b"/J\xfcrgen Doe_12_assignsubmission_file_"
    os.mkdir(folder)
    for name in (b"recovery.py", b"l\xf6sung \xc3\xbc.py", b"gr\xf6\xdfe.txt"):
        with open(folder + b"/" + name, "wb") as stream:
            stream.write(b"x = 1\n")
    (entry,) = find_submissions(tmp_path, assignments)
    assert (entry.name, entry.students[0].name) == ("Jürgen Doe_12", "Jürgen Doe")
    handed = read_entry(entry, assignments, chosen=False)
    assert sorted(name for name, _ in handed.files) == ["lösung ü.py", "recovery.py"]
    msgspec.msgpack.encode(handed)


def test_what_was_meant_as_a_submission_is_one_and_the_rest_is_told(
    tmp_path: Path, assignments: list[Assignment]
) -> None:
    write(tmp_path, "jane/recovery.py", "bob.rar", "carol.py.txt", "rubric.pdf", "zoe.txt")
    told: list[str] = []
    found = {entry.name: entry for entry in find_submissions(tmp_path, assignments, told)}
    problems = {
        name: read_entry(entry, assignments, chosen=False).problem for name, entry in found.items()
    }
    assert problems == {
        "jane": None,
        "bob.rar": "bob.rar is an archive of a kind that is not read: hand in a .zip",
        "carol.py.txt": "carol.py.txt was not read, since its name goes on after the suffix: "
        "rename it to carol.py",
    }
    assert told == [
        "not read, since a submission is a folder, code or an archive: rubric.pdf, zoe.txt"
    ]


def test_no_name_of_this_machine_is_told(tmp_path: Path, assignments: list[Assignment]) -> None:
    (tmp_path / "secret place" / "jane").mkdir(parents=True)
    (tmp_path / "secret place" / "jane" / "notes.rar").write_text("x")
    (tmp_path / "secret place" / "bob.py").write_bytes(b"")
    for entry in entries_of(tmp_path / "secret place", assignments).values():
        problem = read_entry(entry, assignments, chosen=False).problem
        assert problem is None or "secret place" not in problem


def test_the_work_of_one_student_is_no_class(tmp_path: Path, assignments: list[Assignment]) -> None:
    write(tmp_path, "02_recovery/recovery.py")
    with pytest.raises(SubmissionError, match="one student's work"):
        find_submissions(tmp_path, assignments)
    with pytest.raises(SubmissionError, match="no such file"):
        find_submissions(tmp_path / "nowhere", assignments)
    (tmp_path / "empty").mkdir()
    with pytest.raises(SubmissionError, match="no submissions"):
        find_submissions(tmp_path / "empty", assignments)


def test_a_zip_of_a_class_stays_in_its_folder(
    tmp_path: Path, assignments: list[Assignment]
) -> None:
    path = tmp_path / "class.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("all/jane/recovery.py", TEXT)
        archive.writestr("all/../../../bob/recovery.py", TEXT)
        archive.writestr("all/carl\\recovery.py", TEXT)
        archive.writestr("/all/dora/recovery.py", TEXT)
        archive.writestr("all/dora/recovery.py", TEXT)
        archive.writestr(f"all/{'x' * 300}/recovery.py", TEXT)
        link = zipfile.ZipInfo("all/eve/recovery.py")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    out = tmp_path / "out"
    out.mkdir()
    told: list[str] = []
    with opened(path, out, told) as folder:
        assert {"carl", "dora", "jane"} <= {*entries_of(folder / "all", assignments)}
        assert not [found for found in folder.rglob("*") if found.is_symlink()]
    assert len(told) == 3
    assert {found.name for found in tmp_path.iterdir()} == {"class.zip", "out"}
    assert list(out.iterdir()) == []


@pytest.mark.parametrize("data", [b"no zip", b"PK\x03\x04 cut off"])
def test_what_is_no_zip_is_told(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "class.zip"
    path.write_bytes(data)
    with pytest.raises(SubmissionError, match="no whole zip"), opened(path, tmp_path, []):
        pass


def test_odd_names_as_systems_truly_write_them(
    tmp_path: Path, assignments: list[Assignment]
) -> None:
    write(
        tmp_path,
        # Canvas: late, tried three times, and numbers in the name of the file itself
        "doejane_LATE_1001_90_recovery-2.py",
        "doejane_1001_55_recovery.py",
        "doejane_1001_77_recovery-1.py",
        "müllerzoë_1002_60_hw_2_3_recovery.py",
        # Moodle: a comma, an underscore, a group, text beside a file, and text alone
        "Doe, John_2001_assignsubmission_file_/recovery.py",
        "Ann_Lee 3_2002_assignsubmission_file_/recovery.py",
        "Group 1-Max Roe_2003_assignsubmission_file_/__MACOSX/._recovery.py",
        "Group 1-Max Roe_2003_assignsubmission_file_/recovery.py",
        "Group 1-Max Roe_2003_assignsubmission_onlinetext_/onlinetext.html",
        "Tex Only_2004_assignsubmission_onlinetext_/onlinetext.html",
    )
    found = entries_of(tmp_path, assignments)
    assert {name: [path.name for path in entry.files] for name, entry in found.items()} == {
        "doejane_1001": ["doejane_LATE_1001_90_recovery-2.py"],
        "müllerzoë_1002": ["müllerzoë_1002_60_hw_2_3_recovery.py"],
        "Doe, John_2001": ["Doe, John_2001_assignsubmission_file_"],
        "Ann_Lee 3_2002": ["Ann_Lee 3_2002_assignsubmission_file_"],
        "Group 1-Max Roe_2003": [
            "Group 1-Max Roe_2003_assignsubmission_file_",
            "Group 1-Max Roe_2003_assignsubmission_onlinetext_",
        ],
        "Tex Only_2004": ["Tex Only_2004_assignsubmission_onlinetext_"],
    }
    assert len(found["doejane_1001"].notes) == 2
    for name, entry in found.items():
        handed = read_entry(entry, assignments, chosen=False)
        assert (handed.problem is not None) == (name == "Tex Only_2004")
        assert not [path for path, _ in handed.files if "__MACOSX" in path]


def test_a_mac_says_nothing_of_its_letters(tmp_path: Path, assignments: list[Assignment]) -> None:
    apart = unicodedata.normalize("NFD", "Zoë Müller")
    inside = io.BytesIO()
    with zipfile.ZipFile(inside, "w") as archive:
        archive.writestr("work/recovery.py", TEXT)
    path = tmp_path / "class.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("all/bob.zip", inside.getvalue())
        # what Python writes of plain letters says no encoding, as a Mac does of any
        archive.writestr("all/" + "z" * len(apart.encode()) + "/recovery.py", TEXT)
        archive.writestr("__MACOSX/all/._bob.zip", "litter")
    told: list[str] = []
    data = path.read_bytes().replace(b"z" * len(apart.encode()), apart.encode())
    path.write_bytes(data)
    with opened(path, tmp_path, told) as folder:
        found = entries_of(folder, assignments)
        assert [unicodedata.normalize("NFC", name) for name in found] == ["Zoë Müller", "bob"]
        assert read_entry(found["bob"], assignments, chosen=False).problem is None
    assert told == []
    entries, absent = matched([*found.values()], [Student("7", "Müller, Zoë")])
    assert absent == []
    assert {student.id for entry in entries for student in entry.students} == {"7", "bob"}


@pytest.mark.parametrize(
    ("path", "knows"),
    [  # what each system looks for in the names of what is uploaded
        ("doejane_LATE_1001_77_recovery.py", r"(?P<name>\w+?)(_LATE)?_1001_77_report\.html"),
        (
            "Doe, Jane_2001_assignsubmission_file_/recovery.py",
            r"Doe, Jane_2001_assignsubmission_file_/report\.html",
        ),
        ("submitted/jane/02_recovery/recovery.py", r"feedback/jane/02_recovery/report\.html"),
        ("jane/recovery.py", r"jane/report\.html"),
    ],
)
def test_feedback_is_known_again_by_its_system(
    tmp_path: Path, assignments: list[Assignment], path: str, knows: str
) -> None:
    write(tmp_path / "in", path, path.replace("1001", "1009").replace("ane", "oe"))
    (entry, *_) = [e for e in find_submissions(tmp_path / "in", assignments) if "ane" in e.name]
    part = Part("02_recovery", "", 1, 2)
    archive = FeedbackZip(tmp_path / "feedback.zip")
    archive.add(Outcome(entry, entry.name, 1, 2, (part,), 0, "graded"), "page", ".html")
    archive.close()
    with zipfile.ZipFile(tmp_path / "feedback.zip") as read:
        (name,) = read.namelist()
    assert re.fullmatch(knows, name)
