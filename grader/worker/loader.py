"""Turns submitted bytes into a module, statement by statement.

A top-level statement that fails takes only what it defines with it: the exercises around it are
still graded, and the student is told which line failed.
"""

from __future__ import annotations
import __future__

import ast
import linecache
import sys
import time
import types
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from grader.limits import (
    DEMO_SECONDS,
    DEMO_WALL_SECONDS,
    NEEDED_SECONDS,
    NEEDED_WALL_SECONDS,
)
from grader.wire.messages import FileRole, Load, Loaded, LoadedExercise
from grader.wire.paths import stem_of
from grader.worker import courtesies
from grader.worker.alarm import Alarm, TooLong
from grader.worker.candidates import NoFile, Wanted
from grader.worker.choosing import Choice, choose
from grader.worker.environment import absent_package, explained, not_installed
from grader.worker.exercises import inspect_exercise, placeholders_of
from grader.worker.failures import Known, describe
from grader.worker.files import gathered
from grader.worker.imports import SiblingFinder, renamed
from grader.worker.ipython import RUN
from grader.worker.names import DEFINITIONS, EVERYTHING, IMPORTS, compiled, names_bound
from grader.worker.needed import needed, only_defines
from grader.worker.pieces import Broken
from grader.worker.sources import Source, Statement, read
from grader.worker.tensors import type_name
from grader.worker.told import notices

_MAX_FILES_TOLD = 8000


@dataclass
class Module:
    """A loaded submission: its functions, and what is known of its lines."""

    functions: dict[str, Callable[..., Any]] = field(default_factory=dict)
    known: Known = field(default_factory=Known)


class Loader:
    """Executes sources into modules, remembering what failed and what was not run."""

    def __init__(self, files: dict[str, bytes], alarm: Alarm, careful: bool) -> None:
        self.files = files
        self.used: list[str] = []
        self.known = Known()
        self.absent: dict[str, None] = {}
        self.sources: dict[str, Source] = {}
        self._alarm = alarm
        self._careful = careful
        self._left = {  # CPU and wall seconds, by whether the exercises need what runs
            False: [DEMO_SECONDS, DEMO_WALL_SECONDS],
            True: [NEEDED_SECONDS, NEEDED_WALL_SECONDS],
        }
        alarm.places = self.known.places
        alarm.loop_around = self.known.loop_around

    def execute(self, path: str, module: types.ModuleType, wanted: set[str] | None) -> None:
        """Run the file at `path` as `module`; of a notebook, what the names in `wanted` need.

        Raises:
            SourceProblem: it cannot be read as Python at all.
        """
        source = self.sources.get(path) or read(path, self.files[path])
        self.sources[path] = source
        self.used.append(path)
        self.known.broken += [*source.broken, *source.left_out]
        for place, text in source.texts.items():
            self.known.places.add(place)
            # at line feeds only, as Python counts; a form feed ends no line
            lines = [f"{line}\n" for line in text.split("\n")]
            linecache.cache[place] = (len(text), None, lines, place)
        nodes = [statement.node for statement in source.statements]
        for statement in source.statements:
            self.known.nodes.setdefault(statement.place, []).append(statement.node)
        plain = not source.is_notebook and all(map(only_defines, nodes))
        if wanted is None or plain:
            kept, names = set(nodes), set(wanted or ())
        else:
            modules = {PurePosixPath(handed_in).stem for handed_in in self.files}
            kept, names = needed(nodes, wanted, modules)
        self.known.needed |= names
        if source.is_notebook:
            courtesies.offer_a_notebook(module)
        module.__file__ = f"/{path}"
        folder = PurePosixPath(path).parent
        if wanted is not None and f"{folder}/__init__.py" in self.files:
            module.__package__ = folder.name  # for its relative imports
        flags = 0
        for statement in source.statements:
            node = statement.node
            is_needed = node in kept
            defines = isinstance(node, DEFINITIONS + IMPORTS)
            if not is_needed and (source.is_notebook or (self._careful and not defines)):
                continue
            flags |= self._run(statement, module, flags, is_needed)

    def _run(
        self, statement: Statement, module: types.ModuleType, flags: int, is_needed: bool
    ) -> int:
        """Run one statement; return the flags of the compiler that it turns on for the rest."""
        node = statement.node
        try:
            if (path := _file_to_run(node)) is not None:
                self._run_file(path, module)
                return 0
            code = compiled(node, statement.place, flags)
            if isinstance(node, DEFINITIONS + IMPORTS):
                exec(code, module.__dict__)  # the submission's own code, inside its worker
            else:
                self._run_in_time(code, module, is_needed)
            return _future_flags(node)
        except TooLong:
            self.known.stop(node, statement.place, is_needed)
        except BaseException as error:  # noqa: BLE001 - SystemExit and the like are no way out
            if package := absent_package(error):
                self.absent[package] = None
            self._note(statement, error)
        return 0

    def _run_in_time(self, code: types.CodeType, module: types.ModuleType, is_needed: bool) -> None:
        left = self._left[is_needed]
        cpu, wall = time.process_time(), time.monotonic()
        try:
            with self._alarm.ending(*left):
                exec(code, module.__dict__)
        finally:
            left[0] -= time.process_time() - cpu
            left[1] -= time.monotonic() - wall

    def _run_file(self, path: str, module: types.ModuleType) -> None:
        """Give a module all names of a file that was handed in: `%run`."""
        name = PurePosixPath(path.replace("\\", "/")).name
        found = [
            handed_in
            for handed_in in self.files
            if PurePosixPath(handed_in).name in (name, f"{name}.py")
        ]
        other = renamed(self.files, stem_of(name))
        if not found and other is None:
            raise FileNotFoundError(f"%run {path}: {name} was not handed in")
        found = found or [other or ""]
        inner = types.ModuleType(PurePosixPath(found[0]).stem)
        inner.__dict__["__name__"] = "__main__"
        self.execute(min(found, key=len), inner, None)
        given = {key: value for key, value in vars(inner).items() if not key.startswith("__")}
        module.__dict__.update(given)

    def _note(self, statement: Statement, error: BaseException) -> None:
        raised = describe(error, self.known)
        own = [frame.line for frame in raised.frames if frame.place == statement.place]
        line = own[-1] if own else statement.node.lineno
        text = raised.message.splitlines()[0][:200] if raised.message.strip() else ""
        reason = f"{raised.types[0]}: {text}" if text else raised.types[0]
        missing = error.name if isinstance(error, NameError) else None
        before = self.known.about(missing) if isinstance(missing, str) else None
        if package := absent_package(error):
            reason = not_installed([package])
        elif before is not None:
            reason = before
        elif explanation := explained(error):
            reason = f"{reason}. {explanation}"
        names = frozenset(
            {EVERYTHING} if _file_to_run(statement.node) else names_bound(statement.node)
        )
        place = statement.place if before is None else ""  # `before` names the place itself
        self.known.fail(Broken(names, place, line, reason), bool(package or before))


