"""Finds the assignments: every folder NN_name with a checks.py in it."""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import os
import re
import sys
from collections.abc import Collection, Sequence
from pathlib import Path
from types import ModuleType

from grader import __version__
from grader.authoring import draft as authoring
from grader.authoring.ideas import Misconceptions
from grader.authoring.slips import PACKAGE, slip_of
from grader.errors import AuthoringError, NoSuchAssignment, did_you_mean
from grader.model import Assignment

ROOT = Path(__file__).parents[1]
ASSIGNMENTS = ROOT / "assignments"
SOLUTIONS = ROOT / "solutions"
_FOLDER = re.compile(r"\d\d_[a-z0-9_]+")


def load_catalogue(folder: Path = ASSIGNMENTS, wanted: str | None = None) -> list[Assignment]:
    """Load the assignments of a folder in order, or only the `wanted` one.

    It is named by its number, its id, the name in that, its module or the path of its folder.

    Raises:
        NoSuchAssignment: there is none, or not the wanted one.
        AuthoringError: an assignment's own files are broken.
    """
    ids = sorted(
        path.name
        for path in (folder.iterdir() if folder.is_dir() else ())
        if _FOLDER.fullmatch(path.name) and (path / "checks.py").is_file()
    )
    if not ids:
        raise NoSuchAssignment(f"{folder}: no folder NN_name with a checks.py in it")
    if wanted is not None:
        return _wanted(folder, ids, wanted)
    found = [load_assignment(folder / identity) for identity in ids]
    _refuse_two(folder, "number", [(assignment.number, assignment.id) for assignment in found])
    _refuse_two(folder, "module", [(assignment.module, assignment.id) for assignment in found])
    return found


def _refuse_two(folder: Path, what: str, told: Sequence[tuple[str, str]]) -> None:
    """Refuse two assignments of which nobody could say which is meant."""
    first: dict[str, str] = {}
    for value, identity in told:
        if (other := first.setdefault(value, identity)) != identity:
            both = f"{other} and {identity}"
            raise AuthoringError(f"{folder}: {both} have one {what}, {value}: change one of them")


def _wanted(folder: Path, ids: Sequence[str], wanted: str) -> list[Assignment]:
    parent, name = os.path.split(os.path.realpath(wanted))
    plain = wanted.rstrip("/")  # a shell that completes a folder's name adds it
    key = name if "/" in plain and parent == os.path.realpath(folder) else plain
    number = wanted.lstrip("0").zfill(2) if wanted.isdecimal() else None
    chosen = [
        identity for identity in ids if key in (identity, identity[3:]) or number == identity[:2]
    ]
    if chosen:
        return [load_assignment(folder / identity) for identity in chosen]
    # only now, since an assignment that is broken keeps nobody from another one
    everything = [load_assignment(folder / identity) for identity in ids]
    named = [assignment for assignment in everything if wanted == assignment.module]
    if named:
        return named
    modules = [assignment.module for assignment in everything]
    names = [*ids, *(identity[3:] for identity in ids), *modules]
    hint = did_you_mean(Path(wanted).name, names)
    raise NoSuchAssignment(
        f"no assignment {wanted or repr(wanted)}{hint} There are: {', '.join(ids)}"
    )


def load_assignment(folder: Path) -> Assignment:
    """Load one assignment from its checks.py and, where there are any, its misconceptions."""
    checks = _execute(folder / "checks.py")
    draft = getattr(checks, "assignment", None)
    if not isinstance(draft, authoring.Assignment):
        raise AuthoringError(f"{folder / 'checks.py'}: no `assignment = Assignment(...)`")
    finished = tuple(exercise.finished() for exercise in draft.exercises)
    for exercise in finished:
        if not exercise.checks:
            told = f"{exercise.id} has no check, so nothing of it is graded: add one"
            raise AuthoringError(f"{folder / 'checks.py'}: {told}")
    exercises = {exercise.id for exercise in finished}
    known = [_read_ideas(path, exercises) for path in _misconceptions_of(folder)]
    return Assignment(
        id=folder.name,
        title=draft.title,
        module=draft.module,
        folder=folder,
        exercises=finished,
        misconceptions=tuple(idea for part in known for idea in part.found),
        pairs=tuple(pair for part in known for pair in part.pairs),
        vocabulary=draft.vocabulary,
        dear=draft.dear,
    )


