"""What lies beside the file that is graded: its module, and the rest of what was split in two."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import PurePosixPath

from grader.wire.paths import shortened
from grader.worker.choosing import Choice
from grader.worker.sources import SourceProblem, read
from grader.worker.work import defined_in, worked_on


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


def defined_beside(name: str, choice: Choice, files: Mapping[str, bytes]) -> str | None:
    """Return what to do about an exercise that is written where it does not count, or None."""
    for path in choice.aside:
        try:
            written = path in files and worked_on(read(path, files[path]), (name,), seen=True)
        except SourceProblem:
            continue
        if written:
            return f"it is written in {path}, and one file counts: put both into one"
    return None


def of_another(choice: Choice, exercises: Collection[str], others: Collection[str]) -> list[str]:
    """Return a sentence on a file that has functions of another assignment, and none of this."""
    defined = defined_in(choice.source)
    theirs = sorted(defined.intersection(others))
    if not theirs or defined.intersection(exercises) or worked_on(choice.source, exercises):
        return []
    listed, are = shortened(theirs), "is" if len(theirs) == 1 else "are"
    return [f"{choice.source.path} is another assignment's: {listed} {are} defined in it"]
