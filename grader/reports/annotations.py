"""Workflow commands of GitHub Actions that mark lost points on the student's own lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import NamedTuple

from grader.limits import MAX_ANNOTATIONS
from grader.reports.accounts import Account, Tone, told
from grader.results import CAUSE, AssignmentResult, GradeReport


class Place(NamedTuple):
    """A file that was handed in, and a line of it where one is known."""

    file: str
    line: int | None


def workflow_commands(
    report: GradeReport, folder: PurePosixPath | None, modules: Mapping[str, str]
) -> list[str]:
    """Return an error for each account and a warning for each notice on a line, ten at most each.

    `folder` is what was graded, from the top of the checkout; without it, no file is named.
    `modules` are the texts of what was handed in, by their paths in that.
    """
    found = told(report)
    errors, warnings = [], []
    for assignment in report.assignments:
        for notice in found.notices[assignment.id]:
            place = _named(notice, assignment)
            if place is not None:
                warnings.append(_command("warning", notice, "", place, folder))
        for account in found.accounts:
            if account.assignment == assignment.id and account.lost:
                title = f"{account.title}: {account.lost}"
                place = _place(account, assignment, modules)
                errors.append(_command("error", _message(account), title, place, folder))
    return errors[:MAX_ANNOTATIONS] + warnings[:MAX_ANNOTATIONS]


def _message(account: Account) -> str:
    part = account.parts[0]
    tones = (Tone.DIAGNOSIS, Tone.READING, Tone.MESSAGE)
    lines = [line.text for tone in tones for line in part.of(tone)]
    return "\n".join([*(claim for _, claim in part.claims), *lines[:1]])


def _place(
    account: Account, assignment: AssignmentResult, modules: Mapping[str, str]
) -> Place | None:
    """Return the innermost line of the student's that an account tells, or else the function's."""
    lines = [line.text for part in account.parts for line in part.of(Tone.MESSAGE)]
    own = [line for line in lines if not line.startswith(CAUSE)]
    for line in [*reversed(own), *lines]:
        if (place := _named(line, assignment)) is not None:
            return place
    graded = [file.path for file in assignment.files if file.role == "graded"]
    if len(graded) != 1:
        return None
    said = next(filter(None, (re.match(r"line (\d+) ", line) for line in own)), None)
    if said and graded[0].endswith(".py"):
        return Place(graded[0], int(said[1]))
    used = [file.path for file in assignment.files if file.role == "used"]
    defined = [
        Place(path, at)
        for path in (*graded, *used)
        if len(account.exercises) == 1
        and (at := _defined_on(account.exercises[0], modules.get(path, ""))) is not None
    ]
    return defined[0] if defined else Place(graded[0], None)


def _defined_on(function: str, module: str) -> int | None:
    """Return the line on which a module defines a function last, which is the one that counts."""
    name = re.escape(function)
    found = [*re.finditer(rf"^[ \t]*def {name}\b|^{name}[ \t]*=(?!=)", module, re.MULTILINE)]
    return module.count("\n", 0, found[-1].start()) + 1 if found else None


def _named(text: str, assignment: AssignmentResult) -> Place | None:
    """Return the file and the line that a text names, if they are of what was handed in."""
    for path in _longest_first(assignment):
        for name in (path, PurePosixPath(path).name):
            found = re.search(rf"(?<![\w./-]){re.escape(name)}, line (\d+)\b", text)
            if found:
                return Place(path, int(found[1]))
    return None


def _longest_first(assignment: AssignmentResult) -> Iterator[str]:
    paths: Sequence[str] = [file.path for file in assignment.files if file.role != "left_aside"]
    return iter(sorted(paths, key=len, reverse=True))


def _command(
    kind: str, message: str, title: str, place: Place | None, folder: PurePosixPath | None
) -> str:
    named = {}
    if place is not None and folder is not None:
        named["file"] = str(folder / place.file)
        if place.line is not None:
            named["line"] = str(place.line)
    if title:
        named["title"] = title
    properties = ",".join(f"{name}={_property(value)}" for name, value in named.items())
    return f"::{kind}{' ' if properties else ''}{properties}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
