"""Reads files as bytes, within limits: one alone, or those of a folder, the likeliest first."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from grader.errors import SubmissionError
from grader.limits import (
    MAX_FILE_BYTES,
    MAX_FILES,
    MAX_FOLDER_DEPTH,
    MAX_FOLDERS,
    MAX_TOTAL_BYTES,
)
from grader.model import Assignment
from grader.wire.paths import (
    ENVIRONMENT_MARK,
    KIT_FILE,
    KIT_FOLDERS,
    NOT_READ,
    OTHER_ARCHIVES,
    RENAME,
    as_text,
    is_litter,
    is_named,
    is_skipped_folder,
    named_as_text,
    read_name,
    suffix_of,
)

#: the folder with what the assignments share
_COURSE = "course"
_CHECKPOINTS = ".ipynb_checkpoints"
_IN_ICLOUD = re.compile(r"\.(?P<file>.+)\.icloud")
_STILL_IN_ICLOUD = "is still in iCloud: download {} in the Finder, and hand that in"
_A_LINK = "is a symbolic link, which is not followed: hand in the file itself"


@dataclass
class Walk:
    """Walks a folder: what is read of it, what is left aside and why, and what else is there."""

    folder: Path
    assignments: Sequence[Assignment]
    aside: list[tuple[str, str]] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    checkpoints: list[str] = field(default_factory=list)  # copies that Jupyter keeps by itself

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
            files.append((as_text(name), data))
        self.aside = [(as_text(name), why) for name, why in self.aside]
        self.others, self.checkpoints = (
            list(map(as_text, names)) for names in (self.others, self.checkpoints)
        )
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
        folder = self.folder / inside
        if name == _CHECKPOINTS and not folder.is_symlink():
            with contextlib.suppress(OSError):  # none of them is read anyway
                names = sorted(os.listdir(folder))
                self.checkpoints += [f"{inside}/{file}" for file in names if suffix_of(file)]
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


def _too_large(size: int) -> str:
    return (
        f"it has {size / (1 << 20):.0f} MiB, more than the {MAX_FILE_BYTES >> 20} MiB of one file "
        f"or the {MAX_TOTAL_BYTES >> 20} MiB of all that are read. Clear a notebook's outputs, and "
        "keep data out"
    )


def _beginning(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(MAX_FILE_BYTES + 1)


def read_file(path: Path) -> bytes:
    """Return a file that was handed in alone.

    Raises:
        SubmissionError: it cannot be read, or is too large.
    """
    try:
        data = _beginning(path)
    except OSError as error:
        raise SubmissionError(f"{path}: cannot be read ({error.strerror})") from None
    if len(data) > MAX_FILE_BYTES:
        raise SubmissionError(f"{path}: {_too_large(path.stat().st_size)}")
    return data
