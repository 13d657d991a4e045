"""Finds the submissions in a folder, whichever system it was downloaded from."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from grader.cohort.gradescope import METADATA, read_gradescope
from grader.cohort.loose import by_student
from grader.cohort.naming import beginning_of, is_text_of_blackboard, owners
from grader.cohort.people import A_LINK, Entry, Student, System
from grader.errors import SubmissionError, no_such_path
from grader.host.text import clean
from grader.limits import (
    MAX_CLASS_SUBMISSIONS,
    MAX_NAME_CHARACTERS,
    MAX_PATHS_LISTED,
    MAX_TIMESTAMP_CHARACTERS,
)
from grader.model import Assignment
from grader.wire.paths import (
    ARCHIVES,
    OTHER_ARCHIVES,
    is_litter,
    named_as_text,
    read_name,
    shortened,
    suffix_of,
)

#: nbgrader's own folders: submitted/STUDENT/ASSIGNMENT, and what lies beside it
_SUBMITTED = "submitted"
_BESIDE = {_SUBMITTED, "source", "release", "autograded", "feedback", "nbgrader_config.py"}
_TIMESTAMP = "timestamp.txt"


def find_submissions(
    folder: Path, assignments: Sequence[Assignment], told: list[str] | None = None
) -> list[Entry]:
    """Return what was handed in, by name; `told` gets a line on what lies there unread.

    Raises:
        SubmissionError: there is no such folder, nothing in it, or it is one student's work.
    """
    if not folder.is_dir():
        raise SubmissionError(no_such_path(folder))
    try:
        folder = _unwrapped(folder, assignments)
        found = _found(folder, assignments)
        if told is not None and (others := _passed_over(folder)):
            told.append(f"not read, since a submission is a folder, code or an archive: {others}")
    except OSError as error:
        raise SubmissionError(f"{folder}: cannot be read ({error.strerror})") from None
    if not found:
        raise SubmissionError(f"{folder}: no submissions in it: a folder or a file a student")
    if len(found) > MAX_CLASS_SUBMISSIONS:
        raise SubmissionError(f"{folder}: over {MAX_CLASS_SUBMISSIONS} submissions: give a part")
    return _with_own_names([entry.as_text() for entry in found])


def _with_own_names(entries: Sequence[Entry]) -> list[Entry]:
    """Return entries by name; of those that have one name, all but the first get a number."""
    found: dict[str, Entry] = {}
    for entry in sorted(entries, key=lambda entry: (entry.name, entry.paths)):
        name, number = entry.name, 1
        while name in found:
            number += 1
            name = f"{entry.name} {number}"
        found[name] = replace(entry, name=name)
    return sorted(found.values(), key=lambda entry: entry.name)


def _found(folder: Path, assignments: Sequence[Assignment]) -> list[Entry]:
    if (folder / METADATA).is_file():
        return read_gradescope(folder)
    children = _children(folder)
    _refuse_one_students(folder, children, assignments)
    if folder.name == _SUBMITTED:
        entries = [_of_nbgrader(child) for child in children if child.is_dir()]
        children = [child for child in children if not child.is_dir()]
    else:
        entries = []
    return entries + by_student(children, [assignment.module for assignment in assignments])


def _unwrapped(folder: Path, assignments: Sequence[Assignment]) -> Path:
    """Return the folder that holds the submissions, where others are wrapped round it.

    Those round it hold one folder and nothing else. So does the class of one student: what lies
    inside must look like the work of several, or be named as a system does it.
    """
    inside = folder
    while not (inside / METADATA).is_file():
        children = _children(inside)
        if (inside / _SUBMITTED).is_dir() and _BESIDE.issuperset(path.name for path in children):
            return inside / _SUBMITTED
        if _is_class(children, assignments):
            return inside
        if len(children) != 1 or not children[0].is_dir() or children[0].is_symlink():
            return folder
        inside = children[0]
    return inside


def _is_class(children: Sequence[Path], assignments: Sequence[Assignment]) -> bool:
    if _is_work(children, assignments):
        return False
    found = owners(children, [assignment.module for assignment in assignments])
    if any(owner.system is not System.PLAIN for owner in found.values()):
        return True
    whole = [child for child in children if child.is_dir() or suffix_of(child.name) in ARCHIVES]
    return len(whole) == len(children) > 1


def _children(folder: Path) -> list[Path]:
    """Return what lies in a folder and may be a submission: all but litter and other files."""
    with os.scandir(folder) as entries:
        names = [
            entry.name
            for entry in entries
            if not is_litter(f"{entry.name}/file" if _is_folder(entry) else entry.name)
            and (_is_folder(entry) or entry.is_symlink() or _is_handed_in(entry.name))
        ]
    return [folder / name for name in sorted(names)]


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """Whether it is a folder, or a link to one; a link that leads to itself is none."""
    try:
        return entry.is_dir()
    except OSError:
        return False


def _is_handed_in(name: str) -> bool:
    """Whether a loose file is a submission, or a part of one that a system downloaded.

    So is one that cannot be read, where it is plain that it was meant as one.
    """
    meant = name.lower().endswith(OTHER_ARCHIVES) or named_as_text(name)
    told = read_name(name).owner or is_text_of_blackboard(name)
    return bool(suffix_of(name) or meant or told)


def _passed_over(folder: Path) -> str:
    """Return the files beside the submissions that are none, and nobody's as far as is known."""
    if (folder / METADATA).is_file() or folder.name == _SUBMITTED:
        return ""
    with os.scandir(folder) as entries:
        files = sorted(entry.name for entry in entries if entry.is_file(follow_symlinks=False))
    others = [name for name in files if not (is_litter(name) or _is_handed_in(name))]
    return shortened([clean(name, MAX_NAME_CHARACTERS) for name in others])


def _is_work(children: Sequence[Path], assignments: Sequence[Assignment]) -> bool:
    """Whether these are the folders or the files of assignments, so the work of one student."""
    ids = {assignment.id for assignment in assignments}
    modules = {assignment.module for assignment in assignments}
    named = [child.name in ids or (child.is_file() and child.stem in modules) for child in children]
    return bool(named) and all(named)


def _refuse_one_students(
    folder: Path, children: Sequence[Path], assignments: Sequence[Assignment]
) -> None:
    if _is_work(children, assignments):
        shown = ", ".join(child.name for child in children[:MAX_PATHS_LISTED])
        raise SubmissionError(
            f"{folder}: holds {shown}, which is one student's work: grade it with `grade {folder}`"
        )


def _of_nbgrader(folder: Path) -> Entry:
    name = folder.name
    stamps = sorted(folder.glob(f"*/{_TIMESTAMP}"))
    when = beginning_of(stamps[-1]).strip()[:MAX_TIMESTAMP_CHARACTERS] if stamps else ""
    return Entry(
        name,
        (Student(name),),
        (str(folder),),
        System.NBGRADER,
        place=name,
        when=when,
        problem=A_LINK if folder.is_symlink() else None,
    )
