"""Parses Python piece by piece, so that a syntax error costs the statement it is in alone."""

from __future__ import annotations

import ast
import difflib
import re
from dataclasses import dataclass, replace
from textwrap import dedent

from grader.limits import MAX_QUOTED_CHARACTERS
from grader.worker.ipython import names_in
from grader.worker.logical_lines import Scan
from grader.worker.versions import newer_syntax

#: a line that begins a statement which can stand alone
_START = re.compile(
    r"@\w|(?:async +)?def +\w|class +\w|import +\w|from +[\w.]+ +import\b"
    r"|(?:if|for|while|with|try)\b|[A-Za-z_]\w* *(?::[^=]*)?=(?!=)"
)
#: a line at the margin that goes on with the statement above it
_GOES_ON = re.compile(r"(?:else|elif|except|finally|case)\b|#")


#: a line of a function's body, whatever kind of space it is indented by
_RETURNS = re.compile(r"[\s\u200b\ufeff]+return\b")
_UNSEEN = re.compile("[\u200b\u2060\ufeff]")
_OTHER_SPACES = re.compile(r"[^\S \t\n]")
#: what may be an import statement with a slip in its words
_NEARLY_IMPORT = re.compile(r"^(\w+) +(\w+)[\w.]*(?: +as +(\w+))? *$", re.MULTILINE)
_NEARLY_FROM = re.compile(r"^(\w+) +[\w.]+ +(\w+) +(\w[\w, ]*)$", re.MULTILINE)


@dataclass(frozen=True)
class Broken:
    """What did not become a statement: what it would have bound, where, and why not."""

    names: frozenset[str]
    place: str
    line: int
    problem: str


def parse(text: str, place: str) -> tuple[list[ast.stmt], list[Broken]]:
    """Parse a module or cell; where it has a syntax error, parse what is sound around it."""
    whole = _parse(text, place, 0)
    if not isinstance(whole, Broken):
        return whole, []
    statements: list[ast.stmt] = []
    broken: list[Broken] = []
    todo = _chunks(_lines(text), 0)
    while todo:
        first, lines = todo.pop(0)
        parsed = _parse("".join(lines), place, first)
        if not isinstance(parsed, Broken):
            statements += parsed
            continue
        if _is_cut_at_a_space(parsed, todo):
            todo[0] = first, lines + todo[0][1]
            continue
        rest = _resumes(lines, first, place, parsed) or _is_indented_wrongly(lines, first, parsed)
        if rest is None:
            if (cut := _whose_body(lines, first, statements, text)) is not None:
                statements.remove(cut)
                parsed = replace(parsed, names=parsed.names | {cut.name})
            broken.append(parsed)
            continue
        head = _parse("".join(lines[:rest]), place, first)
        if isinstance(head, Broken):
            broken.append(head)
        else:
            statements += head
            names = frozenset(names_in(dedent("".join(lines[rest:]))))
            broken.append(replace(parsed, names=names))
            continue
        todo = _chunks(lines[rest:], first + rest) + todo
    # each piece is sound and the whole is not: none of them can be trusted
    return (statements, broken) if broken else ([], [whole])


def _lines(text: str) -> list[str]:
    """Cut after line feeds only, as Python counts: a form feed ends no line."""
    return [f"{line}\n" for line in text.split("\n")]


def _chunks(lines: list[str], first_line: int) -> list[tuple[int, list[str]]]:
    """Cut before every logical line at the margin that begins a statement.

    A line inside brackets or a string begins none; decorators stay with what they decorate.
    """
    starts = [0]
    scan = Scan()
    attached = True  # the next line at the margin belongs to the piece above it
    for number, line in enumerate(lines):
        was_open = scan.is_open
        bare = line.rstrip("\r\n")
        scan.feed(bare)
        if was_open or not bare.strip() or bare[0] in " \t":
            continue
        if _GOES_ON.match(bare):
            continue
        if number and not attached:
            starts.append(number)
        attached = bare.startswith("@")
    return [
        (first_line + start, lines[start:end])
        for start, end in zip(starts, [*starts[1:], len(lines)], strict=True)
    ]


def _resumes(lines: list[str], first: int, place: str, broken: Broken) -> int | None:
    """Return the line of a broken piece where sound code begins again, or None.

    A bracket or string that is never closed swallows what follows. A line at the margin inside it
    that begins a statement, and with which a whole one can be parsed, ends it.
    """
    scan = Scan()
    for number, line in enumerate(lines):
        in_brackets, in_string = scan.depth > 0, bool(scan.quote)
        scan.feed(line.rstrip("\r\n"))
        if not number or not _START.match(line) or not (in_brackets or in_string):
            continue
        if in_string and "unterminated" not in broken.problem:
            continue
        start, piece = _chunks(lines[number:], first + number)[0]
        if not isinstance(_parse("".join(piece), place, start), Broken):
            return number
    return None


