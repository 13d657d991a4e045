"""Gathers the files and folders of each student by the names that a system gives them.

A system puts a student's name or number before the name of a file or a folder. Of several attempts
at one file the newest counts, as far as numbers and dates tell.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from pathlib import Path

from grader.cohort.naming import CANVAS, Owner, attempt_of, is_text_of_blackboard, owners
from grader.cohort.people import A_LINK, Entry, System
from grader.wire.paths import read_name, suffix_of

#: what Canvas writes where no file was handed in
_NO_FILE = re.compile(r"_(?:text|link)\.html$", re.IGNORECASE)


def by_student(paths: Sequence[Path], modules: Collection[str]) -> list[Entry]:
    """Return an entry a student, of the folders and files that lie beside each other.

    `modules` are those of the assignments, by which some names are told from others.
    """
    groups: dict[tuple[System, str, str], list[tuple[Owner, Path]]] = defaultdict(list)
    for path, owner in owners(paths, modules).items():
        # jane/ and jane.py are two, of which nobody says that they are one student's
        alone = owner.system is System.PLAIN and (path.is_dir() or not read_name(path.name).owner)
        groups[owner.system, owner.name, path.name if alone else ""].append((owner, path))
    return [_entry(found[0][0], [path for _, path in found]) for found in groups.values()]


def _entry(owner: Owner, paths: list[Path]) -> Entry:
    handed_in = [path for path in paths if path.is_dir() or not is_text_of_blackboard(path.name)]
    counted, notes = _newest(owner, handed_in)
    links = [path for path in counted if path.is_symlink()]
    counted = [path for path in counted if not path.is_symlink()]
    notes += [f"{path.name} {A_LINK}" for path in links]
    if owner.system is System.CANVAS:
        texts = [path for path in counted if _NO_FILE.search(path.name)]
        notes += [f"{path.name} is text of Canvas, and is not read" for path in texts]
        counted = [path for path in counted if path not in texts]
    return Entry(
        owner.name,
        (owner.student,),
        tuple(map(str, counted)),
        owner.system,
        place=_place(owner, paths),
        notes=tuple(notes) if counted else (),
        problem=None if counted else (notes or ["nothing was handed in"])[0],
    )


def _place(owner: Owner, paths: Sequence[Path]) -> str:
    """Return what feedback is called: the beginning of a name that the system knows again."""
    if owner.system is System.CANVAS:
        match = CANVAS.fullmatch(paths[-1].name)
        assert match is not None
        return f"{match['name']}{match['late'] or ''}_{match['id']}_{match['file']}"
    if owner.system is System.BRIGHTSPACE and paths[0].is_dir():
        return max(paths, key=attempt_of).name
    return f"{owner.name}_assignsubmission_file_" if owner.system is System.MOODLE else owner.name


def _newest(owner: Owner, paths: list[Path]) -> tuple[list[Path], list[str]]:
    """Return the newest attempt at each file, and a note on every other one."""
    attempts: dict[tuple[str, str], list[Path]] = defaultdict(list)
    for path in paths:
        attempts[_what(owner, path), suffix_of(path.name)].append(path)
    counted, notes = [], []
    for found in attempts.values():
        # a whole submission may come as a file with a date, and an older one beside it
        newest = max(found, key=lambda path: (attempt_of(path), path.name))
        counted.append(newest)
        notes += [
            f"{path.name} is an earlier attempt: {newest.name} counts"
            for path in sorted(found)
            if path != newest
        ]
    return sorted(counted), notes


def _what(owner: Owner, path: Path) -> str:
    """Return what attempts at one thing have in common; a folder with a date is one as a whole."""
    if path.is_dir():
        return "" if owner.system is System.BRIGHTSPACE else path.name
    return read_name(path.name.removeprefix(f"{owner.name} - ")).core.casefold()
