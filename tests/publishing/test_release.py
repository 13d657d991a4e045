"""A release is the same whenever it is made, takes the last one's place whole, or is refused."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import zipfile
from pathlib import Path

import pytest

from grader import cli
from grader.catalogue import ROOT
from grader.commands.regions import BEGIN
from grader.commands.secret import secret_of
from grader.errors import AuthoringError, GraderError, OutputError, SecretError
from grader.publishing.files import File
from grader.publishing.release import SECRET, release, write_release
from tests.publishing.conftest import KEY


def digests(folder: Path) -> dict[str, tuple[str, int]]:
    """Return the digest and the mode of every file in a folder."""
    return {
        path.relative_to(folder).as_posix(): (
            hashlib.sha256(path.read_bytes()).hexdigest(),
            path.stat().st_mode,
        )
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_second_release_has_the_same_bytes_and_the_same_secret(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "dist"
    with pytest.raises(SystemExit) as ended:
        cli.main(["release", "--out", str(out)])
    assert ended.value.code == 0
    assert "flow-matching.zip" in capsys.readouterr().out
    first = digests(out)
    stale = out / "hand-out" / "stale.py"
    stale.touch()
    write_release(out)
    assert digests(out) == first
    assert [path.name for path in tmp_path.iterdir()] == ["dist"], "nothing is left beside it"
    secret_of(str(out / SECRET), "--secret")
    assert (out / SECRET).stat().st_mode & 0o777 == 0o600


def test_two_releases_differ_in_their_secret_alone(small: Path, tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_release(tmp_path / name, small)
    first, other = (digests(tmp_path / name) for name in ("a", "b"))
    differ = {path for path in first if first[path] != other[path]}
    assert differ == {SECRET, *(path for path in first if path.startswith("gradescope/"))}


def test_the_secret_is_in_no_other_file_than_those_that_grade_with_it(
    released: dict[str, File],
) -> None:
    for path, file in released.items():
        inside = [file.data]
        if path.endswith(".zip"):
            with zipfile.ZipFile(io.BytesIO(file.data)) as archive:
                inside = [archive.read(name) for name in archive.namelist()]
        holds = any(KEY.strip() in data for data in inside)
        assert holds == (path == SECRET or path.startswith("gradescope/")), path
        assert not holds or file.mode == 0o600


def test_a_file_in_a_zip_has_one_date_and_its_mode(released: dict[str, File]) -> None:
    data = released["gradescope/02_recovery.zip"].data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = {entry.filename: entry for entry in archive.infolist()}
    assert {entry.date_time for entry in entries.values()} == {(1980, 1, 1, 0, 0, 0)}
    assert list(entries) == sorted(entries)
    assert entries[SECRET].external_attr >> 16 == 0o100600
    assert entries["run_autograder"].external_attr >> 16 == 0o100755
    assert {"setup.sh", "run_autograder"} <= entries.keys(), "at the root of the archive"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A kit that nobody changes: a release of it takes a part of the time."""
    return kit(tmp_path_factory.mktemp("kit"))


def kit(folder: Path) -> Path:
    """Return a copy of what a release is made of, with one assignment."""
    for name in (".ci", "grader"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for place in ("assignments", "solutions"):
        shutil.copytree(ROOT / place / "02_recovery", folder / place / "02_recovery")
    shutil.copytree(ROOT / "assignments" / "course", folder / "assignments" / "course")
    for name in ("Makefile", "pyproject.toml", "LICENSE", ".gitignore", "assignments/README.md"):
        shutil.copy(ROOT / name, folder / name)
    return folder


def test_a_hand_out_that_would_give_an_answer_away_is_refused(tmp_path: Path) -> None:
    root = kit(tmp_path)
    release(KEY, root)
    solution = root / "solutions" / "02_recovery" / "recovery.py"
    text = solution.read_text(encoding="utf-8")
    solution.write_text(text.replace(BEGIN, "#", 1), encoding="utf-8")
    with pytest.raises(AuthoringError):
        release(KEY, root)
    solution.unlink()
    with pytest.raises(AuthoringError, match="02_recovery: has no solution, so no stub can be"):
        release(KEY, root)


def test_what_stands_in_the_stub_of_this_checkout_is_not_handed_out(tmp_path: Path) -> None:
    root = kit(tmp_path)
    stub = root / "assignments" / "02_recovery" / "recovery.py"
    shutil.copy(root / "solutions" / "02_recovery" / "recovery.py", stub)
    (root / "assignments" / "02_recovery" / "recovery.ipynb").write_text("{}")
    (root / "assignments" / "02_recovery" / "notes.txt").write_text("answers")
    made = release(KEY, root)
    path = "hand-out/assignments/02_recovery"
    assert made[f"{path}/recovery.py"].data == (ROOT / path[9:] / "recovery.py").read_bytes()
    assert made[f"{path}/recovery.ipynb"].data == (ROOT / path[9:] / "recovery.ipynb").read_bytes()
    assert f"{path}/notes.txt" not in made


@pytest.mark.parametrize(
    ("there", "error", "told"),
    [
        ("a file", OutputError, "is no folder"),
        ("a link", OutputError, "is no folder"),
        ("something else", OutputError, "holds something else than a release"),
        ("no parent", OutputError, "does not exist"),
        ("a bad secret", SecretError, "a secret is hexadecimal digits"),
    ],
)
def test_what_cannot_be_replaced_is_told_in_one_line_and_kept(
    there: str, error: type[GraderError], told: str, tmp_path: Path
) -> None:
    out = tmp_path / "dist"
    if there == "a file":
        out.write_text("x")
    elif there == "a link":
        out.symlink_to(tmp_path)
    elif there == "something else":
        out.mkdir()
        (out / "thesis.tex").touch()
    elif there == "no parent":
        out = tmp_path / "nowhere" / "dist"
    else:
        out.mkdir()
        (out / ".made-by-grader-release").touch()
        (out / SECRET).write_text("pass phrase")
    before = digests(tmp_path)
    with pytest.raises(error) as caught:
        write_release(out)
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)
    assert digests(tmp_path) == before


def test_an_empty_folder_is_used(small: Path, tmp_path: Path) -> None:
    out = tmp_path / "dist"
    out.mkdir()
    write_release(out, small)
    assert (out / SECRET).is_file()


def test_what_fails_half_way_keeps_the_last_release(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "dist"
    write_release(out, small)
    before = digests(out)
    really = os.replace

    def failing(source: Path, target: Path) -> None:
        if target == out and source.name == "new":
            raise OSError(28, "No space left on device")
        really(source, target)

    monkeypatch.setattr(os, "replace", failing)
    with pytest.raises(OutputError, match="cannot be written \\(No space left on device\\)"):
        write_release(out, small)
    assert digests(out) == before
