"""Knows what a worker has to import, and says so where a submission needs something else."""

from __future__ import annotations

import errno
import importlib.util
import sys
from collections.abc import Iterable

from grader.worker.versions import GRADES_WITH, newer_library

#: what a student may count on; the handouts list the same
PACKAGES = ("torch", "numpy", "scipy", "einops", "tqdm")
#: what notebooks draw with may be installed at home and is not where a course grades, so nowhere
WITHHELD = ("matplotlib", "PIL")


def is_absent(package: str) -> bool:
    """Whether a top-level package cannot be imported here, without importing it."""
    if package in WITHHELD:
        return package not in sys.modules
    try:
        return package not in sys.modules and importlib.util.find_spec(package) is None
    except (ImportError, ValueError):
        return False


def not_installed(packages: Iterable[str]) -> str:
    """Return a clause on packages that are absent."""
    named = list(dict.fromkeys(packages))
    listed = ", ".join(named[:-1]) + " and " + named[-1] if len(named) > 1 else named[0]
    verb = "are" if len(named) > 1 else "is"
    return f"{listed} {verb} not installed where this is graded ({GRADES_WITH})"


def what_there_is() -> str:
    """Return a sentence on the packages that can be counted on."""
    return f"There are: {', '.join(PACKAGES)}"


def absent_package(error: BaseException) -> str | None:
    """Return the top-level package whose absence an ImportError is about."""
    if not isinstance(error, ModuleNotFoundError) or not isinstance(error.name, str):
        return None
    package = error.name.partition(".")[0]
    return package if package.isidentifier() and is_absent(package) else None


def explained(error: BaseException) -> str | None:
    """Return what the place where this is graded has to do with an error, or None."""
    if package := absent_package(error):
        return f"{not_installed([package])}. {what_there_is()}"
    if isinstance(error, ImportError | AttributeError) and (clause := newer_library(error)):
        return clause.removeprefix(". ")
    if isinstance(error, OSError) and error.errno in (errno.EACCES, errno.EROFS, errno.EPERM):
        return "the grader writes no files"
    if isinstance(error, FileNotFoundError):
        return "of what was handed in only code is there: put what you need into the code"
    return None
