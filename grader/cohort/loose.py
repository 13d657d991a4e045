"""Gathers the files and folders of each student by the names that a system gives them.

Canvas and Moodle put a student's name and number before the name of a file. Of several attempts at
one file the newest counts, as far as numbers and dates tell.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from grader.cohort.people import A_LINK, Entry, Student, System
from grader.wire.paths import read_name, suffix_of

#: {sortable name}[_LATE]_{user id}_{attachment id}_{original}, or [LATE_]anon_{id}_...
_CANVAS = re.compile(
    r"(?:LATE_)?(?P<name>\w+?)(?P<late>_LATE)?_(?P<id>\d+)_(?P<file>\d+)_(?P<rest>.+)",
    re.IGNORECASE,
)
#: {Full name}_{id}_assignsubmission_file_[name]
_MOODLE = re.compile(
    r"(?P<name>.+?)_(?P<id>\d+)_assignsubmission_(?P<kind>file|onlinetext)_?(?P<rest>.*)"
)
#: what Canvas writes where no file was handed in
_NO_FILE = re.compile(r"_(?:text|link)\.html$", re.IGNORECASE)


def by_student(paths: Sequence[Path]) -> list[Entry]:
    """Return an entry a student, of the folders and files that lie beside each other."""
    groups: dict[tuple[System, str], list[Path]] = defaultdict(list)
    for path in paths:
        groups[_owner(path)].append(path)
    return [_entry(system, owner, found) for (system, owner), found in groups.items()]


def _owner(path: Path) -> tuple[System, str]:
    if match := _MOODLE.fullmatch(path.name):
        return System.MOODLE, f"{match['name']}_{match['id']}"
    if not path.is_dir() and (match := _CANVAS.fullmatch(path.name)):
        return System.CANVAS, f"{match['name']}_{match['id']}"
    if not path.is_dir() and (owner := read_name(path.name).owner):
        return System.PLAIN, owner
    return System.PLAIN, path.name


def _entry(system: System, owner: str, paths: list[Path]) -> Entry:
    if system is System.PLAIN:
        name = owner if paths[0].is_dir() or owner != paths[0].name else _stem(owner)
        students = (Student(name),)
    else:
        name = owner
        title, _, number = owner.rpartition("_")
        students = (Student(number, title if system is System.MOODLE else "", number, login=title),)
    counted, notes = _newest(paths)
    links = [path for path in counted if path.is_symlink()]
    counted = [path for path in counted if not path.is_symlink()]
    notes += [f"{path.name} {A_LINK}" for path in links]
    if system is System.CANVAS:
        texts = [path for path in counted if _NO_FILE.search(path.name)]
        notes += [f"{path.name} is text of Canvas, and is not read" for path in texts]
        counted = [path for path in counted if path not in texts]
    return Entry(
        name,
        students,
        tuple(map(str, counted)),
        system,
        place=_place(system, owner, paths),
        notes=tuple(notes) if counted else (),
        problem=None if counted else (notes or ["nothing was handed in"])[0],
    )


def _stem(name: str) -> str:
    """Return a file's name as a student's: two files differ by their suffix, and stay apart."""
    suffix = suffix_of(name)
    return name[: -len(suffix)] if suffix in (".py", ".zip") else name


def _place(system: System, owner: str, paths: Sequence[Path]) -> str:
    """Return what feedback is called: the beginning of a name that the system knows again."""
    if system is System.CANVAS:
        match = _CANVAS.fullmatch(paths[-1].name)
        assert match is not None
        return f"{match['name']}{match['late'] or ''}_{match['id']}_{match['file']}"
    return f"{owner}_assignsubmission_file_" if system is System.MOODLE else owner


def _newest(paths: list[Path]) -> tuple[list[Path], list[str]]:
    """Return the newest attempt at each file, and a note on every other one."""
    attempts: dict[tuple[str, str], list[Path]] = defaultdict(list)
    for path in paths:
        name = read_name(path.name)
        core = name.core.casefold() if name.owner else path.name
        attempts[core, suffix_of(path.name)].append(path)
    counted, notes = [], []
    for found in attempts.values():
        # a whole submission may come as a file with a date, and an older one beside it
        newest = max(found, key=lambda path: (read_name(path.name).attempt, path.name))
        counted.append(newest)
        notes += [
            f"{path.name} is an earlier attempt: {newest.name} counts"
            for path in sorted(found)
            if path != newest
        ]
    return sorted(counted), notes
