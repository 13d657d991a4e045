"""What honest programs expect of a machine and the lock-down took, given back harmlessly."""

from __future__ import annotations

import builtins
import os
import tempfile
from typing import Any

_open = builtins.open


def put_in_place() -> None:
    """Make `tempfile` name a folder, and /dev/null writable, without a file being opened."""
    # libraries (torch.func's own among them) ask for the folder while they are imported, and few of
    # them then write to it; searching one tries to write, and would raise
    tempfile.tempdir = os.environ.get("TMPDIR", "/tmp")  # noqa: S108 - a name only
    builtins.open = _open_politely


def _open_politely(file: Any, mode: str = "r", *arguments: Any, **named: Any) -> Any:
    if file == os.devnull and mode.strip("bt") in ("w", "a"):
        file = os.dup(1)  # is /dev/null in a worker
    return _open(file, mode, *arguments, **named)
