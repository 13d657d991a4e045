"""Turns submitted bytes into a module, statement by statement.

A top-level statement that fails takes only what it defines with it: the exercises around it are
still graded, and the student is told which line failed.
"""

from __future__ import annotations

import ast
import importlib.abc
import importlib.machinery
import inspect
import linecache
import sys
import types
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from grader.wire.messages import Load, Loaded, LoadedExercise
from grader.worker import sources
from grader.worker.failures import describe
from grader.worker.notebook import names_bound
from grader.worker.tensors import type_name

_MAX_NOTICES = 12


@dataclass
class Module:
    """A loaded submission: its functions, and the places its tracebacks may name."""

    functions: dict[str, Callable[..., Any]] = field(default_factory=dict)
    places: set[str] = field(default_factory=set)


@dataclass
class _Failed:
    """A top-level statement that raised, or is no Python."""

    where: str
    names: set[str]
    reason: str


class _Loader:
    """Executes sources into modules, remembering what failed."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = files
        self.places: set[str] = set()
        self.failed: list[_Failed] = []

    def execute(self, path: str, module: types.ModuleType, wanted: set[str] | None) -> None:
        """Run the file at `path` as `module`, of a notebook what the names in `wanted` need.

        Raises:
            SourceProblem: it cannot be read as Python at all.
        """
        source = sources.read(path, self.files[path], wanted)
        for broken in source.broken:
            where = f"{broken.place}, line {broken.line}"
            self.failed.append(_Failed(where, set(broken.names), broken.problem))
        for place, text in source.texts.items():
            self.places.add(place)
            linecache.cache[place] = (len(text), None, text.splitlines(keepends=True), place)
        flags = 0
        for statement in source.statements:
            node = statement.node
            if isinstance(node, ast.ImportFrom) and node.module == "__future__":
                import __future__

                for alias in node.names:
                    flags |= getattr(__future__, alias.name).compiler_flag
            try:
                code = compile(
                    ast.Module([node], []), statement.place, "exec", flags, dont_inherit=True
                )
                exec(code, module.__dict__)  # the submission's own code, inside its worker
            except BaseException as error:  # noqa: BLE001 - SystemExit and the like are no way out
                self._note(statement, error)

    def _note(self, statement: sources.Statement, error: BaseException) -> None:
        raised = describe(error, self.places)
        line = statement.node.lineno
        own = [frame.line for frame in raised.frames if frame.place == statement.place]
        where = f"{statement.place}, line {own[-1] if own else line}"
        text = raised.message.splitlines()[0][:200] if raised.message.strip() else ""
        reason = f"{raised.types[0]}: {text}" if text else raised.types[0]
        self.failed.append(_Failed(where, names_bound(statement.node), reason))


class _SiblingFinder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Lets a submission import the other files it came with; installed packages come first."""

    def __init__(self, loader: _Loader, target: str) -> None:
        self._loader = loader
        self._folder = PurePosixPath(target).parent

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,  # noqa: ARG002 - the import system's protocol
        target: types.ModuleType | None = None,  # noqa: ARG002
    ) -> importlib.machinery.ModuleSpec | None:
        found = self._path_of(fullname)
        if found is None:
            return None
        is_package = found == "" or found.endswith("__init__.py")
        return importlib.machinery.ModuleSpec(
            fullname, self, origin=found or None, is_package=is_package
        )

    def _path_of(self, fullname: str) -> str | None:
        """Return the file of a module, "" for a folder that is a package without a file."""
        relative = fullname.replace(".", "/")
        files = self._loader.files
        for suffix in (".py", "/__init__.py", ".ipynb"):
            beside = str(self._folder / (relative + suffix))
            if beside in files:
                return beside
            deeper = sorted(path for path in files if f"/{path}".endswith(f"/{relative}{suffix}"))
            if deeper:
                return min(deeper, key=len)
        if any(f"/{path}".rpartition(f"/{relative}/")[1] for path in files):
            return ""
        return None

    def exec_module(self, module: types.ModuleType) -> None:
        origin = module.__spec__.origin if module.__spec__ else None
        if not origin:
            return
        try:
            self._loader.execute(origin, module, None)
        except sources.SourceProblem as error:
            raise ImportError(str(error)) from None


