"""Finds an assignment's module among the submitted bytes, and cuts it into statements.

Archives and notebooks are opened here, in memory: the grader's own process only hashes bytes and
passes them on.
"""

from __future__ import annotations

import ast
import difflib
import io
import lzma
import re
import tokenize
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePosixPath

from grader.worker.notebook import (
    NotebookError,
    code_cells,
    needed_statements,
    skipped_changes,
)
from grader.worker.pieces import Broken, parse

MAX_FILE_BYTES = 4 << 20
MAX_TOTAL_BYTES = 32 << 20
MAX_MEMBERS = 2000
SUFFIXES = (".py", ".ipynb")


_BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, lzma.LZMAError)


class SourceProblem(Exception):
    """Why a submission's file cannot be used, in one line for the student."""


@dataclass(frozen=True)
class Statement:
    """One top-level statement, and the place that a traceback will name."""

    node: ast.stmt
    place: str


@dataclass(frozen=True)
class Source:
    """A module cut into statements; `texts` maps each place to its text, for tracebacks.

    `broken` holds what is no Python, and what of a notebook is not run though it matters.
    """

    path: str
    statements: list[Statement]
    texts: dict[str, str]
    broken: list[Broken]


def unpack(files: tuple[tuple[str, bytes], ...]) -> dict[str, bytes]:
    """Return path -> bytes of every Python file and notebook, opening a zip in memory.

    Raises:
        SourceProblem: a zip is broken, encrypted or too large once unpacked.
    """
    found: dict[str, bytes] = {}
    for name, data in files:
        if name.lower().endswith(".zip"):
            found.update(_unzip(name, data))
        elif _is_source(name):
            found["/".join(_parts(name))] = data
    return found


def _parts(name: str) -> list[str]:
    return [part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..")]


def _is_source(name: str) -> bool:
    parts = _parts(name)
    litter = any(part.startswith((".", "__MACOSX", "__pycache__")) for part in parts)
    return bool(parts) and not litter and parts[-1].lower().endswith(SUFFIXES)


def _unzip(name: str, data: bytes) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    total = 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = [member.filename for member in archive.infolist()]
            members = [member for member in archive.infolist() if _is_source(member.filename)]
            inner = [each for each in names if each.lower().endswith(".zip")]
            if inner and not members:
                raise SourceProblem(f"{name} holds another zip, {inner[0]}: hand in what is in it")
            if len(members) > MAX_MEMBERS:
                raise SourceProblem(f"{name} holds more than {MAX_MEMBERS} Python files")
            for member in members:
                # the stated size may lie, so no more than the limit is ever decompressed
                with archive.open(member) as stream:
                    content = stream.read(MAX_FILE_BYTES + 1)
                total += len(content)
                if len(content) > MAX_FILE_BYTES or total > MAX_TOTAL_BYTES:
                    raise SourceProblem(f"{name} is too large once unpacked")
                found["/".join(_parts(member.filename))] = content
    except (*_BROKEN_ZIP, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise SourceProblem(f"{name} is not a whole zip archive ({error})") from None
    except RuntimeError:
        raise SourceProblem(f"{name} is encrypted: hand in a zip without a password") from None
    return found


def find(files: dict[str, bytes], assignment: str, module: str, any_name: bool) -> str | None:
    """Return the path of the assignment's file, or None if there is none.

    `NN_name/NAME.py` and `NAME.py` count, whatever folder wraps them; the outermost is taken. Of a
    module and a notebook side by side, the one with more of the stub filled in.

    Raises:
        SourceProblem: two files in different folders could be meant.
    """
    paths = [PurePosixPath(path) for path in files]
    if any_name:
        return str(paths[0]) if paths else None
    named = [path for path in paths if path.stem == module]
    if not named:
        return None

    def rank(path: PurePosixPath) -> tuple[bool, int]:
        return path.parent.name != assignment, len(path.parts)

    first = min(map(rank, named))
    best = [path for path in named if rank(path) == first]
    if len({path.parent for path in best}) > 1:
        listed = ", ".join(sorted(map(str, best))[:4])
        raise SourceProblem(f"more than one {module}.py was handed in: {listed}. Keep one")
    best.sort(key=lambda path: (-_filled_in(files[str(path)]), path.suffix != ".py"))
    return str(best[0])


def _filled_in(data: bytes) -> float:
    """Return how far a stub seems filled in, by how few placeholders are left."""
    return -data.count(b"NotImplementedError")


def missing_file(files: dict[str, bytes], module: str) -> str:
    """Return the sentence for a module that was not handed in, with the nearest name that was."""
    stems = {PurePosixPath(path).stem: path for path in sorted(files)}
    lowered = {stem.lower(): stem for stem in stems}
    near = difflib.get_close_matches(module, lowered, n=1, cutoff=0.6)
    near += [stem for stem in lowered if stem.startswith(module) and stem not in near]
    text = f"{module}.py was not handed in"
    if near:
        suffix = PurePosixPath(stems[lowered[near[0]]]).suffix
        text += f"; {stems[lowered[near[0]]]} was: rename it to {module}{suffix}"
    return text


def read(path: str, data: bytes, wanted: set[str] | None) -> Source:
    """Cut a module or a notebook into statements.

    Of a notebook only definitions, imports and plain assignments are kept, and of these only what
    the names in `wanted` need (None: all).

    Raises:
        SourceProblem: it is not text, or not a notebook.
    """
    if len(data) > MAX_FILE_BYTES:
        raise SourceProblem(f"{path} is larger than {MAX_FILE_BYTES >> 20} MiB")
    if path.lower().endswith(".ipynb"):
        return _read_notebook(path, data, wanted)
    text = _decode(path, data)
    nodes, broken = parse(text, path)
    return Source(path, [Statement(node, path) for node in nodes], {path: text}, broken)


def _read_notebook(path: str, data: bytes, wanted: set[str] | None) -> Source:
    try:
        cells = code_cells(data)
    except NotebookError as error:
        raise SourceProblem(f"{path} is not a readable notebook: {error}") from None
    statements: list[Statement] = []
    texts: dict[str, str] = {}
    broken: list[Broken] = []
    for number, text in enumerate(cells, start=1):
        place = f"{path}, code cell {number}"
        texts[place] = text
        parsed, problems = parse(text, place)
        statements += [Statement(node, place) for node in parsed]
        broken += problems
    nodes = [statement.node for statement in statements]
    kept = needed_statements(nodes, wanted)
    changes = skipped_changes(nodes, kept)
    for each in statements:
        if names := changes.get(each.node):
            listed = ", ".join(sorted(names))
            problem = (
                "not run: of a notebook, loops and calls outside functions are skipped, so "
                f"{listed} stays as first assigned. Fill it where it is assigned, or in a function"
            )
            broken.append(Broken(frozenset(names), each.place, each.node.lineno, problem))
    return Source(path, [each for each in statements if each.node in kept], texts, broken)


#: PEP 263's declaration of an encoding, in the first two lines
_COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=]", re.MULTILINE)


def _decode(path: str, data: bytes) -> str:
    if b"\0" in data:
        raise SourceProblem(f"{path} holds NUL bytes, so it is not a Python file")
    try:
        if not _COOKIE.search(b"\n".join(data.splitlines()[:2])):
            return data.decode("utf-8-sig")
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise SourceProblem(
            f"{path}, line {line}: the byte 0x{data[error.start]:02x} is not UTF-8. "
            "Save the file with the encoding UTF-8"
        ) from None
    except (SyntaxError, LookupError) as error:
        raise SourceProblem(f"{path}: {error}. Save the file with the encoding UTF-8") from None
