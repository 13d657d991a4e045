"""Examines this machine: versions, isolation, and the cure for what is missing."""

from __future__ import annotations

import importlib.metadata
import platform
import sys
from dataclasses import dataclass

from grader import __version__
from grader.catalogue import ASSIGNMENTS, SOLUTIONS, load_catalogue
from grader.errors import GraderError
from grader.host.isolation import Level, describe, level_of, missing, probe
from grader.host.workers import start

_PACKAGES = ("torch", "numpy", "scipy", "hypothesis", "nbformat", "msgspec", "psutil", "rich")


@dataclass(frozen=True)
class Finding:
    """One line of the examination."""

    what: str
    is_: str
    cure: str | None = None

    @property
    def fine(self) -> bool:
        return self.cure is None

    def __str__(self) -> str:
        line = f"{'ok ' if self.fine else 'BAD'}  {self.what:<12} {self.is_}"
        return line if self.fine else f"{line}\n     {'':<12} cure: {self.cure}"


def examine() -> list[Finding]:
    """Return what was found, worst included."""
    found = [Finding("grader", f"{__version__} in {ASSIGNMENTS.parent}")]
    found.append(_python())
    found += [_package(name) for name in _PACKAGES]
    found += [_assignments(), _solutions(), *_isolation(), _worker()]
    return found


def _python() -> Finding:
    version = f"Python {platform.python_version()}, {platform.platform()}"
    cure = None if sys.version_info >= (3, 11) else "install Python 3.11 or newer"
    return Finding("python", version, cure)


def _package(name: str) -> Finding:
    try:
        return Finding(name, importlib.metadata.version(name))
    except importlib.metadata.PackageNotFoundError:
        return Finding(name, "not installed", "make clean && make grade sets it up again")


def _assignments() -> Finding:
    try:
        names = [assignment.id for assignment in load_catalogue()]
        return Finding("assignments", ", ".join(names))
    except GraderError as error:
        return Finding("assignments", str(error), "restore the folder assignments/")


def _solutions() -> Finding:
    if SOLUTIONS.is_dir():
        return Finding("solutions", f"{SOLUTIONS}: hidden checks run")
    return Finding("solutions", "none here: only public checks run")


def _isolation() -> list[Finding]:
    layers = probe()
    found = [Finding("isolation", describe(layers))]
    level = level_of(layers)
    if level is Level.FULL:  # all that a course needs, and all that most containers give
        more = missing(layers)[0]
        found.append(Finding("", f"{Level.SEALED.value} would be more: {more.means}"))
        return [*found, Finding("", f"it takes {more.cure}")]
    lacking = [] if level is Level.SEALED else missing(layers)
    return found + [Finding("", layer.means, layer.cure) for layer in lacking]


def _worker() -> Finding:
    workers = start()
    try:
        workers.open().close()
        return Finding("worker", f"starts, held by: {workers.isolation}")
    except GraderError as error:
        return Finding("worker", str(error), "see the lines above")
    finally:
        workers.close()
