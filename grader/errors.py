"""What a user did wrong, in one line that says what, on what, and what to do instead."""

from __future__ import annotations

import difflib
import os
import traceback
from collections.abc import Iterable
from pathlib import Path


class GraderError(Exception):
    """Something that a user can fix: its text is one line that says what, on what, and what to do.

    The command line prints it and exits with `exit_code`.
    """

    exit_code = 2


class AuthoringError(GraderError):
    """An assignment's own file is not as it must be."""


class NoSuchAssignment(GraderError):
    """The assignment that was asked for does not exist."""


class NoSolutions(GraderError):
    """Hidden checks were asked for, and there is nothing to compare with."""


class SubmissionError(GraderError):
    """The path that was given cannot be graded."""


class SecretError(GraderError):
    """The secret that cases are drawn from cannot be had, or is none; its text never holds it."""


class OutputError(GraderError):
    """A result cannot be written where it was asked for."""


class ClassError(GraderError):
    """A whole class cannot be graded as it was asked for, or two outputs do not belong together."""


#: set by `--debug`, in the environment so that the processes of an audit have it too
DEBUG = "GRADER_DEBUG"


def show_traceback(error: BaseException) -> None:
    """Print where an exception comes from, and its cause, if `--debug` asks for it."""
    if os.environ.get(DEBUG):
        traceback.print_exception(error)


#: how alike two names are at least, from 0 to 1: one slip in four letters is still seen
_ALIKE = 0.7


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return which of `known` is most like `word`, whatever its case, or None if none is."""
    names = {name.casefold(): name for name in known}
    found = difflib.get_close_matches(word.casefold(), names, n=1, cutoff=_ALIKE)
    return names[found[0]] if found else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return `; did you mean NAME?` for the end of a sentence, or its full stop if no name is."""
    name = nearest(word, known)
    return "." if name is None else f"; did you mean {name}?"


def no_such_path(path: Path) -> str:
    """Return the line that says that nothing is at `path`, with what is most like it nearby.

    The names are looked for where the path goes wrong, which may be one of its folders.
    """
    text = f"{path}: no such file or folder"
    broken, rest = path, Path()
    while not _there(broken.parent) and broken != broken.parent:
        rest = broken.name / rest
        broken = broken.parent
    name = nearest(broken.name, _names(broken.parent))
    if name is None or name == broken.name:  # it is there, but we may not look into it
        return text
    meant = broken.parent / name
    return f"{text}; did you mean {meant / rest if _there(meant / rest) else meant}?"


def _there(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # no right to look, a name that is too long, a NUL in it
        return False


def _names(folder: Path) -> list[str]:
    try:
        return sorted(entry.name for entry in folder.iterdir())
    except OSError:
        return []
