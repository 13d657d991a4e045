"""The words of `class` and `diff`, with stubs in the place of graders."""

from __future__ import annotations

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
    assert told.err == ""
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
