"""The files that may be an assignment's: how much is written in each, and whose it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from grader.wire.messages import LoadProblem
from grader.wire.paths import Name, owner_of, parts_of, read_name, shortened, stem_of, suffix_of
from grader.worker.sources import Source, SourceProblem, read
from grader.worker.work import is_touched, worked_on


class NoFile(Exception):
    """No file of the assignment can be graded; `kind` says why."""

    def __init__(self, kind: LoadProblem, message: str) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message


@dataclass
class Candidate:
    """A file that may be the assignment's, and how much is written in it."""

    path: str
    data: bytes
    name: Name
    exact: bool
    source: Source | None = None
    problem: str | None = None
    work: int = 0

    @property
    def touched(self) -> bool:
        """Whether it holds anything but imports, comments and placeholders."""
        return self.source is not None and is_touched(self.source)

    @property
    def parent(self) -> str:
        return str(PurePosixPath(self.path).parent)


@dataclass(frozen=True)
class Wanted:
    """What is looked for: an assignment's folder, module and exercises, and those of others."""

    assignment: str
    module: str
    exercises: frozenset[str]
    other_modules: Sequence[str]
    any_name: bool  # a single file, given as this assignment whatever it is called
    other_exercises: frozenset[str] = frozenset()


def candidate(path: str, data: bytes, wanted: Wanted) -> Candidate:
    """Read a file and look at how much of the exercises is written in it."""
    name = read_name(path)
    exact = stem_of(path) == wanted.module and path.endswith((".py", ".ipynb"))
    found = Candidate(path, data, name, exact)
    try:
        found.source = read(path, data)
        found.work = len(worked_on(found.source, wanted.exercises))
    except SourceProblem as problem:
        found.problem = str(problem)
    return found


def container_attempt(file: Candidate) -> list[tuple[str, int, int]]:
    """Return what tells which of several folders or archives came last."""
    return [read_name(part).attempt for part in parts_of(file.path)[:-1]]


def one_series(found: Sequence[Candidate], container: bool = False) -> bool:
    """Whether the names are those of attempts at one thing: equal but for numbers and dates."""
    end = -1 if container else None
    cores = {tuple(read_name(part).core for part in parts_of(file.path)[:end]) for file in found}
    if len(cores) != 1:
        return False
    attempts = [
        tuple(read_name(part).attempt for part in parts_of(file.path)[:end]) for file in found
    ]
    return container or len(set(attempts)) == len(attempts)


def newest(found: Sequence[Candidate]) -> Candidate:
    """Return the one whose name tells that it came last."""
    return max(found, key=lambda file: [read_name(part).attempt for part in parts_of(file.path)])


def owner(file: Candidate) -> str:
    """Return whose file it is, as far as a platform's folder, archive or file name tells."""
    named = [owner_of([part]) or read_name(part).owner for part in parts_of(file.path)]
    return next((owner for owner in named if owner), "")


def listed(found: Sequence[Candidate]) -> str:
    """Return the paths of files as text, shortened if they are many."""
    return shortened([file.path for file in found])


def rank(file: Candidate) -> tuple[tuple[str, int, int], int, bool]:
    """Return what files of one place are ordered by: attempt, exercises, the module last."""
    return file.name.attempt, file.work, suffix_of(file.path) == ".py"
