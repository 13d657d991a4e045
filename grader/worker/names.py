"""Finds the names that a top-level statement binds, changes and reads: they decide what runs.

What is read is taken from compiled code, since only the compiler knows every rule of scopes: a
local of a function, a parameter or a name in a comprehension is never mistaken for a global.
"""

from __future__ import annotations

import ast
import builtins
import dis
import types
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from grader.worker.ipython import RUN

#: stands for whatever a star import or a `%run` brings
EVERYTHING = "*"

DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
IMPORTS = (ast.Import, ast.ImportFrom)
#: instructions that read a global, and by how many bits their argument is shifted
_READS = {
    dis.opmap[name]: name == "LOAD_GLOBAL"  # its lowest bit asks for a NULL to be pushed as well
    for name in ("LOAD_GLOBAL", "LOAD_NAME", "LOAD_FROM_DICT_OR_GLOBALS", "DELETE_NAME",
                 "DELETE_GLOBAL")
    if name in dis.opmap
}  # fmt: skip
#: names, or their beginnings, of library functions that change how the rest of it works
_SETTERS = ("set", "use_", "manual_seed", "seed", "filterwarnings", "simplefilter")
#: names of those that change what they are given, beside names that end in an underscore
_CHANGERS = frozenset(("shuffle", "heappush", "heapify", "insort", "copyto", "put", "place"))


def compiled(node: ast.stmt, place: str, flags: int = 0) -> types.CodeType:
    """Compile one top-level statement by itself.

    Raises:
        SyntaxError, ValueError, RecursionError: the compiler refuses what the parser took.
    """
    return compile(ast.Module([node], []), place, "exec", flags, dont_inherit=True)


def names_read(code: types.CodeType) -> set[str]:
    """Return the global names that code reads, and that of the functions within it."""
    found: set[str] = set()
    todo = [code]
    while todo:
        item = todo.pop()
        if item.co_names:
            found |= _loaded_by(item)
        todo += [const for const in item.co_consts if isinstance(const, types.CodeType)]
    return found


def _loaded_by(code: types.CodeType) -> set[str]:
    """Return the names that `dis` would call loaded, in a tenth of its time."""
    names, found, extended = code.co_names, set(), 0
    instructions = code.co_code
    for at in range(0, len(instructions), 2):
        operation, argument = instructions[at], instructions[at + 1] | extended
        extended = argument << 8 if operation == dis.EXTENDED_ARG else 0
        if operation in _READS:
            found.add(names[argument >> _READS[operation]])
    return found


def names_bound(node: ast.stmt) -> set[str]:
    """Return the names that a statement binds at top level, inside its blocks too."""
    return {name for part in at_top_level(node) for name in _binds(part)}


@dataclass(frozen=True)
class Scope:
    """What is known of a file's names, to tell what a call may change.

    `by_calling` maps functions to the globals that a call of them binds or changes, `imported` are
    modules and what comes from them, `values` are names that were assigned.
    """

    by_calling: Mapping[str, set[str]] = field(default_factory=dict)
    imported: frozenset[str] = frozenset()
    values: frozenset[str] = frozenset()


def names_changed(node: ast.stmt, scope: Scope) -> set[str]:
    """Return the names whose object a statement may change without binding it.

    A call may change what it is a method of, and, where its result is not kept, what it is given.
    What a library does changes nothing, unless its name says so: `set_...`, `ones_`, `shuffle`.
    """
    changed: set[str] = set()
    kept = isinstance(node, ast.Assign | ast.AnnAssign)
    for part in at_top_level(node):
        if isinstance(part, ast.Attribute | ast.Subscript) and isinstance(
            part.ctx, ast.Store | ast.Del
        ):
            changed |= _base(part.value)
            if isinstance(part, ast.Subscript) and is_namespace(part.value):
                changed |= _text(part.slice) or {EVERYTHING}
        elif isinstance(part, DEFINITIONS):
            for decorator in part.decorator_list:
                changed |= scope.by_calling.get(getattr(decorator, "id", ""), set())
                if isinstance(decorator, ast.Attribute):  # @one.register
                    changed |= _base(decorator) - scope.imported
        elif isinstance(part, ast.Call):
            changed |= _changed_by_call(part, scope, kept)
    return changed