def _misconceptions_of(folder: Path) -> list[Path]:
    """Return misconceptions.py, and where that would be long, its parts: misconceptions_*.py."""
    return sorted(folder.glob("misconceptions*.py"))


def _read_ideas(path: Path, exercises: Collection[str]) -> Misconceptions:
    known = getattr(_execute(path), "known", None)
    if not isinstance(known, Misconceptions):
        raise AuthoringError(f"{path}: no `known = Misconceptions()`")
    for idea in known.found:
        for strange in idea.recognises.keys() - exercises:
            raise AuthoringError(
                f"{path}: {idea.id} is about {strange}, which is no exercise of checks.py"
            )
    return known


def _execute(path: Path) -> ModuleType:
    _use_course_of(path.parent.parent)
    name = f"{PACKAGE}.{path.parent.name}.{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses in it look themselves up here
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        slip = slip_of(error)
        raise AuthoringError(slip.told(slip.path or path)) from error
    return module


def _use_course_of(folder: Path) -> None:
    """Make `assignments` the package of this folder, so that its checks find what they share.

    Where it shares nothing of its own, that is this course's. What was loaded from another folder
    before stays as it is for those that hold it.
    """
    wanted = list(dict.fromkeys(os.path.realpath(place) for place in (folder, ASSIGNMENTS)))
    known = sys.modules.get(PACKAGE)
    if known is not None and [*map(os.path.realpath, known.__path__)] == wanted:
        return
    for name in [name for name in sys.modules if name.partition(".")[0] == PACKAGE]:
        del sys.modules[name]
    package = ModuleType(PACKAGE)
    package.__path__ = wanted
    sys.modules[PACKAGE] = package


#: packages whose version can change a score: what computes, draws and parses
_PACKAGES = ("hypothesis", "msgspec", "numpy", "scipy", "torch")


def grader_digest(assignments: Sequence[Assignment], solutions: Sequence[Path] = ()) -> str:
    """Return the SHA-256 of all that decides a score.

    That is the engine's source, the checks and what they share, the `solutions` that answers are
    compared with, and the versions of Python and of the packages that compute.
    """
    digest = hashlib.sha256(__version__.encode())
    others = {"audit", "cohort", "publishing"}  # these grade the grader or hand out
    engine = ROOT / "grader"
    sources = [
        path for path in engine.rglob("*.py") if others.isdisjoint(path.relative_to(engine).parts)
    ]
    for assignment in assignments:
        sources += [assignment.folder / "checks.py", *_misconceptions_of(assignment.folder)]
        sources += [*_shared_by(assignment.folder.parent), *_shared_by(ASSIGNMENTS)]
    sources += solutions
    for source in sorted({path.resolve() for path in sources}):
        if source.is_file():
            digest.update(_within_the_kit(source).encode() + b"\0" + source.read_bytes() + b"\0")
    for package in _PACKAGES:
        digest.update(f"{package} {importlib.metadata.version(package)}\0".encode())
    digest.update(f"python {sys.version_info.major}.{sys.version_info.minor}".encode())
    return digest.hexdigest()[:16]


def _shared_by(folder: Path) -> list[Path]:
    """Return what lies beside the assignments' own folders: what their checks share."""
    return [
        path
        for path in folder.rglob("*.py")
        if not any(_FOLDER.fullmatch(part) for part in path.relative_to(folder).parts)
    ]


def _within_the_kit(source: Path) -> str:
    """Return a path that is the same wherever the kit lies."""
    inside = source.is_relative_to(ROOT)
    return source.relative_to(ROOT).as_posix() if inside else "/".join(source.parts[-3:])
