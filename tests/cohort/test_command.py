"""The words of `class` and `diff`, with stubs in the place of graders."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from grader.cli import main
from grader.commands import classes
from tests.cohort.stubs import Inline, make_class


@pytest.fixture(autouse=True)
def stubs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GRADER_SECRET", raising=False)
    monkeypatch.setattr(classes, "_driver", lambda options, setting, _: (Inline(setting), 1))


def _run(*words: object) -> int:
    with pytest.raises(SystemExit) as ended:
        main([str(word) for word in words])
    assert isinstance(ended.value.code, int)
    return ended.value.code


def test_a_class_is_graded_told_and_compared(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = make_class(tmp_path / "class", {"anna": "# a", "ben": "# bb"})
    (tmp_path / "roster.csv").write_text("id,name\nanna,Anna\nzoe,Zoe\n")
    words = (
        "class",
        source,
        "--out",
        tmp_path / "out",
        "--assignment",
        "02",
        "--roster",
        tmp_path / "roster.csv",
    )
    assert _run(*words) == 0
    told = capsys.readouterr()
    assert "2 submissions, 2 graded now." in told.out
    assert "1 of the roster did not hand in: Zoe" in told.out
    assert "2 of 2 graded" in told.err
    secret = tmp_path / "out" / "secret"
    assert secret.stat().st_mode & 0o777 == 0o600
    kept = secret.read_text()
    assert _run(*words) == 0
    told = capsys.readouterr()
    assert "all graded before: nothing to do" in told.out
    assert told.err == "grader: warning: handed in, and not in --roster: ben\n"
    assert secret.read_text() == kept
    assert kept.strip() not in "".join(
        path.read_text(errors="replace")
        for path in (tmp_path / "out").rglob("*")
        if path.is_file() and path != secret
    )
    assert _run("diff", tmp_path / "out", tmp_path / "out") == 0
    assert "0 of 2 changed" in capsys.readouterr().out
    (source / "ben" / "recovery.py").unlink()
    assert _run(*words[:3], tmp_path / "out2", *words[4:]) == 0
    assert _run("diff", tmp_path / "out", tmp_path / "out2") == 0, "no score changed"
    assert "the secret changed" in capsys.readouterr().out
    (source / "ben").rmdir()
    assert _run(*words[:3], tmp_path / "out3", *words[4:]) == 0
    assert _run("diff", tmp_path / "out", tmp_path / "out3") == 1
    assert "1 of 2 changed, 0 up and 1 down or gone." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("nowhere", "--out", "out"), "no such file or folder"),
        (("class", "--out", "class/out"), "would be a submission"),
        (("class", "more", "--out", "out"), "one folder or .zip"),
        (("class", "--out", "out", "--shard", "1/2"), "--shard needs --secret"),
        (("class", "--out", "out", "--shard", "3/2"), "I/N with I from 1 to N"),
        (("class", "--out", "out", "--workers", "0"), "a whole number from 1"),
        (("class", "--out", "file"), "cannot be written"),
        (("merge", "--out", "out"), "name the outputs"),
        (("class", "--out", "out", "--roster", "none.csv"), "no such file or folder"),
    ],
)
def test_what_is_wrong_is_told_in_one_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    told: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    make_class(tmp_path / "class", {"anna": "# a"})
    (tmp_path / "file").write_text("in the way")
    assert _run("class", *words) == 2
    error = capsys.readouterr().err
    assert told in error
    assert error.count("\n") == 1


def _class(source: Path, out: Path, *words: object) -> int:
    return _run("class", source, "--out", out, "--assignment", "02", *words)


@pytest.mark.parametrize("held", [False, True], ids=["new folder", "empty folder"])
@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("nowhere", ()),
        ("class", ("--assignment", "99")),
        ("cut.zip", ()),
        ("work.py", ()),
        ("class.tar.gz", ()),
        ("class", ("--require-isolation", "nonsense")),
    ],
)
def test_a_refused_run_leaves_nothing_behind(
    tmp_path: Path, source: str, words: tuple[str, ...], held: bool
) -> None:
    make_class(tmp_path / "class", {"anna": "# a"})
    for name in ("cut.zip", "work.py", "class.tar.gz"):
        (tmp_path / name).write_bytes(b"PK\x03\x04 cut off")
    if held:
        (tmp_path / "new" / "out").mkdir(parents=True)
    assert _class(tmp_path / source, tmp_path / "new" / "out", *words) == 2
    assert (tmp_path / "new").exists() == held
    assert [*(tmp_path / "new").rglob("*")] == ([tmp_path / "new" / "out"] if held else [])


def test_a_refused_run_leaves_what_was_there(tmp_path: Path) -> None:
    source = make_class(tmp_path / "class", {"anna": "# a"})
    assert _class(source, tmp_path / "out") == 0
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "out").rglob("*.csv")}
    kept = (tmp_path / "out" / "secret").read_text()
    assert _class(tmp_path / "nowhere", tmp_path / "out") == 2
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert _class(source, tmp_path / "out") == 0
    assert (tmp_path / "out" / "secret").read_text() == kept


def test_an_output_is_of_one_class(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert _class(make_class(tmp_path / "class", {"anna": "# a", "ben": "# b"}), out) == 0
    books = (out / "grades.csv").read_bytes()
    capsys.readouterr()
    assert _class(make_class(tmp_path / "others", {"cleo": "# c", "dan": "# d"}), out) == 2
    error = capsys.readouterr().err
    assert "results of another class, with anna" in error
    assert "give another --out" in error
    assert error.count("\n") == 1
    assert (out / "grades.csv").read_bytes() == books
    more = make_class(tmp_path / "more", {"ben": "# b", "cleo": "# c", "dan": "# d"})
    (out / "remarks.txt").write_text("of staff")
    assert _class(more, out) == 0, "anna left, two came"
    assert "3 submissions, 2 graded now." in capsys.readouterr().out


def test_other_files_are_not_written_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = make_class(tmp_path / "class", {"anna": "# a"})
    out = tmp_path / "out"
    out.mkdir()
    (out / "grades.csv").write_text("of another course")
    (out / ".hidden").write_text("nobody minds")
    assert _class(source, out) == 2
    error = capsys.readouterr().err
    assert "holds other files (grades.csv)" in error
    assert error.count("\n") == 1
    assert {path.name for path in out.iterdir()} == {"grades.csv", ".hidden"}


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("work.py", "one student's work: grade it with `grade work.py`"),
        ("work.ipynb", "one student's work: grade it with `grade work.ipynb`"),
        ("class.tar.gz", "is no .zip: unpack it, and give the folder"),
        ("class.rar", "is no .zip: unpack it, and give the folder"),
    ],
)
def test_a_file_that_is_no_class_is_told_what_to_do_with(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
    told: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(name).write_text("x = 1")
    assert _class(Path(name), Path("out")) == 2
    assert told in capsys.readouterr().err


def test_one_students_zip_is_told_by_its_own_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    with zipfile.ZipFile("work.zip", "w") as archive:
        archive.writestr("recovery.py", "x = 1")
    assert _class(Path("work.zip"), Path("out")) == 2
    error = capsys.readouterr().err
    assert "grade it with `grade work.zip`" in error
    assert ".unpacked" not in error


@pytest.mark.parametrize(("identity", "warned"), [("77", True), ("anna", False)])
def test_a_roster_of_strangers_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], identity: str, warned: bool
) -> None:
    source = make_class(tmp_path / "class", {"anna": "# a"})
    (tmp_path / "list.csv").write_text(f"Name;ID;Mail\nZoe;{identity};z@x\n")
    assert _class(source, tmp_path / "out", "--roster", tmp_path / "list.csv") == 0
    told = [line for line in capsys.readouterr().err.splitlines() if "--roster" in line]
    assert len(told) == warned


def test_why_submissions_are_not_read_is_told_once_each_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = make_class(tmp_path / "class", {"anna": "# a", "ben": "# a", "zoe": "# bb"})
    assert _class(source, tmp_path / "out") == 0
    lines = capsys.readouterr().out.splitlines()
    start = lines.index("3 not read (score 0, see their reports): anna, ben, zoe")
    assert lines[start + 1 : start + 3] == ["  2: has 3 bytes", "  1: has 4 bytes"]
