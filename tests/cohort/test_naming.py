"""Whose work is whose in downloads that name it by files and folders, however they are wrapped."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.catalogue import load_catalogue
from grader.cohort.finding import find_submissions
from grader.cohort.reading import read_entry
from grader.model import Assignment
from tests.cohort.downloads import entries_of, write


@pytest.fixture(scope="module")
def assignments() -> list[Assignment]:
    return load_catalogue(wanted="02")


@pytest.mark.parametrize("file", ["", " - recovery.py"], ids=["folders", "files"])
def test_downloads_of_brightspace(tmp_path: Path, assignments: list[Assignment], file: str) -> None:
    write(
        tmp_path,
        *(
            f"{name}{file or '/recovery.py'}"
            for name in (
                "101-7001 - Jane Doe - Nov 9, 2026 1102 AM",
                "101-7001 - Jane Doe - Nov 21, 2026 902 AM",
                "101-7001 - Jane Doe - Nov 21, 2026 1201 AM",
                "102-7001 - Jane Doe - Dec 1, 2026 1159 PM",
                "103-7001 - Jean-Luc Roe - Nov 21, 2026 100 PM",
            )
        ),
        "index.html",
    )
    found = entries_of(tmp_path, assignments)
    assert [(s.id, s.name) for entry in found.values() for s in entry.students] == [
        ("101-7001", "Jane Doe"),
        ("102-7001", "Jane Doe"),
        ("103-7001", "Jean-Luc Roe"),
    ]
    jane = found["Jane Doe_101-7001"]
    newest = f"101-7001 - Jane Doe - Nov 21, 2026 902 AM{file}"
    assert [path.name for path in jane.files] == [newest]
    assert jane.notes == (
        f"101-7001 - Jane Doe - Nov 21, 2026 1201 AM{file} is an earlier attempt: {newest} counts",
        f"101-7001 - Jane Doe - Nov 9, 2026 1102 AM{file} is an earlier attempt: {newest} counts",
    )
    assert read_entry(jane, assignments, chosen=False).problem is None


def test_a_download_of_google_classroom(tmp_path: Path, assignments: list[Assignment]) -> None:
    write(
        tmp_path,
        "Jane Doe - recovery.py",
        "Jane Doe - helpers.py",
        "Bob Roe - Copy of recovery (1).ipynb",
        "Bob Roe - Copy of recovery (2).ipynb",
        "recovery - Eve.py",
    )
    found = entries_of(tmp_path, assignments)
    assert [(name, entry.students[0].id) for name, entry in found.items()] == [
        ("Bob Roe", "Bob Roe"),
        ("Jane Doe", "Jane Doe"),
        ("recovery - Eve", "recovery - Eve"),
    ]
    assert [path.name for path in found["Bob Roe"].files] == [
        "Bob Roe - Copy of recovery (2).ipynb"
    ]
    handed = read_entry(found["Jane Doe"], assignments, chosen=True)
    assert [name for name, _ in handed.files] == ["helpers.py", "recovery.py"]


def test_a_download_of_blackboard(tmp_path: Path, assignments: list[Assignment]) -> None:
    day, later = "2026-11-20-10-00-00", "2026-11-21-10-00-00"
    write(
        tmp_path,
        f"My HW_1_jdoe_attempt_{day}_recovery.py",
        f"My HW_1_jdoe_attempt_{later}_recovery.py",
        f"My HW_1_r_roe_attempt_{day}_recovery.ipynb",
        f"My HW_1_quiet_attempt_{day}_recovery.py",
    )
    for user, when, name in (
        ("jdoe", day, "Jane Doe"),
        ("jdoe", later, "Jane Doe"),
        ("r_roe", day, "R Roe"),
        ("text", day, "Tex Only"),
        ("quiet", day, "Somebody Else (else)\nName: X"),
    ):
        path = tmp_path / f"My HW_1_{user}_attempt_{when}.txt"
        path.write_text(f"Name: {name} ({user})\nAssignment: My HW_1\n")
    told: list[str] = []
    found = {entry.name: entry for entry in find_submissions(tmp_path, assignments, told)}
    assert {name: entry.students[0].name for name, entry in found.items()} == {
        "jdoe": "Jane Doe",
        "quiet": "",
        "r_roe": "R Roe",
        "text": "Tex Only",
    }
    assert all(entry.students[0].id == name for name, entry in found.items())
    assert [path.name for path in found["jdoe"].files] == [
        f"My HW_1_jdoe_attempt_{later}_recovery.py"
    ]
    assert found["text"].problem == "nothing was handed in"
    assert told == []


@pytest.mark.parametrize("depth", [0, 1, 3])
def test_a_class_is_found_in_folders_that_hold_nothing_else(
    tmp_path: Path, assignments: list[Assignment], depth: int
) -> None:
    inside = "".join(f"{name}/" for name in ("submissions", "HW2", "all")[:depth])
    for folder, paths in {
        "folders": ("jane/recovery.py", "bob/recovery.py"),
        "files": ("jane - recovery.py", "bob - recovery.py"),
    }.items():
        write(tmp_path / folder, *(f"{inside}{path}" for path in paths), "__MACOSX/a/x")
        assert list(entries_of(tmp_path / folder, assignments)) == ["bob", "jane"]
    write(tmp_path / "one", f"{inside}jane/02_recovery/recovery.py")
    write(tmp_path / "one", f"{inside}jane/01_interpolant/interpolant.py")
    assert len(entries_of(tmp_path / "one", load_catalogue())) == 1
