"""Reads what a student handed in, as bytes only: a worker parses, unpacks and runs them."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from grader.errors import SubmissionError, no_such_path
from grader.limits import (
    MAX_ASIDE_LISTED,
    MAX_FILE_BYTES,
    MAX_FILES,
    MAX_FOLDER_DEPTH,
    MAX_FOLDERS,
    MAX_PATHS_LISTED,
    MAX_TOTAL_BYTES,
)
from grader.model import Assignment, Submission
from grader.wire.paths import (
    ARCHIVES,
    ENVIRONMENT_MARK,
    KIT_FILE,
    KIT_FOLDERS,
    NOT_READ,
    OTHER_ARCHIVES,
    RENAME,
    SOURCES,
    is_litter,
    is_named,
    is_skipped_folder,
    named_as_text,
    read_name,
    saved_instead,
    suffix_of,
)

#: the folder with what the assignments share
_COURSE = "course"


def read_submission(path: Path, assignments: Sequence[Assignment], chosen: bool) -> Submission:
    """Read a folder, a .py, an .ipynb, a .zip or a .tar.gz.

    A single .py or .ipynb is graded as the one of `assignments` whose module it names; if the
    assignment was `chosen` by the user, whatever the file is called.

    Raises:
        SubmissionError: no such path, nothing in it, too much in it, or unreadable.
    """
    try:
        return _read_submission(path, assignments, chosen)
    except OSError as error:  # a name that is too long, a folder that may not be looked into
        raise SubmissionError(f"{path}: cannot be read ({error.strerror})") from None


def _read_submission(path: Path, assignments: Sequence[Assignment], chosen: bool) -> Submission:
    only, unnamed = None, False
    aside: tuple[tuple[str, str], ...] = ()
    if path.is_symlink() and path.exists():  # handed in, it may lead to another student's work
        raise SubmissionError(
            f"{path}: a symbolic link, which is not followed: give {path.resolve()}"
        )
    if path.is_dir():
        walk = _Walk(path, assignments)
        files = walk.read()
        if not files:
            raise SubmissionError(_nothing_in(walk, assignments))
        aside = (*walk.aside, *_saved_instead(walk.others, assignments))
    elif path.is_file():
        only, unnamed = _assignment_of(path, assignments, chosen)
        files = [(path.name, _read(path))]
    elif path.exists() or path.is_symlink():
        raise SubmissionError(f"{path}: neither a file nor a folder that can be read")
    else:
        raise SubmissionError(no_such_path(path))
    name = path.resolve().name or str(path)
    modules = _modules(assignments)
    exercises = tuple(exercise.id for found in assignments for exercise in found.exercises)
    return Submission(
        name, path, tuple(files), digest_of(files), only, unnamed, modules, aside, exercises
    )


def _modules(assignments: Sequence[Assignment]) -> tuple[str, ...]:
    """Return the modules of these assignments, and of those beside them that were not asked for."""
    named = [assignment.module for assignment in assignments]
    for folder in sorted({assignment.folder.parent for assignment in assignments}):
        files = sorted(folder.glob("[0-9][0-9]_*/*.py"))
        named += [file.stem for file in files if not KIT_FILE.fullmatch(file.name)]
    return tuple(dict.fromkeys(named))


def _names(assignments: Sequence[Assignment]) -> str:
    return " or ".join(f"{assignment.module}.py" for assignment in assignments)


def _nothing_in(walk: _Walk, assignments: Sequence[Assignment]) -> str:
    text = f"{walk.folder}: no .py, .ipynb, .zip or .tar.gz file in this folder"
    if walk.aside:
        told = "; ".join(f"{path} {why}" for path, why in walk.aside[:MAX_ASIDE_LISTED])
        return f"{walk.folder}: {told}"
    if walk.others:
        shown = ", ".join(walk.others[:MAX_PATHS_LISTED])
        shown += " and more" if len(walk.others) > MAX_PATHS_LISTED else ""
        text += f", but {shown}"
        if cure := _instead_of(walk.others, assignments):
            return f"{text}{cure}"
    return f"{text}. Hand in {_names(assignments)}, or give the folder that holds it"


def _instead_of(others: Sequence[str], assignments: Sequence[Assignment]) -> str:
    """Return what to do about a file with an assignment's name that is none of its kinds, or ""."""
    for assignment in assignments:
        module = assignment.module
        named = (name for name in others if is_named(read_name(Path(name).stem), module))
        if (other := next(named, None)) is None:
            continue
        if Path(other).suffix.lower() in _MAY_BE_CODE:
            return f". Rename {other} to {module}.py, or to {module}.ipynb if it is a notebook"
        return f". {other} is not the code itself: hand in {module}.py or {module}.ipynb"
    return ""


