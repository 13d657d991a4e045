"""Tells a student about a file as a whole: what was left out and mattered, and each thing once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from grader.limits import MAX_NOTICES_TOLD, MAX_PROBLEM_CHARACTERS
from grader.worker.bindings import bound_again
from grader.worker.choosing import Choice
from grader.worker.environment import OF_MARIMO, not_installed, what_there_is
from grader.worker.failures import Known, located

_REST = "What does not depend on it was still graded"


def notices(
    choice: Choice,
    known: Known,
    absent: Sequence[str],
    wanted: Collection[str],
    defined: Mapping[str, Any],
) -> list[str]:
    """Return what to tell: nothing where nothing is lost.

    A module has a mistake wherever a line of it fails; of a notebook only what the exercises need
    is run, and only that matters. `defined` is what is bound in the end.
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
    told += bound_again(choice.source, wanted, defined, known.places)
    return [text[:MAX_PROBLEM_CHARACTERS] for text in dict.fromkeys(told)][:MAX_NOTICES_TOLD]


def _without_stop(text: str) -> str:
    return text.rstrip(".")
