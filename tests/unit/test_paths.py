"""What a file's name says once everything is undone that systems add to names."""

from __future__ import annotations

import pytest

from grader.wire.paths import (
    environments,
    is_litter,
    is_named,
    named_as_text,
    owner_of,
    read_name,
    stem_of,
    suffix_of,
)


@pytest.mark.parametrize(
    "name",
    [
        "recovery.py",
        "Recovery.PY",
        "recovery (1).py",
        "recovery(2).ipynb",
        "recovery-1.py",
        "recovery_2.py",
        "recovery 3.py",
        "recovery-Copy1.ipynb",
        "recovery - Copy.py",
        "recovery - Copy (2).py",
        "recovery copy.py",
        "recovery copy 2.py",
        "recovery - Kopie.py",
        "Copy of recovery.ipynb",
        "Copy (3) of recovery.py",
        "Kopie von recovery.ipynb",
        "recovery_v2.py",
        "recovery_final.py",
        "recovery_final (1).py",
        "recovery_2026-11-03.py",
        "recovery-20261103T1200.py",
        "doe_12345_678901_recovery.py",
        "doe_12345_678901_recovery-1.py",
        "doe_LATE_12345_678901_recovery.py",
        "anon_123_456_recovery.ipynb",
        "LATE_anon_123_456_recovery-2.ipynb",
        "Jane Doe_12345_assignsubmission_file_recovery.py",
        "Participant_12345_assignsubmission_file_recovery.py",
        "hw2_jdoe_attempt_2026-11-03-12-00-00_recovery.py",
        "1234-5678 - Jane Doe - Nov 3, 2026 1200 PM - recovery.py",
        "20261103120000_recovery.py",
        "recovery 2026-11-03 at 12.01.02.py",
        "recovery_rev2.py",
        "recovery version 3.ipynb",
        "recovery_corrected.py",
        "recovery-solution.ipynb",
        "20261103120000_recovery (1).ipynb",
    ],
)
def test_a_name_is_known_under_all_that_is_added_to_it(name: str) -> None:
    assert is_named(read_name(name), "recovery")


@pytest.mark.parametrize(
    "name", ["recovery_utils.py", "test_recovery.py", "recov.py", "my_recovery.py", "1.py", "_.py"]
)
def test_other_names_are_other_files(name: str) -> None:
    assert not is_named(read_name(name), "recovery")


def test_attempts_are_in_order() -> None:
    names = [
        "recovery.py",
        "recovery (1).py",
        "recovery (12).py",
        "recovery_2026-11-03.py",
        "recovery_2026-11-04.py",
    ]
    attempts = [read_name(name).attempt for name in names]
    assert attempts == sorted(attempts)
    assert len(set(attempts)) == len(attempts)
    first, again = (read_name(f"doe_1_{file}_recovery{n}.py") for file, n in ((7, ""), (9, "-1")))
    assert first.owner == again.owner == "doe_1"
    assert first.attempt < again.attempt


def test_owners_are_told_apart() -> None:
    assert read_name("doe_1_2_a.py").owner != read_name("doe_3_4_a.py").owner
    assert owner_of(["Jane Doe_123_assignsubmission_file"]) == "Jane Doe"
    assert owner_of(["submission_42", "a"]) == "submission_42"
    assert owner_of(["src", "a"]) == ""


def test_suffixes() -> None:
    assert [suffix_of(n) for n in ("a.PY", "a.ipynb", "a.tar.gz", "a.tgz", "a.tar", "a.zip")] == [
        ".py",
        ".ipynb",
        ".tar.gz",
        ".tgz",
        ".tar",
        ".zip",
    ]
    assert suffix_of("a.py.bak") == suffix_of("py") == suffix_of("a.pyc") == ""
    assert named_as_text("b/a.ipynb.txt") == "b/a.ipynb"
    assert named_as_text("a.txt") is None
    assert stem_of("x/a.b.tar.gz") == "a.b"


@pytest.mark.parametrize(
    ("path", "litter"),
    [
        ("a/b.py", False),
        ("lib/b.py", False),
        ("env/b.py", False),
        (".git/b.py", True),
        ("a/.hidden.py", True),
        ("__MACOSX/b.py", True),
        ("venv/b.py", True),
        ("x/lib/python3.12/p/b.py", True),
        ("x/Lib/site-packages/b.py", True),
        ("a/node_modules/b.py", True),
        ("._b.py", True),
    ],
)
def test_litter_is_known_by_its_place(path: str, litter: bool) -> None:
    assert is_litter(path) is litter


def test_a_virtual_environment_is_known_by_its_mark() -> None:
    assert environments(["a/one/pyvenv.cfg", "b.py", "notpyvenv.cfg"]) == ("a/one/",)