def _saved_instead(
    others: Sequence[str], assignments: Sequence[Assignment]
) -> list[tuple[str, str]]:
    """Return what to tell of files that have an assignment's name and another suffix."""
    return [
        (other, why)
        for other in others
        for assignment in assignments
        if (why := saved_instead(other, assignment.module)) is not None
    ]


def _assignment_of(
    path: Path, assignments: Sequence[Assignment], chosen: bool
) -> tuple[str | None, bool]:
    """Return the assignment that a single file is about, and whether only its contents can tell."""
    suffix = suffix_of(path.name)
    if suffix in ARCHIVES:
        return None, False
    if before := named_as_text(path.name):
        raise SubmissionError(f"{path}: {RENAME.format(before)}")
    if path.name.lower().endswith(OTHER_ARCHIVES):
        raise SubmissionError(f"{path}: {NOT_READ}")
    if suffix not in SOURCES:
        text = f"{path}: not a .py, .ipynb, .zip or .tar.gz file, nor a folder"
        raise SubmissionError(f"{text}{_instead_of([path.name], assignments)}")
    if chosen:
        return assignments[0].id, False
    for assignment in assignments:
        if is_named(read_name(path.name), assignment.module):
            return assignment.id, False
    return None, True


@dataclass
class _Walk:
    """Walks a folder: what is read of it, what is left aside and why, and what else is there."""

    folder: Path
    assignments: Sequence[Assignment]
    aside: list[tuple[str, str]] = field(default_factory=list)
    others: list[str] = field(default_factory=list)

    def read(self) -> list[tuple[str, bytes]]:
        """Return the sources and archives, by path.

        Raises:
            SubmissionError: the folder cannot be read, or holds more folders than a submission.
        """
        found = self._likely_first(self._found())
        files: list[tuple[str, bytes]] = []
        total = 0
        for number, (name, file) in enumerate(found):
            if number >= MAX_FILES:
                self.aside.append((name, f"was not read: there are over {MAX_FILES} files"))
                break
            try:
                size = file.stat().st_size
                fits = size <= MAX_FILE_BYTES and total + size <= MAX_TOTAL_BYTES
                data = _beginning(file) if fits else b""
            except OSError as error:
                self.aside.append((name, f"cannot be read ({error.strerror})"))
                continue
            if not fits:
                self.aside.append((name, f"was not read: {_too_large(size)}"))
                continue
            total += len(data)
            files.append((name, data))
        return sorted(files)

    def _found(self) -> list[tuple[str, Path]]:
        found: list[tuple[str, Path]] = []
        folders_seen = 0

        def leave_aside(error: OSError) -> None:
            if Path(error.filename) == self.folder:
                raise SubmissionError(f"{self.folder}: cannot be read ({error.strerror})")
            name = Path(error.filename).relative_to(self.folder).as_posix()
            self.aside.append((name, f"cannot be read ({error.strerror})"))

        # links are never followed: one may lead to another student's work, or round in a circle
        for parent, folders, names in os.walk(self.folder, onerror=leave_aside, followlinks=False):
            folders_seen += 1
            if folders_seen > MAX_FOLDERS:
                raise SubmissionError(
                    f"{self.folder}: more than {MAX_FOLDERS} folders. Give the folder of one "
                    "submission"
                )
            here = Path(parent).relative_to(self.folder).as_posix().removeprefix(".")
            if here and ENVIRONMENT_MARK in names:
                folders[:] = []
                continue
            if (Path(parent) / "grader" / "__main__.py").is_file():  # a checkout of the kit itself
                folders[:] = [name for name in folders if name not in KIT_FOLDERS]
            if here.count("/") >= MAX_FOLDER_DEPTH and folders:
                self.aside.append(
                    (here, f"was not read below: over {MAX_FOLDER_DEPTH} folders deep")
                )
                folders[:] = []
            folders[:] = sorted(name for name in folders if self._is_walked(here, name))
            for name in sorted(names):
                inside = f"{here}/{name}".lstrip("/")
                file = Path(parent, name)
                if (away := _IN_ICLOUD.fullmatch(name)) and suffix_of(away["file"]):
                    self.aside.append((inside, _STILL_IN_ICLOUD.format(away["file"])))
                if is_litter(inside):
                    continue
                if before := named_as_text(name):
                    self.aside.append((inside, RENAME.format(before)))
                elif not suffix_of(name):
                    self.others.append(inside)
                    if Path(name).suffix.lower() in OTHER_ARCHIVES:
                        self.aside.append((inside, NOT_READ))
                elif file.is_symlink():
                    self.aside.append((inside, _A_LINK))
                elif file.is_file() and not self._is_of_the_kit(file):
                    found.append((inside, file))
        return found

    def _is_walked(self, here: str, name: str) -> bool:
        inside = f"{here}/{name}".lstrip("/")
        if is_skipped_folder(name) or is_litter(f"{inside}/file"):
            return False
        if (self.folder / inside).is_symlink():
            self.aside.append((inside, _A_LINK))
            return False
        return True

    def _is_of_the_kit(self, file: Path) -> bool:
        """Whether a file is the kit's own, which lies beside the stubs and was not handed in."""
        if not KIT_FILE.fullmatch(file.name) and file.parent.name != _COURSE:
            return False
        for folder in {assignment.folder.parent for assignment in self.assignments}:
            own = folder / file.parent.name / file.name
            if own.is_file() and file.stat().st_size == own.stat().st_size:
                return _beginning(file) == own.read_bytes()
        return False

    def _likely_first(self, found: list[tuple[str, Path]]) -> list[tuple[str, Path]]:
        """Order by what an assignment's file may be: limits then leave out what matters least."""
        modules = [assignment.module for assignment in self.assignments]

        def rank(entry: tuple[str, Path]) -> tuple[bool, int, str]:
            name = read_name(entry[1].name)
            named = any(is_named(name, module) for module in modules)
            return not named, entry[0].count("/"), entry[0]

        return sorted(found, key=rank)


