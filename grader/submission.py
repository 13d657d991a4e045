"""Reads what a student handed in, as bytes only: a worker parses, unzips and runs them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

from grader.model import Assignment, GraderError, Submission

MAX_FILES = 2000
MAX_FILE_BYTES = 16 << 20
MAX_TOTAL_BYTES = 64 << 20
_SOURCES = (".py", ".ipynb")
_SKIPPED_FOLDERS = ("__MACOSX", "__pycache__", "node_modules", "venv", "site-packages")


class SubmissionError(GraderError):
    """The path that was given cannot be graded."""


def read_submission(path: Path, assignments: Sequence[Assignment], chosen: bool) -> Submission:
    """Read a folder, a .py, an .ipynb or a .zip.

    A single .py or .ipynb is graded as the one of `assignments` whose module it names; if the
    assignment was `chosen` by the user, whatever the file is called.

    Raises:
        SubmissionError: no such path, nothing in it, too much in it, unreadable, or a name that
            belongs to no assignment.
    """
    only = None
    if path.is_dir():
        files = _read_folder(path)
        if not files:
            raise SubmissionError(
                f"{path}: no .py, .ipynb or .zip file in this folder. Give the folder that holds "
                f"{_names(assignments)}"
            )
    elif path.is_file():
        only = _assignment_of(path, assignments, chosen)
        files = [(path.name, _read(path))]
    elif path.exists() or path.is_symlink():
        raise SubmissionError(f"{path}: neither a file nor a folder that can be read")
    else:
        raise SubmissionError(f"{path}: no such file or folder")
    name = path.resolve().name or str(path)
    return Submission(name, path, tuple(files), _digest(files), only)


def _names(assignments: Sequence[Assignment]) -> str:
    return " or ".join(f"{assignment.module}.py" for assignment in assignments)


def _assignment_of(path: Path, assignments: Sequence[Assignment], chosen: bool) -> str | None:
    suffix = path.suffix.lower()
    if suffix == ".zip":
        return None
    if suffix not in _SOURCES:
        raise SubmissionError(f"{path}: not a .py, .ipynb or .zip file, nor a folder")
    if chosen:
        return assignments[0].id
    for assignment in assignments:
        if path.stem == assignment.module:
            return assignment.id
    raise SubmissionError(
        f"{path}: no assignment has a file of this name. Rename it to {_names(assignments)}, "
        "or say which it is: --assignment NN"
    )


def _read_folder(folder: Path) -> list[tuple[str, bytes]]:
    files: list[tuple[str, bytes]] = []
    total = 0

    def refuse(error: OSError) -> None:
        raise SubmissionError(f"{error.filename}: cannot be read ({error.strerror})")

    for parent, folders, names in os.walk(folder, onerror=refuse):
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and name not in _SKIPPED_FOLDERS
        )
        for name in sorted(names):
            file = Path(parent, name)
            if name.startswith(".") or file.suffix.lower() not in (*_SOURCES, ".zip"):
                continue
            if file.is_symlink() or not file.is_file():
                continue
            data = _read(file)
            total += len(data)
            if len(files) >= MAX_FILES or total > MAX_TOTAL_BYTES:
                raise SubmissionError(
                    f"{folder}: more than {MAX_FILES} files or {MAX_TOTAL_BYTES >> 20} MiB to "
                    "read. Give the folder of one submission"
                )
            files.append((file.relative_to(folder).as_posix(), data))
    return files


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise SubmissionError(f"{path}: cannot be read ({error.strerror})") from None
    if len(data) > MAX_FILE_BYTES:
        raise SubmissionError(f"{path}: larger than {MAX_FILE_BYTES >> 20} MiB")
    return data


def _digest(files: Sequence[tuple[str, bytes]]) -> str:
    """Return the SHA-256 of the names and contents, in order, each length-prefixed."""
    digest = hashlib.sha256()
    for name, data in files:
        for part in (name.encode("utf-8", "surrogateescape"), data):
            digest.update(len(part).to_bytes(8, "little"))
            digest.update(part)
    return digest.hexdigest()
