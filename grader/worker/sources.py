"""Cuts a module or a notebook into statements, and remembers what of it is no Python."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from dataclasses import dataclass, field

from grader.limits import MAX_CODE_BYTES
from grader.wire.paths import suffix_of
from grader.worker import ipython
from grader.worker.deletions import without_deletions
from grader.worker.exported import undo_colab, undo_export
from grader.worker.kinds import merge_conflict, mistaken_for_code
from grader.worker.names import DEFINITIONS, names_bound
from grader.worker.notebook import Cell, NotebookError, cells_of, looks_like_a_notebook
from grader.worker.pieces import Broken, begun_before, parse


class SourceProblem(Exception):
    """Why a submission's file cannot be used, in one line for the student."""


@dataclass(frozen=True)
class Statement:
    """One top-level statement, and the place that a traceback will name."""

    node: ast.stmt
    place: str


@dataclass
class Source:
    """A module cut into statements; `texts` maps each place to its text, for tracebacks.

    `broken` is no Python, and `left_out` is what only IPython would have run, or what stands where
    nothing is run. `files` are written by cells, and count as handed in.
    """

    path: str
    is_notebook: bool
    statements: list[Statement] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    broken: list[Broken] = field(default_factory=list)
    left_out: list[Broken] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    timed: set[str] = field(default_factory=set)  # places that ran in a namespace of their own

    def add(self, text: str, place: str) -> None:
        """Add a module's text, or that of a notebook's cell."""
        self.texts[place] = text
        nodes, broken = parse(text, place)
        if broken:  # or it has lines in it that only IPython runs
            nodes, broken = self._undo_ipython(text, place)
        above = self.statements[-1].node if self.statements and self.is_notebook else None
        if (name := begun_before(text, above)) is not None:
            del self.statements[-1]  # the head alone would return nothing, which nobody wrote
            why = f"this is the rest of {name}, which begins in the cell above: join the two cells"
            nodes, broken = [], [Broken(frozenset({name}), place, 1, why)]
        if "get_ipython" in text:
            nodes = undo_export(nodes)
        if self.is_notebook:
            nodes = [without_deletions(node) for node in nodes]
        self.statements += [Statement(node, place) for node in nodes]
        self.broken += broken

    def _undo_ipython(self, text: str, place: str) -> tuple[list[ast.stmt], list[Broken]]:
        python = ipython.to_python(text)
        self.left_out += [
            Broken(left_out.names, place, left_out.line, left_out.why)
            for left_out in python.left_out
        ]
        for name, content in python.files.items():
            before = self.files.get(name, b"") if python.appends else b""
            self.files[name] = before + content.encode("utf-8", "replace")
            why = f"`%%writefile {name}` writes this to a file and does not run it: import it, or "
            names = frozenset(ipython.names_in(content))
            self.left_out.append(Broken(names, place, 1, f"{why}take that line out"))
        if python.timed:
            self.timed.add(place)
        return parse(python.text, place)

    def forget_what_was_timed(self) -> None:
        """Take out what `%%timeit` ran: it gives a notebook no names.

        A function that is defined nowhere else stays, since it is what was meant to be kept.
        """
        if not self.timed:
            return
        others = [found.node for found in self.statements if found.place not in self.timed]
        bound = {name for node in others for name in names_bound(node)}
        kept = []
        for found in self.statements:
            names = names_bound(found.node)
            is_only_here = isinstance(found.node, DEFINITIONS) and not names & bound
            if found.place not in self.timed or is_only_here:
                kept.append(found)
            else:
                why = "`%%timeit` runs this in a namespace of its own, so it gives no names"
                left_out = Broken(frozenset(names - bound), found.place, found.node.lineno, why)
                self.left_out.append(left_out)
        self.statements = kept


def read(path: str, data: bytes) -> Source:
    """Cut a module or a notebook into statements.

    Raises:
        SourceProblem: it is not text, not a notebook, or holds too much code.
    """
    try:
        return _read(path, data)
    except (RecursionError, MemoryError):
        raise SourceProblem(f"{path} is nested too deeply to be read") from None


def _read(path: str, data: bytes) -> Source:
    is_called_a_notebook = suffix_of(path) == ".ipynb" and not _is_a_module(data)
    if is_called_a_notebook or looks_like_a_notebook(data):
        return _read_notebook(path, data)
    if problem := mistaken_for_code(data):
        raise SourceProblem(f"{path} {problem}")
    if len(data) > MAX_CODE_BYTES:
        raise SourceProblem(_too_much_code(path))
    source = Source(path, False)
    source.add(undo_colab(_decode(path, data)), path)
    if source.broken and (line := merge_conflict(data)):
        problem = "an unresolved merge conflict: keep one side, and take the marks out"
        source.broken.insert(0, Broken(frozenset(), path, line, problem))
    return source


def _is_a_module(data: bytes) -> bool:
    """Whether what is called a notebook defines functions in Python: it was only renamed."""
    if data.lstrip()[:1] in (b"{", b"[", b"") or len(data) > MAX_CODE_BYTES:
        return False
    if mistaken_for_code(data) or merge_conflict(data):
        return False
    try:
        nodes, _ = parse(_decode("", data), "")
    except SourceProblem:
        return False
    return any(isinstance(node, ast.FunctionDef) for node in nodes)


def _read_notebook(path: str, data: bytes) -> Source:
    try:
        cells = cells_of(data)
    except NotebookError as error:
        raise SourceProblem(f"{path} {error}") from None
    if sum(len(cell.text) for cell in cells if cell.kind == "code") > MAX_CODE_BYTES:
        raise SourceProblem(_too_much_code(path))
    source = Source(path, True)
    for cell in cells:
        if cell.kind == "code":
            source.add(cell.text, f"{path}, code cell {cell.code_number}")
        else:
            source.left_out += _of_text(path, cell)
    source.forget_what_was_timed()
    return source


def _too_much_code(path: str) -> str:
    mebibytes = MAX_CODE_BYTES >> 20
    return f"{path} holds more than {mebibytes} MiB of code: keep large data out of it"


def _of_text(path: str, cell: Cell) -> list[Broken]:
    """Return what a cell of text would have defined, were it code."""
    names = ipython.names_in(cell.text)
    if not names:
        return []
    kind = {"markdown": "a Markdown cell", "raw": "a raw cell", "heading": "a heading"}
    what = f"is {kind.get(cell.kind, 'no code cell')}, which is never run: make it a code cell"
    return [Broken(frozenset(names), f"{path}, cell {cell.number}", 0, what)]


#: PEP 263's declaration of an encoding, in the first two lines
_COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=]", re.MULTILINE)


def _decode(path: str, data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise SourceProblem(f"{path} is UTF-16, which Python does not read. Save it as UTF-8")
    if b"\0" in data:
        raise SourceProblem(f"{path} holds NUL bytes, so it is not a Python file")
    try:
        if not _COOKIE.search(b"\n".join(data.splitlines()[:2])):
            text = data.decode("utf-8-sig")
        else:
            encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
            text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise SourceProblem(
            f"{path}, line {line}: the byte 0x{data[error.start]:02x} is not UTF-8. "
            "Save the file with the encoding UTF-8"
        ) from None
    except (SyntaxError, LookupError, UnicodeError) as error:
        raise SourceProblem(f"{path}: {error}. Save the file with the encoding UTF-8") from None
    return text.replace("\r\n", "\n").replace("\r", "\n")
