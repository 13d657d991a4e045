"""What surrounds a run, and may be gone or full: signals, the working directory, the streams."""

from __future__ import annotations

import errno
import os
import signal
import sys
from types import FrameType

from grader.errors import GraderError

#: what a disk, a quota, a limit of files or a broken device says
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)


class SurroundingsError(GraderError):
    """Nothing can be graded from where the grader was started, or in this way."""


def examine() -> None:
    """Refuse what would fail later on, far from its cause.

    Raises:
        SurroundingsError: the text says what to do.
    """
    if sys.flags.optimize > 1:
        raise SurroundingsError(
            "Python leaves docstrings out (-OO or PYTHONOPTIMIZE), which hold what is checked: "
            "run it without"
        )
    try:
        os.getcwd()
    except FileNotFoundError:
        raise SurroundingsError(
            "the working directory was deleted: change to one that is there"
        ) from None


def end_cleanly() -> None:
    """Have the signals that end a process end it as Ctrl-C does: workers and folders go first.

    What was told to be ignored (nohup) stays so.
    """
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _interrupt)


def _interrupt(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
    signal.signal(number, signal.SIG_IGN)  # a second one would end the ending
    raise KeyboardInterrupt(number)


def settle_streams() -> None:
    """Have all standard streams open, and print other signs where a terminal has no UTF-8."""
    _open_what_is_closed()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def _open_what_is_closed() -> None:
    """Put nothing where a standard stream is closed: else a worker's socket gets its number."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest free number, which is this one
        if getattr(sys, name) is None:
            setattr(sys, name, open(number, "w" if number else "r", encoding="utf-8"))  # noqa: SIM115


def print_no_more() -> None:
    """Let go what is left to print, which would be tried again as the process ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def code_of(interrupt: KeyboardInterrupt) -> int:
    """Return the exit code by which a shell knows the signal that ended a process."""
    return 128 + int(interrupt.args[0] if interrupt.args else signal.SIGINT)


def is_no_room(error: OSError) -> bool:
    """Whether the output could not be written."""
    return error.errno in _NO_ROOM
