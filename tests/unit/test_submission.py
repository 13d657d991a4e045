"""What is handed in is read as bytes, and what cannot be graded is refused in one line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from grader import folder
from grader.catalogue import ASSIGNMENTS
from grader.errors import SubmissionError
from grader.judging.grading_run import GradingRun
from grader.model import Assignment
from grader.submission import read_submission
from tests.unit.support import solution


def refused(path: Path, catalogue: list[Assignment], chosen: bool = False) -> str:
    with pytest.raises(SubmissionError) as caught:
        read_submission(path, catalogue, chosen)
    text = str(caught.value)
    assert "\n" not in text
    assert str(path) in text
    assert caught.value.exit_code == 2
    return text


def test_no_such_path(tmp_path: Path, catalogue: list[Assignment]) -> None:
    assert "no such file or folder" in refused(tmp_path / "none", catalogue)


def test_an_empty_folder_names_what_is_wanted(tmp_path: Path, catalogue: list[Assignment]) -> None:
    text = refused(tmp_path, catalogue)
    assert "interpolant.py or recovery.py or sampling.py" in text
    (tmp_path / "notes.txt").write_text("x")
    refused(tmp_path, catalogue)


def test_a_single_file_is_known_by_its_name(tmp_path: Path, catalogue: list[Assignment]) -> None:
    for suffix in (".py", ".ipynb", ".PY"):
        path = tmp_path / f"recovery{suffix}"
        path.write_text("x = 1")
        assert read_submission(path, catalogue, False).only == "02_recovery"


def test_a_wrong_name_is_refused_with_the_two_ways_out(
    tmp_path: Path, catalogue: list[Assignment], grader: GradingRun
) -> None:
    path = tmp_path / "homework.py"
    path.write_text("x = 1")
    found = read_submission(path, catalogue, False)
    assert (found.only, found.unnamed) == (None, True), "what it defines decides"
    with pytest.raises(SubmissionError) as caught:
        grader.grade(found)
    text = str(caught.value)
    assert "Rename it to interpolant.py or recovery.py or sampling.py" in text
    assert "--assignment NN" in text
    assert read_submission(path, catalogue[1:2], chosen=True).only == "02_recovery"


def test_a_file_of_another_name_is_about_what_it_defines(
    tmp_path: Path, catalogue: list[Assignment], grader: GradingRun
) -> None:
    path = tmp_path / "homework.py"
    path.write_text(solution("recovery"))
    report = grader.grade(read_submission(path, catalogue, False))
    assert [assignment.id for assignment in report.assignments] == ["02_recovery"]
    assert report.score == report.max_score


@pytest.mark.parametrize("name", ["recovery.txt", "recovery", "recovery.py.bak"])
def test_another_kind_of_file_is_refused(
    name: str, tmp_path: Path, catalogue: list[Assignment]
) -> None:
    path = tmp_path / name
    path.write_text("x = 1")
    assert "not a .py, .ipynb, .zip or .tar.gz file, nor a folder" in refused(path, catalogue)
    refused(path, catalogue, chosen=True)


def test_a_zip_may_hold_any_assignment(tmp_path: Path, catalogue: list[Assignment]) -> None:
    path = tmp_path / "all.zip"
    path.write_bytes(b"anything: a worker opens it")
    found = read_submission(path, catalogue, chosen=False)
    assert found.only is None
    assert found.files == (("all.zip", b"anything: a worker opens it"),)


def test_a_pipe_or_a_dangling_link_is_refused(tmp_path: Path, catalogue: list[Assignment]) -> None:
    os.mkfifo(tmp_path / "recovery.py")
    assert "neither a file nor a folder" in refused(tmp_path / "recovery.py", catalogue)
    (tmp_path / "sampling.py").symlink_to(tmp_path / "none")
    assert "neither a file nor a folder" in refused(tmp_path / "sampling.py", catalogue)


def test_pipes_in_a_folder_are_left_unread(tmp_path: Path, catalogue: list[Assignment]) -> None:
    os.mkfifo(tmp_path / "pipe.py")
    (tmp_path / "recovery.py").write_text("x = 1")
    assert [name for name, _ in read_submission(tmp_path, catalogue, False).files] == [
        "recovery.py"
    ]


def test_links_in_a_folder_are_not_followed(tmp_path: Path, catalogue: list[Assignment]) -> None:
    """Otherwise a submission could hand in the solutions, or any file of the grader's user."""
    own = tmp_path / "own"
    own.mkdir()
    outside = tmp_path / "secret"
    outside.mkdir()
    (outside / "sampling.py").write_text("secret = 1")
    (own / "recovery.py").write_text("x = 1")
    (own / "sampling.py").symlink_to(outside / "sampling.py")
    (own / "folder").symlink_to(outside)
    found = read_submission(own, catalogue, False)
    assert found.files == (("recovery.py", b"x = 1"),)
    assert [path for path, why in found.aside if "symbolic link" in why] == [
        "folder",
        "sampling.py",
    ]


