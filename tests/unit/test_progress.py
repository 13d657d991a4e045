"""The bar of progress: it gets to its end, never wraps, and leaves nothing behind."""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

import pytest

from grader.commands.grade import grade_path
from grader.commands.progress import GradingBar
from grader.host.workers import start
from tests.unit.support import solution

#: rich goes back to the beginning of the line and clears it, before each drawing and at the end
CLEARED = ("\r\x1b[2K", "\n\r\x1b[1A\x1b[2K")
BAR = "━" * 20


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def on_terminal(monkeypatch: pytest.MonkeyPatch, columns: int = 80) -> Terminal:
    """Put a terminal in the place of both streams, which pytest would take back from a fixture."""
    stream = Terminal()
    monkeypatch.setattr(sys, "stdout", Terminal())
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("TERM", "xterm")
    return stream


def shown(terminal: Terminal) -> list[str]:
    """Return what stood on the line, one after another, and last what was left on it."""
    text = re.sub(r"\x1b\[(\?25[lh]|[\d;]*m)", "", terminal.getvalue())
    for code in reversed(CLEARED):
        text = text.replace(code, "\0")
    return [line.rstrip() for line in text.split("\0")]


def test_the_bar_is_full_at_the_last_exercise_and_then_cleared(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    terminal = on_terminal(monkeypatch)
    with GradingBar(4) as bar:
        for number, exercise in enumerate(["velocity", "euler_step", "generate"], 1):
            bar.show(exercise, number, 3)
    first, *lines, left = shown(terminal)
    assert first.split(" ", 1) == [BAR, "0/4 getting ready"]
    assert [line.split(" ", 1)[1] for line in lines[:3]] == [
        "1/3 velocity",
        "2/3 euler_step",
        "3/3 generate",
    ]
    assert set(lines[3:]) <= {lines[2]}
    assert left == ""


@pytest.mark.parametrize("module", ["recovery", "nothing"])
def test_the_bar_of_a_grading_gets_to_its_end(
    module: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = on_terminal(monkeypatch)
    text = solution("recovery") if module == "recovery" else "def f(:"
    (tmp_path / "recovery.py").write_text(text)
    with start() as workers:
        grade_path(tmp_path / "recovery.py", workers=workers, public=True)
    *_, last, left = shown(terminal)
    assert left == ""
    assert last == f"{BAR} 3/3"


@pytest.mark.parametrize("columns", [10, 24, 30, 40, 80])
def test_the_line_never_wraps(columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = on_terminal(monkeypatch, columns)
    with GradingBar(10) as bar:
        bar.show("interpolate_from_velocity_and_more" * 3, 9, 10)
    *lines, left = shown(terminal)
    assert max(len(line) for line in lines) == columns - 1
    assert left == ""
    assert terminal.getvalue().count("\n") == 1, "which the cursor goes back over"


@pytest.mark.parametrize("piped", ["stdout", "stderr"])
def test_where_a_stream_is_piped_there_is_no_line(
    piped: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = on_terminal(monkeypatch)
    stream = io.StringIO()
    monkeypatch.setattr(sys, piped, stream)
    monkeypatch.setenv("FORCE_COLOR", "1")  # by which rich takes anything for a terminal
    with GradingBar(1) as bar:
        bar.show("velocity", 1, 1)
        bar.finish()
    assert stream.getvalue() == terminal.getvalue() == ""
