"""Describes an exception of the submission in plain text, with what is known of its cause."""

from __future__ import annotations

import ast
import builtins
import linecache
import re
from dataclasses import dataclass, field
from types import CodeType, TracebackType

from grader.limits import (
    MAX_CAUSE_CHARACTERS,
    MAX_FRAMES_TOLD,
    MAX_MESSAGE_CHARACTERS,
    MAX_NAME_CHARACTERS,
    MAX_TYPES,
)
from grader.wire.messages import Frame, Misuse, Raised
from grader.worker.deletions import deleted_at
from grader.worker.environment import explained
from grader.worker.fields import misuse_of
from grader.worker.names import EVERYTHING, names_bound
from grader.worker.pieces import Broken

#: looked up before any submission runs: a class of its own may have one of these names
_BUILTIN = {
    name: kind
    for name, kind in vars(builtins).items()
    if isinstance(kind, type) and issubclass(kind, BaseException)
}
_WHERE = re.compile(r" \((?:/|[A-Za-z]:\\|unknown location).*\)$")


@dataclass
class Placeholders:
    """Where placeholders raise: of an exercise that is still a stub, or beside written work."""

    stubs: dict[tuple[str, int], str] = field(default_factory=dict)
    leftovers: set[tuple[str, int]] = field(default_factory=set)


@dataclass
class Known:
    """What loading has found out: places of the student's lines, and why names may be missing.

    `failed` are top-level statements that raised, `followed` those that raised only because another
    one had; `stopped` are those that took too long, and whether an exercise needs them.
    """

    places: set[str] = field(default_factory=set)
    needed: set[str] = field(default_factory=set)
    broken: list[Broken] = field(default_factory=list)
    failed: list[Broken] = field(default_factory=list)
    followed: list[Broken] = field(default_factory=list)
    stopped: list[tuple[Broken, bool]] = field(default_factory=list)
    placeholders: Placeholders = field(default_factory=Placeholders)
    nodes: dict[str, list[ast.stmt]] = field(default_factory=dict)

    def loop_around(self, place: str, line: int) -> int | None:
        """Return the line of the outermost loop around a line, in its function or at top level."""
        found: list[int] = []
        todo: list[ast.AST] = list(self.nodes.get(place, ()))
        while todo:
            node = todo.pop()
            last = getattr(node, "end_lineno", None) or 0
            if (
                not isinstance(node, ast.stmt | ast.ExceptHandler)
                or not node.lineno <= line <= last
            ):
                continue
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                found.clear()  # a loop around a definition is not the one that runs
            elif isinstance(node, ast.For | ast.While | ast.AsyncFor):
                found.append(node.lineno)
            todo += ast.iter_child_nodes(node)
        return found[0] if found else None

    def fail(self, broken: Broken, follows: bool) -> None:
        (self.followed if follows else self.failed).append(broken)

    def stop(self, node: ast.stmt, place: str, is_needed: bool) -> None:
        why = "this took too long at top level, and was stopped"
        broken = Broken(frozenset(names_bound(node)), place, node.lineno, why)
        self.stopped.append((broken, is_needed))

    def about(self, name: str) -> str | None:
        """Return why a name may be missing: the last place that should have bound it."""
        stopped = [broken for broken, _ in self.stopped]
        found = [*self.broken, *self.failed, *self.followed, *stopped]
        because = [broken for broken in found if name in broken.names]
        because = because or [broken for broken in found if EVERYTHING in broken.names]
        return located(because[-1]) if because else None


def located(broken: Broken) -> str:
    """Return a place, a line and what is wrong there, in one line."""
    if not broken.place:
        return broken.problem
    if not broken.line:
        return f"{broken.place} {broken.problem}"
    return f"{broken.place}, line {broken.line}: {broken.problem}"


def describe(error: BaseException, known: Known) -> Raised:
    """Describe an exception; of its traceback, keep the innermost lines that are the student's."""
    types = tuple(
        _name(kind)[:MAX_NAME_CHARACTERS]
        for kind in type(error).__mro__[:MAX_TYPES]
        if kind is not object
    )
    message = safe_message(error)
    stub, leftover = _placeholder(error, known.placeholders)
    return Raised(
        types=types or ("object",),
        message=message,
        frames=tuple(own_frames(error.__traceback__, known.places)),
        out_of_memory=isinstance(error, MemoryError) or "can't allocate memory" in message,
        cause=_cause(error, known),
        misuse=_misuse(error),
        placeholder=stub,
        leftover=leftover,
    )


def _name(kind: type) -> str:
    """Return a class's name, after its module where another one has that name in Python."""
    name = kind.__name__
    return name if _BUILTIN.get(name, kind) is kind else f"{kind.__module__}.{name}"


def _cause(error: BaseException, known: Known) -> str | None:
    try:
        if type(error) is NameError and isinstance(error.name, str):
            cause = known.about(error.name) or deleted_at(error.name, known.nodes)
        else:
            cause = explained(error)
    except Exception:  # noqa: BLE001 - the submission's own class may raise at any attribute
        return None
    return cause[:MAX_CAUSE_CHARACTERS].encode("utf-8", "replace").decode() if cause else None


def _misuse(error: BaseException) -> Misuse | None:
    try:
        return misuse_of(error)
    except Exception:  # noqa: BLE001 - the submission's own class may raise at any attribute
        return None


def _placeholder(error: BaseException, at: Placeholders) -> tuple[str | None, int | None]:
    """Return the exercise whose placeholder raised, or the line of a placeholder below work."""
    traceback = error.__traceback__
    if type(error) is not NotImplementedError or traceback is None:
        return None, None
    while traceback.tb_next is not None:
        traceback = traceback.tb_next
    where = traceback.tb_frame.f_code.co_filename, traceback.tb_lineno or 0
    return at.stubs.get(where), where[1] if where in at.leftovers else None


def safe_message(error: BaseException) -> str:
    """Return `str(error)`, cut to what the wire takes; its `__str__` may itself raise."""
    if isinstance(error, SystemExit) and error.code is None:
        return ""
    try:
        text = str(error.msg) if isinstance(error, SyntaxError) else str(error)
        if isinstance(error, ImportError):  # a student need not know where the library lies
            text = _WHERE.sub("", text)
        if isinstance(error, ImportError | AttributeError):  # a notebook has no name of its own
            text = text.replace("from '__main__'", "from this notebook, which has that name itself")
            text = text.replace("module '__main__'", "this notebook, which has that name itself,")
        text = text[:MAX_MESSAGE_CHARACTERS].encode("utf-8", "replace").decode()
    except BaseException:  # noqa: BLE001 - whatever the submission's __str__ raises
        return "(its message could not be read)"
    return text


def own_frames(traceback: TracebackType | None, places: set[str]) -> list[Frame]:
    frames: list[Frame] = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        if code.co_filename in places:
            frames.append(frame_at(code, traceback.tb_lineno or 0))
        traceback = traceback.tb_next
    return frames[-MAX_FRAMES_TOLD:]


def frame_at(code: CodeType, line: int) -> Frame:
    """Return a line of a function as it is told: each part cut to what crosses."""
    place, function = code.co_filename, code.co_name
    source = linecache.getline(place, line).strip()
    return Frame(
        place[:MAX_NAME_CHARACTERS],
        line,
        function[:MAX_NAME_CHARACTERS],
        source[:MAX_NAME_CHARACTERS],
    )