def _is_indented_wrongly(lines: list[str], first: int, broken: Broken) -> int | None:
    """Return the line where a definition begins that is indented as nothing above it is, or None.

    What stands above it is whole; only a new definition can be told from a slip within a function.
    """
    at = broken.line - first - 1
    if not broken.problem.startswith("IndentationError") or not 0 < at < len(lines):
        return None
    begins = re.match(r"[ \t]+(?:@\w|(?:async +)?def +\w|class +\w)", lines[at])
    above = _parse("".join(lines[:at]), broken.place, first)
    return at if begins and not isinstance(above, Broken) else None


def _is_cut_at_a_space(broken: Broken, following: list[tuple[int, list[str]]]) -> bool:
    """Whether a body is missed that is there, indented by spaces that are none to Python."""
    missed = broken.problem.startswith("IndentationError: expected an indented block")
    return missed and bool(following) and following[0][1][0][:1].isspace()


def _whose_body(
    lines: list[str], first: int, statements: list[ast.stmt], text: str
) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
    """Return the function right above whose body goes on in a broken piece, or None.

    Marks of a merge or spaces that are none stand at the margin and seem to end the function: what
    is left of it would return nothing, which nobody wrote.
    """
    last = _without_return(statements[-1] if statements else None)
    if last is None:
        return None
    between = text.split("\n")[last.end_lineno or 0 : first]
    adjacent = all(not line.strip() or line.lstrip().startswith("#") for line in between)
    return last if adjacent and any(map(_RETURNS.match, lines)) else None


def _without_return(
    last: ast.stmt | None,
) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
    """Return a statement if it is a function that returns nothing, else None."""
    if not isinstance(last, ast.FunctionDef | ast.AsyncFunctionDef):
        return None
    return None if any(isinstance(part, ast.Return) for part in ast.walk(last)) else last


def begun_before(text: str, last: ast.stmt | None) -> str | None:
    """Return the name of the function whose body a cell begins with, if `last` is its head.

    A cell that is indented as a whole is fine in Jupyter, but for a `return` of its own.
    """
    begun = _without_return(last)
    if begun is None or not text.lstrip("\n")[:1].isspace():
        return None
    whole = _parse(dedent(text), "", 0)
    return begun.name if not isinstance(whole, Broken) and _returns(whole) else None


def _returns(statements: list[ast.stmt]) -> bool:
    """Whether there is a `return` outside of all functions."""
    todo: list[ast.AST] = [*statements]
    while todo:
        part = todo.pop()
        if isinstance(part, ast.Return):
            return True
        if not isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            todo += ast.iter_child_nodes(part)
    return False


def _parse(text: str, place: str, first_line: int) -> list[ast.stmt] | Broken:
    try:
        return ast.parse("\n" * first_line + text, place).body
    except SyntaxError as error:
        shown = (error.text or "").strip()[:MAX_QUOTED_CHARACTERS]
        problem = f"{type(error).__name__}: {error.msg}" + (f": {shown}" if shown else "")
        problem += newer_syntax(error.text or "", error.msg) or _copied(error.msg, shown)
        line = error.lineno or first_line + 1
        return Broken(frozenset(_names_meant(text)), place, line, problem)
    except (ValueError, RecursionError, MemoryError) as error:
        problem = f"cannot be parsed ({type(error).__name__})"
        return Broken(frozenset(names_in(text)), place, first_line + 1, problem)


def _names_meant(text: str) -> set[str]:
    """Return what a text would bind, were its spaces and the words of its imports spelt well."""
    text = _OTHER_SPACES.sub(" ", _UNSEEN.sub("", text))
    found = names_in(text)
    for word, package, name in _NEARLY_IMPORT.findall(text):
        if _is_nearly(word, "import"):
            found.add(name or package)
    for begins, word, names in _NEARLY_FROM.findall(text):
        if _is_nearly(begins, "from") and _is_nearly(word, "import"):
            found |= {name.split()[-1] for name in names.split(",") if name.strip()}
    return found


def _is_nearly(word: str, meant: str) -> bool:
    return bool(difflib.get_close_matches(word.lower(), [meant], cutoff=0.7))


def _copied(message: str, line: str) -> str:
    """Return what to do about a sign as pages, chats and word processors have them, or ""."""
    if line.startswith("```"):
        return ". These marks stand around code on a page or in a chat: take them out"
    if message.startswith("invalid non-printable character"):
        return (
            ". It shows as a space or not at all, and Python takes it for none: type the line anew"
        )
    if message.startswith("invalid character"):
        return ". It is no sign of Python's, whatever it looks like: type it anew"
    return ""
