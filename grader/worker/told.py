"""Tells a student about a file as a whole: what was left out and mattered, and each thing once."""

from __future__ import annotations

import ast
from collections.abc import Collection, Sequence

from grader.limits import MAX_NOTICES_TOLD, MAX_PROBLEM_CHARACTERS
from grader.worker.choosing import Choice
from grader.worker.environment import OF_MARIMO, not_installed, what_there_is
from grader.worker.failures import Known, located
from grader.worker.sources import Source, definitions, is_placeholder

_REST = "What does not depend on it was still graded"


def notices(
    choice: Choice,
    known: Known,
    absent: Sequence[str],
    wanted: Collection[str],
    defined: Collection[str],
) -> list[str]:
    """Return what to tell: nothing where nothing is lost.

    A module has a mistake wherever a line of it fails; of a notebook only what the exercises need
    is run, and only that matters. `defined` are the names that were bound in the end.
    """
    lost = known.needed.difference(defined)
    told = list(choice.notices)
    is_module = not choice.source.is_notebook
    if "marimo" in absent:
        told.append(f"{choice.source.path} needs marimo, which is not installed: {OF_MARIMO}")
    absent = [package for package in absent if package != "marimo"]
    if absent:
        told.append(f"{not_installed(absent)}. {what_there_is()}")
    for broken in known.broken:
        if is_module or broken.names & lost:
            told.append(_without_stop(located(broken)) + f". {_REST}")
    for broken in known.failed:
        if is_module or broken.names & known.needed:
            told.append(_without_stop(located(broken)) + f". {_REST}")
    for stopped, is_needed in known.stopped:
        remedy = "" if is_needed else '. Put it under `if __name__ == "__main__":`'
        told.append(f"{located(stopped)}{remedy}. {_REST}")
    told += _defined_again(choice.source, wanted)
    return [text[:MAX_PROBLEM_CHARACTERS] for text in dict.fromkeys(told)][:MAX_NOTICES_TOLD]


def _without_stop(text: str) -> str:
    return text.rstrip(".")


def _builds_on_it(node: ast.stmt, name: str) -> bool:
    """Whether an assignment goes on from what the name was, as `f = torch.no_grad()(f)` does."""
    parts = ast.walk(node) if isinstance(node, ast.Assign | ast.AnnAssign) else ()
    return any(
        isinstance(part, ast.Name) and part.id == name and isinstance(part.ctx, ast.Load)
        for part in parts
    )


def _defined_again(source: Source, wanted: Collection[str]) -> list[str]:
    """Tell of exercises that are written more than once, which Python takes the last of."""
    found: dict[str, list[tuple[str, bool]]] = {}
    for statement in source.statements:
        for name, node in definitions(statement.node):
            if name in wanted and not _builds_on_it(node, name):
                where = f"{statement.place}, line {node.lineno}"
                found.setdefault(name, []).append((where, is_placeholder(node)))
    return [
        f"{name} is defined more than once: the last one counts ({places[-1][0]}), not "
        f"{places[-2][0]}"
        for name, places in found.items()
        if len(places) > 1 and not all(placeholder for _, placeholder in places[:-1])
    ]
