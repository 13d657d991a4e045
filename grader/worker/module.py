"""Answers a request to load: chooses the file, runs it, and says what of it can be called."""

from __future__ import annotations

import sys
import types
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import msgspec

from grader.limits import MAX_FILES_TOLD, MAX_NAME_CHARACTERS, MAX_PROBLEM_CHARACTERS
from grader.wire.messages import FileRole, Load, Loaded, LoadedExercise, Role, Undefined, Unreadable
from grader.wire.paths import is_package, saved_instead, shortened
from grader.worker.alarm import Alarm
from grader.worker.beside import (
    count_what_was_used,
    defined_beside,
    has_its_module_beside,
    of_another,
)
from grader.worker.candidates import NoFile, Wanted
from grader.worker.choosing import Choice, choose
from grader.worker.exercises import inspect_exercise, placeholders_of
from grader.worker.failures import Known
from grader.worker.files import gathered
from grader.worker.imports import PlainBars, SiblingFinder, Withheld
from grader.worker.loader import Loader
from grader.worker.own_files import OwnFiles
from grader.worker.tensors import type_name
from grader.worker.told import notices


@dataclass
class Module:
    """A loaded submission: its functions, and what is known of its lines."""

    functions: dict[str, Callable[..., Any]] = field(default_factory=dict)
    known: Known = field(default_factory=Known)


def load(request: Load, alarm: Alarm) -> tuple[Loaded, Module]:
    """Load a submission's module for one assignment and say what of it can be called."""
    wanted = frozenset(name for name, _ in request.exercises)
    named = f"{request.module}.py"
    handed_in = gathered(request.files)
    for path in handed_in.others if handed_in.files else ():
        if (why := saved_instead(path, request.module)) is not None:
            handed_in.aside[path] = why
    try:
        choice = choose(
            handed_in.files,
            Wanted(
                request.assignment,
                request.module,
                wanted,
                request.other_modules,
                request.any_name,
                frozenset(request.other_exercises),
            ),
            handed_in.written,
        )
    except NoFile as problem:
        message, kind = problem.message, problem.kind
        if kind == "missing" and not handed_in.files:
            it = request.files[0][0] if len(request.files) == 1 else "it"
            but = f", but {shortened(handed_in.others)}" if handed_in.others else ""
            nothing = {it: f"holds no .py and no .ipynb file{but}"}
            path, why = next(iter((handed_in.aside or nothing).items()))
            message, kind = f"{path} {why}", "unreadable"
        roles = _roles(handed_in.files, _sentences(handed_in.aside), None, ())
        return Loaded(named, message[:MAX_PROBLEM_CHARACTERS], kind, (), (), roles), Module()
    loader = Loader(handed_in.files, alarm, request.careful)
    loader.sources[choice.source.path] = choice.source
    namespace = _namespace(request, choice)
    if not has_its_module_beside(choice, request.module, loader.files, wanted):
        sys.modules[request.module] = namespace
    siblings = SiblingFinder(
        loader.files,
        loader.execute,
        choice.source.path,
        request.other_modules,
        request.other_exercises,
    )
    sys.meta_path[:] = [PlainBars(), Withheld(siblings), *sys.meta_path, siblings]
    OwnFiles(loader.files, choice.source.path, loader.used).put_in_place()
    with alarm.telling(request.load_seconds, request.wall_seconds):
        loader.execute(choice.source.path, namespace, set(wanted))
    module = Module(known=loader.known)
    loader.known.placeholders = placeholders_of(choice.source, wanted)
    found = []
    for name, parameters in request.exercises:
        entry, function = _inspected(
            name, parameters, namespace, choice.source.path, loader, wanted
        )
        if isinstance(entry.problem, Undefined) and entry.problem.cause is None:
            cause = (defined_beside(name, choice, loader.files) or "")[:MAX_PROBLEM_CHARACTERS]
            undefined = msgspec.structs.replace(entry.problem, cause=cause or None)
            entry = msgspec.structs.replace(entry, problem=undefined)
        found.append(entry)
        if function is not None:
            module.functions[name] = function
    count_what_was_used(choice, loader.used)
    choice.notices += of_another(choice, wanted, request.other_exercises)
    choice.notices += [
        f"{path} is in its archive more than once: the last one counts"
        for path in handed_in.again
        if path in loader.used
    ]
    told = notices(choice, loader.known, list(loader.absent), wanted, vars(namespace))
    aside = _sentences(handed_in.aside) | choice.aside
    loader.used += [handed_in.written[path] for path in loader.used if path in handed_in.written]
    roles = _roles(handed_in.files, aside, choice.source.path, loader.used)
    path = choice.source.path[:MAX_NAME_CHARACTERS]
    return Loaded(path, None, None, tuple(told), tuple(found), roles), module


def _namespace(request: Load, choice: Choice) -> types.ModuleType:
    name = "__main__" if choice.source.is_notebook else request.module
    namespace = types.ModuleType(name)
    if is_package(choice.source.path, request.module):
        namespace.__path__ = []  # its other files are found as all that was handed in
    sys.modules[name] = namespace
    return namespace


def _inspected(
    name: str,
    parameters: int,
    namespace: types.ModuleType,
    path: str,
    loader: Loader,
    wanted: frozenset[str],
) -> tuple[LoadedExercise, Callable[..., Any] | None]:
    try:
        return inspect_exercise(name, parameters, namespace, path, loader.known, wanted)
    except Exception as error:  # noqa: BLE001 - an object may raise at any attribute
        return LoadedExercise(name, Unreadable(type_name(error)), (), ()), None


def _sentences(aside: dict[str, str]) -> dict[str, str]:
    """Put the names of files before what is told of them."""
    return {path: f"{path[:MAX_NAME_CHARACTERS]} {why}" for path, why in aside.items()}


def _roles(
    files: dict[str, bytes],
    aside: dict[str, str],
    graded: str | None,
    used: tuple[str, ...] | list[str],
) -> tuple[FileRole, ...]:
    """Return what became of each file, those that count first."""
    roles: dict[str, Role] = {} if graded is None else {graded: "graded"}
    for path in used:
        roles.setdefault(path, "used")
    for path in (*aside, *files):
        roles.setdefault(path, "left_aside")
    return tuple(
        FileRole(
            path[:MAX_NAME_CHARACTERS],
            role,
            aside[path][:MAX_PROBLEM_CHARACTERS]
            if role == "left_aside" and path in aside
            else None,
        )
        for path, role in list(roles.items())[:MAX_FILES_TOLD]
    )