#: what code may have been saved as
_MAY_BE_CODE = ("", ".txt", ".text", ".json", ".pyw", ".bak", ".orig", ".old", ".py~", ".ipynb~")
_IN_ICLOUD = re.compile(r"\.(?P<file>.+)\.icloud")
_STILL_IN_ICLOUD = "is still in iCloud: download {} in the Finder, and hand that in"
_A_LINK = "is a symbolic link, which is not followed: hand in the file itself"


def _too_large(size: int) -> str:
    return (
        f"it has {size / (1 << 20):.0f} MiB, more than the {MAX_FILE_BYTES >> 20} MiB of one file "
        f"or the {MAX_TOTAL_BYTES >> 20} MiB of all that are read. Clear a notebook's outputs, and "
        "keep data out"
    )


def _beginning(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(MAX_FILE_BYTES + 1)


def _read(path: Path) -> bytes:
    try:
        data = _beginning(path)
    except OSError as error:
        raise SubmissionError(f"{path}: cannot be read ({error.strerror})") from None
    if len(data) > MAX_FILE_BYTES:
        raise SubmissionError(f"{path}: {_too_large(path.stat().st_size)}")
    return data


def digest_of(files: Sequence[tuple[str, bytes]]) -> str:
    """Return the SHA-256 of the names and contents, in order, each length-prefixed."""
    digest = hashlib.sha256()
    for name, data in files:
        for part in (name.encode("utf-8", "surrogateescape"), data):
            digest.update(len(part).to_bytes(8, "little"))
            digest.update(part)
    return digest.hexdigest()
