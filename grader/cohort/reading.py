"""Reads one submission of a class as bytes, without the name of who handed it in.

A grader is sent no name, so that no result depends on one; a report gets it when it is written.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import msgspec

from grader.cohort.people import Entry, System
from grader.errors import SubmissionError
from grader.limits import MAX_TOTAL_BYTES
from grader.model import Assignment, Submission
from grader.submission import digest_of, read_submission
from grader.wire.paths import as_text

_BEGINS_WITH_A_VERB = ("is ", "was ", "cannot ")
#: what a submission without a name is called
NAMELESS = "submission"


@dataclass(frozen=True)
class Handed:
    """What a grader is sent of a submission; `problem` says why nothing of it could be read."""

    files: tuple[tuple[str, bytes], ...] = ()
    sha256: str = hashlib.sha256().hexdigest()
    only: str | None = None
    unnamed: bool = False
    modules: tuple[str, ...] = ()
    aside: tuple[tuple[str, str], ...] = ()
    exercises: tuple[str, ...] = ()
    problem: str | None = None

    @cached_property
    def key(self) -> bytes:
        """Name it in 32 bytes: the same for the same result, whoever handed it in."""
        decisive = (self.sha256, self.only, self.unnamed, self.aside, self.problem)
        return hashlib.sha256(msgspec.json.encode(decisive)).digest()

    @property
    def size(self) -> int:
        return sum(len(data) for _, data in self.files)

    @property
    def submission(self) -> Submission:
        return Submission(
            NAMELESS,
            Path(NAMELESS),
            self.files,
            self.sha256,
            self.only,
            self.unnamed,
            self.modules,
            self.aside,
            self.exercises,
        )


def read_entry(entry: Entry, assignments: Sequence[Assignment], chosen: bool) -> Handed:
    """Read what was handed in; whatever is wrong with it is its own result."""
    if entry.problem is not None:
        return Handed(problem=entry.problem)
    try:
        parts = _read_parts(entry.files, assignments, chosen)
        if entry.system is System.GOOGLE:
            parts = [_without_person(part, f"{entry.name} - ") for part in parts]
    except SubmissionError as error:
        return Handed(problem=_nameless(str(error), entry.files))
    if len(entry.files) == 1:
        return _handed(parts[0])
    aside = tuple((path, why) for part in parts for path, why in part.aside)
    files = tuple(sorted(file for part in parts for file in part.files))
    if not files:
        return Handed(problem=aside[0][1])
    read = next(part for part in parts if part.files)  # what was left aside knows no modules
    return Handed(
        files, digest_of(files), None, False, read.modules, aside, exercises=read.exercises
    )


def _read_parts(
    files: Sequence[Path], assignments: Sequence[Assignment], chosen: bool
) -> list[Submission]:
    """Read each of several loose files; one that cannot be read is left aside.

    Raises:
        SubmissionError: it is the only one.
    """
    parts, total = [], 0
    for path in files:
        try:
            part = read_submission(path, assignments, chosen)
        except SubmissionError as error:
            if len(files) == 1:
                raise
            part = _left_aside(path, _nameless(str(error), files))
        total += sum(len(data) for _, data in part.files)
        if total > MAX_TOTAL_BYTES and part.files:
            part = _left_aside(path, "was not read: there is too much beside it")
        parts.append(part)
    return parts


def _without_person(part: Submission, person: str) -> Submission:
    """Return it under the name that the student gave: one file imports another by that name."""
    files = tuple((name.removeprefix(person), data) for name, data in part.files)
    return replace(part, files=files, sha256=digest_of(files))


def _left_aside(path: Path, why: str) -> Submission:
    name = as_text(path.name)
    return Submission(name, path, (), "", aside=((name, why),))


def _handed(submission: Submission) -> Handed:
    return Handed(
        submission.files,
        submission.sha256,
        submission.only,
        submission.unnamed,
        submission.modules,
        submission.aside,
        exercises=submission.exercises,
    )


def _nameless(text: str, files: Sequence[Path]) -> str:
    """Return what is wrong without the path on this machine, which is nobody's business."""
    for path in files:
        told = text.removeprefix(f"{path}: ")
        if told != text and told.startswith(_BEGINS_WITH_A_VERB):
            told = f"{path.name} {told}"
        text = told.replace(str(path), path.name)
    return as_text(text)
