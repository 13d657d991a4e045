"""Lets a submission import the other files it came with; installed packages come first."""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.machinery
import types
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import PurePosixPath

from grader.wire.paths import SOURCES, is_named, read_name, suffix_of
from grader.worker.choosing import written_instead
from grader.worker.environment import WITHHELD
from grader.worker.sources import SourceProblem

#: the package that all that was handed in stands in, for relative imports without an __init__.py
TOP = "handed_in"

_Execute = Callable[[str, types.ModuleType, None], None]


class SiblingFinder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds modules among `files`, those beside `target` first, and has them executed.

    One of the `course`, of another assignment, is no package that could be installed, and is the
    file in which its `exercises` are written.
    """

    def __init__(
        self,
        files: Mapping[str, bytes],
        execute: _Execute,
        target: str,
        course: Collection[str] = (),
        exercises: Collection[str] = (),
    ) -> None:
        self._files = files
        self._execute = execute
        self._folder = PurePosixPath(target).parent
        self._course = course
        self._exercises = exercises

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,  # noqa: ARG002 - the import system's protocol
        target: types.ModuleType | None = None,  # noqa: ARG002
    ) -> importlib.machinery.ModuleSpec | None:
        found = self._path_of(fullname)
        if found is None:
            if fullname.startswith(f"{TOP}."):
                inside = fullname.removeprefix(f"{TOP}.")
                raise ModuleNotFoundError(f"{inside} was not handed in", name=fullname)
            if fullname in self._course:
                text = f"{fullname}.py was not handed in: hand it in with this file"
                raise ModuleNotFoundError(text, name=fullname)
            return None
        if fullname in self._course and found:
            found = written_instead(self._files, found, fullname, self._exercises)
        is_package = found == "" or found.endswith("__init__.py")
        return importlib.machinery.ModuleSpec(
            fullname, self, origin=found or None, is_package=is_package
        )

    def _path_of(self, fullname: str) -> str | None:
        """Return the file of a module, "" for a folder that is a package without a file."""
        if fullname == TOP:
            return ""
        relative = fullname.removeprefix(f"{TOP}.").replace(".", "/")
        for suffix in (".py", "/__init__.py", ".ipynb"):
            beside = str(self._folder / (relative + suffix))
            if beside in self._files:
                return beside
            ends = f"/{relative}{suffix}"
            deeper = sorted(path for path in self._files if f"/{path}".endswith(ends))
            if deeper:
                return min(deeper, key=len)
        if any(f"/{path}".rpartition(f"/{relative}/")[1] for path in self._files):
            return ""
        return renamed(self._files, relative)

    def exec_module(self, module: types.ModuleType) -> None:
        origin = module.__spec__.origin if module.__spec__ else None
        if not origin:
            return
        try:
            self._execute(origin, module, None)
        except SourceProblem as error:
            raise ImportError(str(error)) from None


class Withheld(importlib.abc.MetaPathFinder):
    """Finds packages that nothing is graded with only where they were handed in."""

    def __init__(self, handed_in: SiblingFinder) -> None:
        self._handed_in = handed_in

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,
        target: types.ModuleType | None = None,
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname.partition(".")[0] not in WITHHELD:
            return None
        found = self._handed_in.find_spec(fullname, path, target)
        if found is None:
            raise ModuleNotFoundError(f"No module named {fullname!r}", name=fullname)
        return found


class PlainBars(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives a notebook's progress bars as a terminal's: there is no page to draw them on."""

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,  # noqa: ARG002 - the import system's protocol
        target: types.ModuleType | None = None,  # noqa: ARG002
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != "tqdm.notebook":
            return None
        return importlib.machinery.ModuleSpec(fullname, self)

    def exec_module(self, module: types.ModuleType) -> None:
        plain = vars(importlib.import_module("tqdm.std"))
        bars = {"tqdm": "tqdm", "tqdm_notebook": "tqdm", "trange": "trange", "tnrange": "trange"}
        module.__dict__.update({name: plain[bar] for name, bar in bars.items()})


def renamed(files: Mapping[str, bytes], module: str) -> str | None:
    """Return the newest file that was this module before a download or a site renamed it."""
    found = [
        path
        for path in files
        if suffix_of(path) in SOURCES and is_named(read_name(path), module.rpartition("/")[2])
    ]
    return max(found, key=lambda path: (read_name(path).attempt, path)) if found else None
