"""What was most likely meant is suggested, and nothing where nothing is like it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from grader.errors import did_you_mean, nearest, no_such_path

KNOWN = ["--assignment", "--json", "--fail-under", "--seed", "--public", "--hidden"]


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("--asignment", "--assignment"),
        ("--jsn", "--json"),
        ("--JSON", "--json"),
        ("-json", "--json"),
        ("--fail_under", "--fail-under"),
        ("--colour", None),
        ("", None),
        ("x" * 10_000, None),
    ],
)
def test_the_nearest_name_is_found(word: str, meant: str | None) -> None:
    assert nearest(word, KNOWN) == meant
    assert nearest(word, iter(KNOWN)) == meant
    assert nearest(word, []) is None


def test_a_sentence_ends_with_the_suggestion_or_its_stop() -> None:
    assert did_you_mean("--jsn", KNOWN) == "; did you mean --json?"
    assert did_you_mean("--colour", KNOWN) == "."


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "homework").mkdir()
    (tmp_path / "homework" / "recovery.py").touch()
    (tmp_path / "my_homework.zip").touch()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("my_homwork.zip", "my_homework.zip"),
        ("My_Homework.ZIP", "my_homework.zip"),
        ("homework/recovry.py", "homework/recovery.py"),
        ("homwork/recovery.py", "homework/recovery.py"),
        ("homwork/sampling.py", "homework"),
        ("homwork/a/b", "homework"),
        ("homework/recovery.py/x", None),
        ("thesis.pdf", None),
        ("a" * 300, None),
        ("a/" * 3000, None),
    ],
)
def test_a_path_that_is_not_there_is_answered_with_one_that_is(
    path: str, meant: str | None, folder: Path
) -> None:
    for base in (Path(), folder):
        ending = "" if meant is None else f"; did you mean {base / meant}?"
        assert no_such_path(base / path) == f"{base / path}: no such file or folder{ending}"


def test_a_folder_that_may_not_be_read_is_no_failure(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "iterdir", refuse)
    assert no_such_path(Path("homwork")) == "homwork: no such file or folder"


def test_a_current_folder_that_is_gone_is_no_failure(folder: Path) -> None:
    gone = folder / "gone"
    gone.mkdir()
    os.chdir(gone)
    gone.rmdir()
    assert no_such_path(Path("x/y")) == "x/y: no such file or folder"
