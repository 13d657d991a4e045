"""Gives back, harmlessly, what honest programs expect of a machine and the lock-down took."""

from __future__ import annotations

import builtins
import errno
import os
import tempfile
import types
from typing import Any

import grader

_open = builtins.open


def put_in_place() -> None:
    """Make `tempfile` name a folder, and /dev/null writable, without a file being opened."""
    # libraries (torch.func's own among them) ask for the folder while they are imported, and few of
    # them then write to it; searching one tries to write, and would raise
    tempfile.tempdir = os.environ.get("TMPDIR", "/tmp")  # noqa: S108 - a name only
    builtins.open = _open_politely
    # the notebook that is handed out asks for grades between its cells, also once it is a module
    grader.check = lambda *_, **__: None


def _open_politely(file: Any, mode: str = "r", *arguments: Any, **named: Any) -> Any:
    if isinstance(mode, str) and set(mode) & set("wax+") and not isinstance(file, int):
        if file != os.devnull:
            raise PermissionError(errno.EACCES, "the grader writes no files", file)
        file = os.dup(1)  # is /dev/null in a worker
    return _open(file, mode, *arguments, **named)


class _Shell:
    """What `get_ipython()` gives in a notebook, as far as asking it is concerned."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *_, **__: None


def offer_a_notebook(module: types.ModuleType) -> None:
    """Give a notebook the two names that are always there in one, and do nothing here."""
    module.__dict__.setdefault("get_ipython", _Shell)
    module.__dict__.setdefault("display", lambda *_, **__: None)