def load(request: Load) -> tuple[Loaded, Module]:
    """Load a submission's module for one assignment and say what of it can be called."""
    wanted = {name for name, _ in request.exercises}
    module = Module()
    try:
        files = sources.unpack(request.files)
        path = sources.find(files, request.assignment, request.module, request.any_name)
        if path is None:
            missing = sources.missing_file(files, request.module)
            return Loaded(f"{request.module}.py", missing[:500], True, (), ()), module
        loader = _Loader(files)
        sys.meta_path.append(_SiblingFinder(loader, path))
        namespace = types.ModuleType(request.module)
        sys.modules[request.module] = namespace
        loader.execute(path, namespace, wanted)
    except sources.SourceProblem as error:
        return Loaded(f"{request.module}.py", str(error)[:500], False, (), ()), module
    module.places = loader.places
    found: list[LoadedExercise] = []
    for name, parameters in request.exercises:
        try:
            exercise, function = _inspect(name, parameters, namespace, path, loader, wanted)
        except Exception as error:  # noqa: BLE001 - an object may raise at any attribute
            problem = f"{name} cannot be called: it raised {type_name(error)} when looked at"
            exercise, function = LoadedExercise(name, problem[:500], (), ()), None
        found.append(exercise)
        if function is not None:
            module.functions[name] = function
    notices = [
        f"{failed.where}: {failed.reason}. What does not depend on it was still graded"
        for failed in loader.failed
    ]
    shown = tuple(text[:500] for text in notices[:_MAX_NOTICES])
    return Loaded(path[:200], None, False, shown, tuple(found)), module


def _inspect(
    name: str,
    parameters: int,
    namespace: types.ModuleType,
    path: str,
    loader: _Loader,
    wanted: set[str],
) -> tuple[LoadedExercise, Callable[..., Any] | None]:
    function = namespace.__dict__.get(name)
    if name not in namespace.__dict__:
        problem = f"{name} is not defined in {path}"
        because = [failed for failed in loader.failed if name in failed.names]
        if because:
            problem += f". The cause: {because[-1].where}: {because[-1].reason}"
        return LoadedExercise(name, problem[:500], (), ()), None
    if not callable(function):
        problem = f"{name} is a {type_name(function)} in {path}; it must be a function"
        return LoadedExercise(name, problem[:500], (), ()), None
    names = _parameter_names(function)
    problem_text = None
    if names is not None and not _accepts(function, parameters):
        listed = ", ".join(names)
        problem_text = f"it is defined as {name}({listed})"[:500]
    uses = sorted((_names_reached(function, namespace) & wanted) - {name})
    clean = tuple(each[:200] for each in (names or ())[:32])
    entry = LoadedExercise(name, problem_text, clean, tuple(uses))
    return entry, None if problem_text else function


def _parameter_names(function: Callable[..., Any]) -> list[str] | None:
    try:
        return list(inspect.signature(function).parameters)
    except (TypeError, ValueError):
        return None  # a builtin or a compiled function tells no signature: calling it will tell


def _accepts(function: Callable[..., Any], count: int) -> bool:
    try:
        inspect.signature(function).bind(*range(count))
    except TypeError:
        return False
    return True


def _names_reached(function: object, namespace: types.ModuleType) -> set[str]:
    """Return the global names that a function's code refers to, itself or through helpers."""
    reached: set[str] = set()
    todo: list[object] = [function]
    seen: set[int] = set()
    while todo:
        item = todo.pop()
        if id(item) in seen or len(seen) > 500:
            continue
        seen.add(id(item))
        for attribute in ("__wrapped__", "__func__", "func", "__call__", "forward"):
            inner = inspect.getattr_static(item, attribute, None)
            if inner is None:
                inner = inspect.getattr_static(type(item), attribute, None)
            if isinstance(inner, types.FunctionType):
                todo.append(inner)
        code = getattr(item, "__code__", item)
        if isinstance(code, types.CodeType):
            names = set(code.co_names)
            todo += [const for const in code.co_consts if isinstance(const, types.CodeType)]
            for name in names - reached:
                value = namespace.__dict__.get(name)
                if callable(value):
                    todo.append(value)
            reached |= names
        for cell in getattr(item, "__closure__", None) or ():
            try:
                todo.append(cell.cell_contents)
            except ValueError:
                continue  # a cell that is not yet filled
    return reached
