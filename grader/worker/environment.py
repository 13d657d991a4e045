"""Knows what a worker has to import, and says so where a submission needs something else."""

from __future__ import annotations

import errno
import importlib.util
import socket
import sys
import urllib.error
from collections.abc import Iterable

from grader.worker.versions import GRADES_WITH, newer_library

#: what a student may count on; the handouts list the same
PACKAGES = ("torch", "numpy", "scipy", "einops", "tqdm")
#: what notebooks draw with may be installed at home and is not where a course grades, so nowhere
WITHHELD = ("matplotlib", "PIL")
#: what to do with a notebook that only marimo can run
OF_MARIMO = "hand in the notebook that `marimo export ipynb` makes of it"

#: what a notebook runs in, and an export of one still imports
A_NOTEBOOKS_OWN = ("google", "IPython", "ipywidgets")


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
    """Return a sentence on what can be counted on: an own helper may have been forgotten."""
    return f"There are: {', '.join(PACKAGES)}, and the files that you hand in"


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
    if isinstance(error, ImportError) and "relative import" in str(error):
        return "of what was handed in nothing lies there"
    if isinstance(error, ImportError | AttributeError) and (clause := newer_library(error)):
        return clause.removeprefix(". ")
    if type(error).__name__ == "BdbQuit":
        return "nobody is there to debug it where this is graded: take the breakpoint out"
    if isinstance(error, EOFError):
        return "nobody is there to answer `input` where this is graded"
    if isinstance(error, SystemExit):
        return "it ends the program, by `exit` or since it was called without arguments"
    if isinstance(error, OSError) and _comes_from(error, "socket"):
        return "where this is graded there is no network, nor asyncio, which needs a socket"
    if isinstance(error, OSError) and _comes_from(error, "multiprocessing", "subprocess"):
        return "where this is graded no other process can be started: num_workers=0 needs none"
    if isinstance(error, urllib.error.URLError | socket.gaierror):
        return "where this is graded there is no network"
    if isinstance(error, RuntimeError) and "Permission denied" in str(error):
        return "the grader writes no files"
    if isinstance(error, OSError) and error.errno in (errno.EACCES, errno.EROFS, errno.EPERM):
        return "the grader writes no files"
    if isinstance(error, FileNotFoundError):
        if str(error.filename).endswith((".py", ".ipynb")):
            return "nothing that was handed in lies there: leave out the folders of your own disk"
        return "of what was handed in only code is there: put what you need into the code"
    return None


def _comes_from(error: BaseException, *packages: str) -> bool:
    """Whether an error came up inside one of these packages."""
    traceback = error.__traceback__
    while traceback is not None:
        module = str(traceback.tb_frame.f_globals.get("__name__"))
        if module.partition(".")[0] in packages:
            return True
        traceback = traceback.tb_next
    return False
