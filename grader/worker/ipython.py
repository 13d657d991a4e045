"""From what IPython runs to Python, line for line: magics, shell lines and help requests.

Only a logical line that begins with one of IPython's signs, assigns a magic or ends in a question
mark is IPython's; what stands in a string, a comment, brackets or a continued line never is
(IPython.core.inputtransformer2). A line that is left out becomes `pass`, so every other line keeps
its number.
"""

from __future__ import annotations

import ast
import getopt
import re
import shlex
from dataclasses import dataclass, field

from grader.limits import MAX_QUOTED_CHARACTERS
from grader.worker.logical_lines import logical_lines

#: cell magics that run the cell as Python, in the namespace of the notebook
_RUNS_CELL = (
    "time", "capture", "prun", "debug", "mypy", "memit", "mprun", "lprun", "snakeviz",
    "scalene", "pyinstrument", "heat", "notify", "skip_if", "wandb", "flake8", "pycodestyle",
    "pep8", "black", "nb_black", "ruff", "beartype", "filprofile", "profile", "pyflakes",
)  # fmt: skip
#: the cell magic that runs the cell as the body of a function: it gives the notebook no names
_TIMES_CELL = "timeit"
#: line magics that run their argument as Python in that namespace, and their options
_RUNS_LINE = {
    "time": "",
    "prun": "rl:s:T:D:q",
    "memit": "r:t:i:coq",
    "mprun": "f:T:cr",
    "lprun": "f:m:T:D:rsu:z",
    "snakeviz": "tf:",
}
#: cell magics that run the cell as Python, but not in the notebook
_RUNS_ELSEWHERE = ("python", "python3", "pypy")
_WRITES_FILE = ("writefile", "file")
_PROMPT = re.compile(r"(?:In \[\d+\]:|\.\.\.+:|>>>|\.\.\.) ?")
_FIRST_PROMPT = re.compile(r"\s*(?:>>> ?|In \[\d+\]: ?)")
_HELP = re.compile(r"\?{1,2}$")
_NAME = re.compile(r"[A-Za-z_]\w*")
#: the call by which a `%run` is handed to the loader, which knows the files
RUN = "__run_file__"


@dataclass(frozen=True)
class LeftOut:
    """A line that is no Python and was left out: the names that it would have bound, and why."""

    line: int
    names: frozenset[str]
    why: str


@dataclass
class Python:
    """A cell's text as Python, what was left out of it, and the files that it writes."""

    text: str
    left_out: list[LeftOut] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)
    appends: bool = False  # to a file that an earlier cell wrote
    timed: bool = False  # it ran in a namespace of its own


def is_python(text: str) -> bool:
    try:
        ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def to_python(cell: str, first_line: int = 0) -> Python:
    """Return a cell's, or an exported module's, text with all that only IPython knows undone."""
    if is_python(cell):
        return Python(cell)
    lines = _without_prompts(cell.split("\n"))
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    indent = _indent_of(lines[first]) if lines else ""
    if indent:  # a cell may be indented as a whole
        lines = [line.removeprefix(indent) for line in lines]
    if lines[first].startswith("%%"):
        return _cell_magic(lines, first, first_line)
    found = Python("")
    lines = [*lines]
    for start, end, kind, column in logical_lines(lines):
        if kind:
            text = "\n".join(lines[start:end])
            line, left_out = _replaced(text, kind, column, first_line + start + 1)
            lines[start:end] = [line, *[""] * (end - start - 1)]
            found.left_out += left_out
    found.text = "\n".join(lines)
    return found


def runs_as_python(magic: str) -> bool:
    """Whether a line is a magic that runs its cell or its argument as Python."""
    name = magic.lstrip("%").partition(" ")[0].strip()
    runs = (*_RUNS_CELL, _TIMES_CELL) if magic.startswith("%%") else _RUNS_LINE
    return name in runs and magic.startswith("%")


def _without_prompts(lines: list[str]) -> list[str]:
    """Take the prompts of an interactive session off, as IPython does for what is pasted."""
    first = next((line for line in lines if line.strip()), "")
    if not _FIRST_PROMPT.match(first):
        return lines
    return [
        _PROMPT.sub("", line.lstrip(" "), count=1) if _PROMPT.match(line.lstrip(" ")) else line
        for line in lines
    ]


