"""Which names a top-level statement binds, changes and reads: what decides what has to run.

What is read is taken from compiled code, since only the compiler knows every rule of scopes: a
local of a function, a parameter or a name in a comprehension is never mistaken for a global.
"""

from __future__ import annotations

import ast
import dis
import types
from collections.abc import Iterable, Iterator

from grader.worker.ipython import RUN

#: stands for whatever a star import or a `%run` brings
EVERYTHING = "*"

DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
IMPORTS = (ast.Import, ast.ImportFrom)
_READS = frozenset(
    ("LOAD_GLOBAL", "LOAD_NAME", "LOAD_FROM_DICT_OR_GLOBALS", "DELETE_NAME", "DELETE_GLOBAL")
)
#: how functions of a library are called that change how the rest of it works
_SETTERS = ("set", "use_", "manual_seed", "seed", "filterwarnings", "simplefilter")


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
            found |= {each.argval for each in dis.get_instructions(item) if each.opname in _READS}
        todo += [const for const in item.co_consts if isinstance(const, types.CodeType)]
    return found


def names_bound(node: ast.stmt) -> set[str]:
    """Return the names that a statement binds at top level, inside its blocks too."""
    return {name for part in _at_top_level(node) for name in _binds(part)}


def names_changed(node: ast.stmt, by_calling: dict[str, set[str]], imported: set[str]) -> set[str]:
    """Return the names whose object a statement may change without binding it.

    `by_calling` maps functions to the globals that a call of them binds. A call of what is in one
    of the `imported` modules changes nothing, unless it is named as what sets or seeds something.
    """
    changed: set[str] = set()
    for part in _at_top_level(node):
        if isinstance(part, ast.Attribute | ast.Subscript) and isinstance(
            part.ctx, ast.Store | ast.Del
        ):
            changed |= _base(part.value)
            if isinstance(part, ast.Subscript) and _is_call_of(part.value, "globals"):
                changed |= _text(part.slice)
        elif isinstance(part, ast.Call):
            changed |= _changed_by_call(part, by_calling, imported)
    return changed


def globals_bound_inside(node: ast.stmt) -> set[str]:
    """Return the names that a function declares `global`."""
    return {name for part in ast.walk(node) if isinstance(part, ast.Global) for name in part.names}


def names_handed_on(node: ast.stmt) -> set[str]:
    """Return the names that a loop or `with` binds for its own use: what it reads is its own."""
    found: set[str] = set()
    for part in _at_top_level(node):
        if isinstance(part, ast.For | ast.AsyncFor):
            targets = [part.target]
        elif isinstance(part, ast.With | ast.AsyncWith):
            targets = [item.optional_vars for item in part.items if item.optional_vars is not None]
        else:
            continue
        found |= {
            name.id for each in targets for name in ast.walk(each) if isinstance(name, ast.Name)
        }
    return found


def _changed_by_call(
    call: ast.Call, by_calling: dict[str, set[str]], imported: set[str]
) -> set[str]:
    function = call.func
    changed: set[str] = set()
    if isinstance(function, ast.Name):
        changed |= by_calling.get(function.id, set())
        if function.id in ("setattr", "delattr") and call.args:
            changed |= _base(call.args[0])
        if function.id == "exec" and call.args:
            for text in _text(call.args[0]):
                try:
                    changed |= {name for node in ast.parse(text).body for name in names_bound(node)}
                except (SyntaxError, ValueError):
                    continue
        if function.id == RUN:
            changed.add(EVERYTHING)
    elif isinstance(function, ast.Attribute):
        sets = function.attr.startswith(_SETTERS)
        changed |= {name for name in _base(function.value) if sets or name not in imported}
        if _is_call_of(function.value, "globals") and function.attr == "update":
            changed |= {keyword.arg for keyword in call.keywords if keyword.arg}
            for argument in call.args:
                keys = argument.keys if isinstance(argument, ast.Dict) else []
                changed |= {name for key in keys if key is not None for name in _text(key)}
    return changed


def _at_top_level(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the parts of a statement that run with it: not what stands in functions of it."""
    yield node
    if isinstance(node, DEFINITIONS):
        inner: Iterable[ast.AST] = node.decorator_list
    elif isinstance(node, ast.Lambda):
        inner = ()
    elif isinstance(node, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
        inner = [node.generators[0].iter]
    else:
        inner = ast.iter_child_nodes(node)
    for part in inner:
        yield from _at_top_level(part)


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


def _is_call_of(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name


def _text(node: ast.expr) -> set[str]:
    return {node.value} if isinstance(node, ast.Constant) and isinstance(node.value, str) else set()
