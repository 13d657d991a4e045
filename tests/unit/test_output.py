"""Result files are written whole or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from grader.commands.output import check_writable, write_whole
from grader.errors import OutputError


def test_a_file_is_written_and_readable_by_all(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    write_whole(path, "Jörg\n")
    assert path.read_bytes() == "Jörg\n".encode()
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    assert os.listdir(tmp_path) == ["report.json"]


def test_a_dash_is_the_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    write_whole(Path("-"), "text")
    assert capsys.readouterr().out == "text"
    check_writable(Path("-"))


def test_the_old_file_is_kept_where_the_new_one_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "report.json"
    path.write_text("old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OutputError, match=r"cannot be written \(No space left on device\)"):
        write_whole(path, "new")
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["report.json"], "a temporary file was left behind"


@pytest.mark.parametrize("writes", [write_whole, lambda path, _: check_writable(path)])
def test_where_nothing_can_be_written_one_line_says_so(tmp_path: Path, writes: object) -> None:
    assert callable(writes)
    for path in (tmp_path / "none" / "report.json", tmp_path):
        with pytest.raises(OutputError) as caught:
            writes(path, "text")
        assert str(path) in str(caught.value)
        assert "\n" not in str(caught.value)


def test_a_folder_without_permission_is_refused_before_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)  # root may write anywhere
    with pytest.raises(OutputError, match="cannot be written to"):
        check_writable(tmp_path / "report.json")
