"""Numbers that limit something stand in `grader/limits.py` alone, and every one of them is used."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from grader.catalogue import ROOT

HOME = ROOT / "grader" / "limits.py"
#: what is handed out with a release runs where nothing of the grader may load
TEMPLATES = ROOT / "grader" / "publishing" / "templates"
OTHERS = sorted(
    path
    for path in (ROOT / "grader").rglob("*.py")
    if path != HOME and TEMPLATES not in path.parents
)

_A_LIMIT = re.compile(
    r"(?:^|_)(?:MAX|MOST|LIMITS?|LONGEST|BUDGET|TIMEOUT|SECONDS|BYTES|CHARACTERS)(?:_|$)"
)
#: smaller ones are places in something, as in `parts[:2]`, or the digits of a digest
_A_PLACE = 16
#: how a call is told a limit, by the name of the argument or of the function that is called
_KEYWORDS = ("max_length", "timeout", "limit", "maxsize")
_CUTTING = ("clean", "shorten", "settimeout", "recv", "recv_fds", "wait")


def _number(node: ast.expr | None) -> bool:
    """Whether an expression is written in numbers alone: `500`, `4 << 20`, `-3`."""
    return node is not None and all(
        isinstance(part, ast.Constant | ast.BinOp | ast.UnaryOp | ast.operator | ast.unaryop)
        and (not isinstance(part, ast.Constant) or isinstance(part.value, int | float))
        for part in ast.walk(node)
    )


def _limits_in(text: str) -> list[str]:
    """Return what of a module limits something by a number of its own."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names = [target.id for target in targets if isinstance(target, ast.Name)]
            if not (isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)):
                found += [name for name in names if _A_LIMIT.search(name)]
        elif isinstance(node, ast.Slice) and node.lower is None and _number(node.upper):
            assert node.upper is not None
            size = abs(eval(ast.unparse(node.upper)))
            found += [ast.unparse(node)] if size > _A_PLACE else []
        elif isinstance(node, ast.Call):
            name = ast.unparse(node.func).rpartition(".")[2]
            given = [word.value for word in node.keywords if word.arg in _KEYWORDS]
            given += node.args if name in _CUTTING else []
            found += [ast.unparse(node) for value in given if _number(value)]
    return found


@pytest.mark.parametrize("path", OTHERS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_other_module_limits_by_a_number_of_its_own(path: Path) -> None:
    assert _limits_in(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "text",
    [
        "MAX_FILES = 3",
        "_MOST: int = 3",
        "_READY_SECONDS = 300.0",
        "ITEM_BYTES = {}",
        "class A:\n    LIMIT = 1",
        "shown = text[:500]",
        "shown = text[:4 << 20]",
        "shown = clean(text, 200)",
        "Meta(max_length=8)",
        "subprocess.run(command, timeout=60)",
        "data = sock.recv(1 << 18)",
    ],
)
def test_a_limit_elsewhere_would_be_seen(text: str) -> None:
    assert _limits_in(text) != []


@pytest.mark.parametrize(
    "text",
    ["LIMITS = 'limits'", "head = parts[:2]", "clean(text, MAX_NAME)", "data[257:262]", "x[:-1]"],
)
def test_what_limits_nothing_is_let_through(text: str) -> None:
    assert _limits_in(text) == []


def _names_of_limits() -> list[str]:
    tree = ast.parse(HOME.read_text(encoding="utf-8"))
    return [
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    ]


def test_every_limit_is_used() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in (HOME, *OTHERS))
    named = _names_of_limits()
    assert len(named) == len(set(named)) > 20
    assert [name for name in named if len(re.findall(rf"\b{name}\b", text)) < 2] == []