def _cell_magic(lines: list[str], first: int, first_line: int) -> Python:
    name, _, argument = lines[first][2:].partition(" ")
    name, body = name.strip(), lines[first + 1 :]
    blank = [""] * (first + 1)
    if name in _RUNS_CELL or name == _TIMES_CELL:
        found = to_python("\n".join(blank + body), first_line)
        found.timed |= name == _TIMES_CELL
        return found
    if name in _WRITES_FILE:
        words = _words(argument)
        path = next((word for word in words if not word.startswith("-")), "")
        content = "\n".join(body).rstrip("\n") + "\n"
        found = Python("", files={path: content} if path else {})
        found.appends = "-a" in words or "--append" in words
        return found
    does = "makes the whole cell something else than Python"
    if name in _RUNS_ELSEWHERE:
        does = "runs the whole cell in a process of its own, which gives this notebook no names"
    what = f"`%%{name}` {does}, so it was not run"
    names = frozenset(names_in("\n".join(body)))
    return Python("", [LeftOut(first_line + first + 1, names, what)])


def names_in(text: str) -> set[str]:
    """Return what a text would bind at top level if it were run, as far as it looks like Python."""
    found = {name for pattern in _BINDS for name in pattern.findall(text)}
    for names in _IMPORTS_FROM.findall(text):
        found |= {
            imported.split()[-1] for imported in names.split(",") if imported.strip().isidentifier()
        }
    return found


_BINDS = (
    re.compile(r"^(?:async +)?(?:def|class) +(\w+)", re.MULTILINE),
    re.compile(r"^([A-Za-z_]\w*) *(?::[^=\n]*)?=(?!=)", re.MULTILINE),
    re.compile(r"^import +(\w+)", re.MULTILINE),
    re.compile(r"^import +[\w.]+ +as +(\w+)", re.MULTILINE),
)
_IMPORTS_FROM = re.compile(r"^from +[\w.]+ +import +([\w, ]+)", re.MULTILINE)


def _replaced(text: str, kind: str, column: int, line: int) -> tuple[str, list[LeftOut]]:
    """Return the Python for a logical line of IPython's."""
    indent = _indent_of(text)
    joined = " ".join(part.strip().removesuffix("\\") for part in text.split("\n")).strip()
    why = f"`{joined[:MAX_QUOTED_CHARACTERS]}` is no Python, and was not run"
    names: frozenset[str] = frozenset()
    if kind == "assign":
        left, command = text[:column].rstrip(), text[column:].replace("\\\n", " ").strip()
        if code := _runs(command):
            return f"{left} {code}", []
        names = frozenset(_NAME.findall(left.partition("=")[0]))
    elif kind == "magic" and not _HELP.search(joined):
        if code := _runs(joined) or _run_file(joined):
            return indent + code, []
        names = frozenset(names_in(re.sub(r"^%%?\w+ *", "", joined)))
    return f"{indent}pass", [LeftOut(line, names, why)]


def _runs(command: str) -> str | None:
    """Return the statement that a line magic runs in the notebook's namespace, or None."""
    if not command.startswith("%"):
        return None
    name, _, argument = command.lstrip("%").partition(" ")
    if name not in _RUNS_LINE:
        return None
    words = argument.strip()
    if words.startswith("-"):
        words = _after_options(words, _RUNS_LINE[name])
    return words if words and is_python(words) else None


def _after_options(text: str, options: str) -> str:
    """Return what follows a magic's options, as it is written."""
    words = text.split(" ")
    try:
        _, rest = getopt.getopt([word for word in words if word], options)
    except getopt.GetoptError:
        rest = [word for word in words if word and not word.startswith("-")]
    return " ".join(rest)


def _run_file(command: str) -> str | None:
    """Return the call that runs a file of the hand-in by `%run`, or None."""
    match = re.match(r"%run +(.*)", command)
    if match is None:
        return None
    path = next((word for word in _words(match[1]) if not word.startswith("-")), "")
    return f"{RUN}({path!r})" if path else None


def _words(text: str) -> list[str]:
    try:
        return shlex.split(text.replace("\\", "/"))
    except ValueError:
        return text.split()


def _indent_of(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" \t"))]