def _file_to_run(node: ast.stmt) -> str | None:
    call = node.value if isinstance(node, ast.Expr) else None
    if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == RUN:
        return str(ast.literal_eval(call.args[0]))
    return None


def _future_flags(node: ast.stmt) -> int:
    flags = 0
    if isinstance(node, ast.ImportFrom) and node.module == "__future__":
        for alias in node.names:
            flags |= getattr(__future__, alias.name).compiler_flag
    return flags


def load(request: Load, alarm: Alarm) -> tuple[Loaded, Module]:
    """Load a submission's module for one assignment and say what of it can be called."""
    wanted = frozenset(name for name, _ in request.exercises)
    named = f"{request.module}.py"
    handed_in = gathered(request.files)
    try:
        choice = choose(
            handed_in.files,
            Wanted(
                request.assignment, request.module, wanted, request.other_modules, request.any_name
            ),
            handed_in.written,
        )
    except NoFile as problem:
        message, kind = problem.message, problem.kind
        if kind == "missing" and not handed_in.files:
            nothing = {"it": "holds no .py and no .ipynb file"}
            path, why = next(iter((handed_in.aside or nothing).items()))
            message, kind = f"{path} {why}", "unreadable"
        roles = _roles(handed_in.files, handed_in.aside, None, ())
        return Loaded(named, message[:500], kind, (), (), roles), Module()
    loader = Loader(handed_in.files, alarm, request.careful)
    loader.sources[choice.source.path] = choice.source
    namespace = _namespace(request, choice)
    sys.meta_path.append(SiblingFinder(loader.files, loader.execute, choice.source.path))
    with alarm.telling(request.load_seconds, request.wall_seconds):
        loader.execute(choice.source.path, namespace, set(wanted))
    module = Module(known=loader.known)
    loader.known.placeholders = placeholders_of(choice.source, wanted)
    found = []
    for name, parameters in request.exercises:
        entry, function = _inspected(
            name, parameters, namespace, choice.source.path, loader, wanted
        )
        found.append(entry)
        if function is not None:
            module.functions[name] = function
    told = notices(choice, loader.known, list(loader.absent), wanted, vars(namespace))
    roles = _roles(
        handed_in.files, {**handed_in.aside, **choice.aside}, choice.source.path, loader.used
    )
    path = choice.source.path[:200]
    return Loaded(path, None, None, tuple(told), tuple(found), roles), module


def _namespace(request: Load, choice: Choice) -> types.ModuleType:
    name = "__main__" if choice.source.is_notebook else request.module
    namespace = types.ModuleType(name)
    sys.modules[name] = sys.modules[request.module] = namespace
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
        problem = f"{name} cannot be called: it raised {type_name(error)} when looked at"
        return LoadedExercise(name, problem[:500], (), ()), None


def _roles(
    files: dict[str, bytes],
    aside: dict[str, str],
    graded: str | None,
    used: tuple[str, ...] | list[str],
) -> tuple[FileRole, ...]:
    """Return what became of each file, those that count first."""
    found = [FileRole(path[:200], "graded") for path in (graded,) if path is not None]
    found += [FileRole(path[:200], "used") for path in dict.fromkeys(used) if path != graded]
    done = {graded, *used}
    rest = [path for path in (*aside, *files) if path not in done]
    found += [
        FileRole(path[:200], "left_aside", aside[path][:500] if path in aside else None)
        for path in dict.fromkeys(rest)
    ]
    return tuple(found[:_MAX_FILES_TOLD])
