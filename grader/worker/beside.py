"""Tells whether a notebook imports from a module of its own name that lies beside it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import PurePosixPath

from grader.worker.choosing import Choice
from grader.worker.sources import SourceProblem, read, worked_on


def has_its_module_beside(
    choice: Choice, module: str, files: Mapping[str, bytes], exercises: Collection[str]
) -> bool:
    """Whether exercises are written in the module beside a notebook, as on its student's disk.

    A stub is none: what imports the module means the notebook in which the work is.
    """
    beside = str(PurePosixPath(choice.source.path).with_name(f"{module}.py"))
    if not choice.source.is_notebook or beside == choice.source.path or beside not in files:
        return False
    try:
        return bool(worked_on(read(beside, files[beside]), exercises))
    except SourceProblem:
        return False


def count_what_was_used(choice: Choice, used: Collection[str]) -> None:
    """Tell no more of files that they do not count, once what counts has imported them."""
    untrue = tuple(choice.aside.pop(path) for path in used if path in choice.aside)
    choice.notices = [text for text in choice.notices if not text.endswith(untrue)]
