"""The line of progress: it gets to its end, never wraps, and leaves nothing behind."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from grader.commands.grade import ProgressLine, grade_path
from grader.host.workers import start
from tests.unit.support import solution

CLEAR = "\r\x1b[2K"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def on_terminal(monkeypatch: pytest.MonkeyPatch, columns: int = 80) -> Terminal:
    """Put a terminal in the place of both streams, which pytest would take back from a fixture."""
    stream = Terminal()
    monkeypatch.setattr(sys, "stdout", Terminal())
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setenv("COLUMNS", str(columns))
    return stream


def shown(terminal: Terminal) -> list[str]:
    """Return what stood on the line, one after another."""
    first, *lines = terminal.getvalue().split(CLEAR)
    assert first == ""
    return lines


def test_the_bar_is_full_at_the_last_exercise_and_then_cleared(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    terminal = on_terminal(monkeypatch)
    with ProgressLine() as line:
        line.show("getting ready")
        for number, exercise in enumerate(["velocity", "euler_step", "generate"], 1):
            line.progress(exercise, number, 3)
    assert shown(terminal) == [
        "getting ready",
        "[======              ] 1/3 velocity",
        "[=============       ] 2/3 euler_step",
        "[====================] 3/3 generate",
        "",
    ]


@pytest.mark.parametrize("module", ["recovery", "nothing"])
def test_the_bar_of_a_grading_gets_to_its_end(
    module: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = on_terminal(monkeypatch)
    text = solution("recovery") if module == "recovery" else "def f(:"
    (tmp_path / "recovery.py").write_text(text)
    with start() as workers:
        grade_path(tmp_path / "recovery.py", workers=workers, public=True)
    *_, last, cleared = shown(terminal)
    assert cleared == ""
    if module == "recovery":
        assert last.startswith("[====================] 3/3")


@pytest.mark.parametrize("columns", [10, 24, 30, 40, 80])
def test_the_line_never_wraps(columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = on_terminal(monkeypatch, columns)
    with ProgressLine() as line:
        line.progress("interpolate_from_velocity_and_more" * 3, 9, 10)
    assert [len(shown_line) for shown_line in shown(terminal)] == [columns - 1, 0]


def test_where_the_report_is_piped_there_is_no_line(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = on_terminal(monkeypatch)
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    with ProgressLine() as line:
        line.progress("velocity", 1, 1)
        line.finish()
    assert terminal.getvalue() == ""
