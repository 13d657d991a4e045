"""Reads what a student handed in, as bytes only: a worker parses, unpacks and runs them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from grader.errors import SubmissionError, no_such_path
from grader.folder import Walk, read_file
from grader.limits import MAX_ASIDE_LISTED, MAX_PATHS_LISTED
from grader.model import Assignment, Submission
from grader.wire.paths import (
    ARCHIVES,
    KIT_FILE,
    NOT_READ,
    OTHER_ARCHIVES,
    RENAME,
    SOURCES,
    as_text,
    is_named,
    named_as_text,
    read_name,
    saved_instead,
    suffix_of,
)

#: what code may have been saved as
_MAY_BE_CODE = ("", ".txt", ".text", ".json", ".pyw", ".bak", ".orig", ".old", ".py~", ".ipynb~")


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
        walk = Walk(path, assignments)
        files = walk.read()
        if not files:
            raise SubmissionError(_nothing_in(walk, assignments))
        aside = (*walk.aside, *_saved_instead(walk.others, assignments))
    elif path.is_file():
        only, unnamed = _assignment_of(path, assignments, chosen)
        files = [(as_text(path.name), read_file(path))]
    elif path.exists() or path.is_symlink():
        raise SubmissionError(f"{path}: neither a file nor a folder that can be read")
    else:
        raise SubmissionError(no_such_path(path))
    name = as_text(path.resolve().name or str(path))
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


def _nothing_in(walk: Walk, assignments: Sequence[Assignment]) -> str:
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
    if walk.checkpoints:
        kept = walk.checkpoints[0]
        text += f". {kept} does not count: Jupyter keeps it by itself, and it may be an old state"
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


def digest_of(files: Sequence[tuple[str, bytes]]) -> str:
    """Return the SHA-256 of the names and contents, in order, each length-prefixed."""
    digest = hashlib.sha256()
    for name, data in files:
        for part in (name.encode("utf-8", "surrogateescape"), data):
            digest.update(len(part).to_bytes(8, "little"))
            digest.update(part)
    return digest.hexdigest()
