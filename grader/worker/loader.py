"""Turns submitted bytes into a module, statement by statement.

A top-level statement that fails costs only what it defines: the exercises around it are
still graded, and the student is told which line failed.
"""

from __future__ import annotations
import __future__

import ast
import linecache
import time
import types
from collections.abc import Sequence
from pathlib import PurePosixPath

from grader.limits import (
    DEMO_SECONDS,
    DEMO_WALL_SECONDS,
    MAX_FIRST_LINE_CHARACTERS,
    NEEDED_SECONDS,
    NEEDED_WALL_SECONDS,
)
from grader.wire.paths import stem_of
from grader.worker import courtesies
from grader.worker.alarm import Alarm, TooLong
from grader.worker.environment import A_NOTEBOOKS_OWN, absent_package, explained, not_installed
from grader.worker.failures import Known, describe
from grader.worker.imports import TOP, renamed
from grader.worker.ipython import RUN
from grader.worker.names import DEFINITIONS, EVERYTHING, IMPORTS, compiled, names_bound
from grader.worker.needed import needed, only_defines
from grader.worker.pieces import Broken
from grader.worker.sources import Source, Statement, read

#: annotations stay text: `from __future__ import annotations`
_UNEVALUATED = __future__.annotations.compiler_flag


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
        self._left = {  # CPU and wall seconds that are left, by whether an exercise needs what runs
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
        if wanted is not None:  # for its relative imports
            is_package = f"{folder}/__init__.py" in self.files
            module.__package__ = folder.name if is_package else ".".join((TOP, *folder.parts))
        if source.is_notebook:
            needed_cells = [found for found in source.statements if found.node in kept]
            self._run_cells(needed_cells, module)
            return
        flags = 0
        for statement in source.statements:
            node = statement.node
            is_needed = node in kept
            if is_needed or not self._careful or isinstance(node, DEFINITIONS + IMPORTS):
                flags |= self._run(statement, module, flags, is_needed)

    def _run_cells(
        self,
        statements: Sequence[Statement],
        module: types.ModuleType,
        flags: int = 0,
        in_order: bool = False,
    ) -> None:
        """Run what a notebook's exercises need; what reads a name of a cell below, after that cell.

        A session runs its cells in any order, and what was right in it is right.
        """
        early: list[Statement] = []
        for number, statement in enumerate(statements):
            others = () if in_order else (*early, *statements[number + 1 :])
            try:
                flags |= self._run(statement, module, flags, True, others)
            except _TooEarly:
                early.append(statement)
        if early:
            self._run_cells(early, module, flags, in_order=len(early) == len(statements))

    def _run(
        self,
        statement: Statement,
        module: types.ModuleType,
        flags: int,
        is_needed: bool,
        others: Sequence[Statement] = (),
    ) -> int:
        """Run one statement; return the flags of the compiler that it turns on for the rest.

        Raises:
            _TooEarly: it reads a name that one of `others` binds, and none of them replaces it.
        """
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
            if _is_too_early(error, node, others):
                raise _TooEarly from None
            if self._only_annotates(error, node, flags):
                return self._run(statement, module, flags | _UNEVALUATED, is_needed, others)
            package = absent_package(error)
            if package and (is_needed or _is_missed(package, node)):
                self.absent[package] = None
            self._note(statement, error)
        return 0

    def _only_annotates(self, error: BaseException, node: ast.stmt, flags: int) -> bool:
        """Whether a definition may go without its annotations: a name of them could not be had.

        Packages for annotations, such as jaxtyping, are often used and never there.
        """
        could_not_be_had = type(error) is NameError and self.known.about(str(error.name))
        annotated = isinstance(node, (*DEFINITIONS, ast.AnnAssign))
        return annotated and bool(could_not_be_had) and not flags & _UNEVALUATED

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
            raise ImportError(f"%run {path}: {name} was not handed in")
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
        lines = raised.message.splitlines() if raised.message.strip() else [""]
        text = lines[0][:MAX_FIRST_LINE_CHARACTERS]
        reason = f"{raised.types[0]}: {text}" if text else raised.types[0]
        missing = error.name if isinstance(error, NameError) else None
        before = self.known.about(missing) if isinstance(missing, str) else None
        if package := absent_package(error):
            reason = not_installed([package])
        elif before is not None:
            reason = before
        elif (explanation := explained(error)) and explanation not in reason:
            reason = f"{reason}. {explanation[0].upper()}{explanation[1:]}"
        names = frozenset(
            {EVERYTHING} if _file_to_run(statement.node) else names_bound(statement.node)
        )
        place = statement.place if before is None else ""  # `before` names the place itself
        self.known.fail(Broken(names, place, line, reason), bool(package or before))


class _TooEarly(Exception):
    """A statement of a notebook reads a name that a cell below it binds."""


def _is_too_early(error: BaseException, node: ast.stmt, others: Sequence[Statement]) -> bool:
    if not others or type(error) is not NameError:
        return False
    bound = [names_bound(other.node) for other in others]
    missing = {error.name, EVERYTHING}
    return any(names & missing for names in bound) and not any(
        names & names_bound(node) for names in bound
    )


def _is_missed(package: str, node: ast.stmt) -> bool:
    """Whether to tell of a package that no exercise needs: not of what a page drew or ran in."""
    return isinstance(node, IMPORTS) and package not in A_NOTEBOOKS_OWN


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