def globals_changed_inside(node: ast.stmt, read: Callable[[ast.stmt], set[str]]) -> set[str]:
    """Return the globals that a call of a function binds or changes, of those that it reads."""
    declared: set[str] = set()
    changed: set[str] = set()
    for part in ast.walk(node):
        if isinstance(part, ast.Global):
            declared.update(part.names)
        elif isinstance(part, ast.Attribute | ast.Subscript) and isinstance(part.ctx, ast.Store):
            changed |= _base(part.value)
        elif isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute):
            changed |= _base(part.func.value)
    return declared | (changed & read(node) if changed else set())


def names_handed_on(node: ast.stmt) -> set[str]:
    """Return the names that a loop or `with` binds for its own use: what it reads is its own."""
    found: set[str] = set()
    for part in at_top_level(node):
        if isinstance(part, ast.For | ast.AsyncFor):
            targets = [part.target]
        elif isinstance(part, ast.With | ast.AsyncWith):
            targets = [item.optional_vars for item in part.items if item.optional_vars is not None]
        else:
            continue
        found |= {
            name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)
        }
    return found


def _changed_by_call(call: ast.Call, scope: Scope, kept: bool) -> set[str]:
    function = call.func
    changed: set[str] = set()
    given = {name for argument in call.args for name in _base(argument)}
    if isinstance(function, ast.Name):
        changed |= scope.by_calling.get(function.id, set())
        if function.id in ("setattr", "delattr") and call.args:
            changed |= _base(call.args[0])
        elif function.id == "exec" and call.args:
            changed |= _bound_by_text(call.args[0])
        elif function.id == "next":
            changed |= given
        elif function.id == RUN:
            changed.add(EVERYTHING)
        elif not (kept or function.id in scope.imported or hasattr(builtins, function.id)):
            changed |= given & scope.values
    elif isinstance(function, ast.Attribute):
        base = _base(function.value)
        of_library = bool(base & scope.imported)
        says_so = function.attr.startswith(_SETTERS)
        changed |= base if says_so or not of_library else set()
        changed |= {
            name
            for keyword in call.keywords
            if keyword.arg == "out"
            for name in _base(keyword.value)
        }
        if not kept and (
            not of_library or function.attr.endswith("_") or function.attr in _CHANGERS
        ):
            changed |= given & scope.values
        if is_namespace(function.value) and function.attr == "update":
            changed |= {keyword.arg for keyword in call.keywords if keyword.arg}
            for argument in call.args:
                keys = argument.keys if isinstance(argument, ast.Dict) else []
                changed |= {text for key in keys if key is not None for text in _text(key)}
    return changed


def aliases(node: ast.stmt) -> set[str]:
    """Return names that an assignment makes the same object: `alias = table`."""
    if not isinstance(node, ast.Assign):
        return set()
    same = [side for side in (*node.targets, node.value) if isinstance(side, ast.Name)]
    return {side.id for side in same} if len(same) > 1 else set()


def _bound_by_text(argument: ast.expr) -> set[str]:
    """Return the names that `exec` binds: any name, where its text is not written out."""
    found: set[str] = set() if _text(argument) else {EVERYTHING}
    for text in _text(argument):
        try:
            found |= {name for node in ast.parse(text).body for name in names_bound(node)}
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
    return found


def at_top_level(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the parts of a statement that run with it: not what stands in functions of it."""
    todo = [node]  # no recursion: a sum of a thousand terms is as deep
    while todo:
        part = todo.pop()
        yield part
        if isinstance(part, DEFINITIONS):
            todo += part.decorator_list
        elif isinstance(part, ast.comprehension):
            todo += [part.iter, *part.ifs]  # what it binds is its own
        elif not isinstance(part, ast.Lambda):
            todo += ast.iter_child_nodes(part)


def _binds(part: ast.AST) -> set[str]:
    if isinstance(part, DEFINITIONS):
        return {part.name}
    if isinstance(part, IMPORTS):
        if any(alias.name == "*" for alias in part.names):
            return {EVERYTHING}
        return {(alias.asname or alias.name).split(".")[0] for alias in part.names}
    if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store | ast.Del):
        return {part.id}
    if isinstance(part, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and part.name:
        return {part.name}
    if isinstance(part, ast.MatchMapping) and part.rest:
        return {part.rest}
    return set()


def _base(node: ast.expr) -> set[str]:
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return {node.id} if isinstance(node, ast.Name) else set()


def is_namespace(node: ast.expr) -> bool:
    """Whether an expression gives the module's own names: `globals()`."""
    called = node.func if isinstance(node, ast.Call) and not node.args else None
    return isinstance(called, ast.Name) and called.id in ("globals", "vars", "locals")


def _text(node: ast.expr) -> set[str]:
    return {node.value} if isinstance(node, ast.Constant) and isinstance(node.value, str) else set()