def test_litter_is_left_out(tmp_path: Path, catalogue: list[Assignment]) -> None:
    for name in (
        "recovery.py",
        "deep/er/helper.py",
        ".hidden.py",
        ".git/x.py",
        "__MACOSX/recovery.py",
        "__pycache__/a.py",
        "venv/lib/b.py",
        "mine/lib/python3.12/site/b.py",
        "other/pyvenv.cfg",
        "other/bin/b.py",
        "node_modules/c.py",
        "data.csv",
        ".ipynb_checkpoints/recovery-checkpoint.ipynb",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x = 1")
    files = read_submission(tmp_path, catalogue, False).files
    assert [name for name, _ in files] == ["deep/er/helper.py", "recovery.py"]


def test_a_file_over_the_limit_is_refused(
    tmp_path: Path, catalogue: list[Assignment], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder, "MAX_FILE_BYTES", 1 << 20)
    path = tmp_path / "recovery.py"
    path.write_bytes(b"#" * (1 << 20))
    read_submission(path, catalogue, False)
    path.write_bytes(b"#" * ((1 << 20) + 1))
    assert "more than the 1 MiB of one file" in refused(path, catalogue)
    (tmp_path / "sampling.py").write_text("x = 1")
    found = read_submission(tmp_path, catalogue, False)
    assert [name for name, _ in found.files] == ["sampling.py"], "a neighbour costs nothing"
    assert found.aside[0][0] == "recovery.py"
    assert "Clear a notebook's outputs" in found.aside[0][1]


@pytest.mark.parametrize(("limit", "value"), [("MAX_FILES", 3), ("MAX_TOTAL_BYTES", 30)])
def test_of_a_folder_over_the_limits_what_matters_most_is_read(
    limit: str,
    value: int,
    tmp_path: Path,
    catalogue: list[Assignment],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(folder, limit, value)
    for name in ("0.py", "1.py", "z/y/sampling (1).py"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"#" * 10)
    assert not read_submission(tmp_path, catalogue, False).aside
    (tmp_path / "2.py").write_bytes(b"#")
    found = read_submission(tmp_path, catalogue, False)
    assert {name for name, _ in found.files} == {"0.py", "1.py", "z/y/sampling (1).py"}
    assert [path for path, _ in found.aside] == ["2.py"]


def test_a_disk_is_no_submission(
    tmp_path: Path, catalogue: list[Assignment], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder, "MAX_FOLDERS", 3)
    for number in range(4):
        (tmp_path / str(number)).mkdir()
    assert "Give the folder of one submission" in refused(tmp_path, catalogue)


def test_the_kits_own_files_are_not_handed_in(catalogue: list[Assignment]) -> None:
    names = [name for name, _ in read_submission(ASSIGNMENTS, catalogue, False).files]
    assert names == [
        f"{assignment.id}/{assignment.module}{suffix}"
        for assignment in catalogue
        for suffix in (".ipynb", ".py")
    ]


def test_what_else_is_there_is_named(tmp_path: Path, catalogue: list[Assignment]) -> None:
    (tmp_path / "homework.rar").write_bytes(b"Rar!")
    assert "homework.rar is an archive of a kind that is not read" in refused(tmp_path, catalogue)
    alone = refused(tmp_path / "homework.rar", catalogue)
    assert alone.endswith("homework.rar: is an archive of a kind that is not read: hand in a .zip")
    (tmp_path / "recovery.ipynb.txt").write_bytes(b"{}")
    assert "recovery.ipynb.txt was not read" in refused(tmp_path, catalogue)
    assert "rename it to recovery.ipynb" in refused(tmp_path / "recovery.ipynb.txt", catalogue)


@pytest.mark.parametrize(
    ("name", "cure"),
    [
        ("recovery.txt", "Rename recovery.txt to recovery.py, or to recovery.ipynb if it is a"),
        (
            "Copy of recovery.pdf",
            "Copy of recovery.pdf is not the code itself: hand in recovery.py",
        ),
        (".recovery.ipynb.icloud", "is still in iCloud: download recovery.ipynb in the Finder"),
        ("notes.md", "notes.md. Hand in interpolant.py or recovery.py or"),
    ],
)
def test_what_is_there_instead_says_what_to_do(
    name: str, cure: str, tmp_path: Path, catalogue: list[Assignment]
) -> None:
    (tmp_path / name).write_bytes(b"x")
    assert cure in refused(tmp_path, catalogue)


def test_code_that_was_saved_as_text_beside_a_stub_is_told(
    tmp_path: Path, catalogue: list[Assignment]
) -> None:
    for name in ("recovery.py", "recovery.txt", "interpolant", "sampling.csv", "notes.txt"):
        (tmp_path / name).write_text("x = 1")
    assert read_submission(tmp_path, catalogue, False).aside == (
        (
            "interpolant",
            "was not read: if it is your work, rename it to interpolant.py, or to "
            "interpolant.ipynb",
        ),
        (
            "recovery.txt",
            "was not read: if it is your work, rename it to recovery.py, or to recovery.ipynb",
        ),
    )


@pytest.mark.parametrize("what", ["file", "folder"])
def test_what_cannot_be_read_is_refused(
    what: str, tmp_path: Path, catalogue: list[Assignment], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "recovery.py"
    path.write_text("x = 1")

    def deny(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    if what == "file":  # root may read anything, so modes would not do
        monkeypatch.setattr(Path, "open", deny)
    else:
        monkeypatch.setattr(os, "scandir", deny)
    with pytest.raises(SubmissionError, match=r"cannot be read \(Permission denied\)"):
        read_submission(tmp_path if what == "folder" else path, catalogue, False)


def test_the_digest_tells_names_and_bytes_apart(
    tmp_path: Path, catalogue: list[Assignment]
) -> None:
    def digest(**files: str) -> str:
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        folder.mkdir()
        for name, text in files.items():
            (folder / f"{name}.py").write_text(text)
        return read_submission(folder, catalogue, False).sha256

    assert digest(a="1", b="2") == digest(b="2", a="1")
    # joined without their lengths, names and bytes of the first two are the same
    different = [digest(a="1", b="2"), digest(a="1b.py2"), digest(a="1"), digest(ab="12")]
    assert len(set(different)) == 4


def test_the_name_is_that_of_the_folder_also_for_a_dot(
    tmp_path: Path, catalogue: list[Assignment], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "recovery.py").write_text("x = 1")
    monkeypatch.chdir(tmp_path)
    assert read_submission(Path(), catalogue, False).name == tmp_path.name
    assert read_submission(Path(".."), catalogue, False).name not in ("", "..")
