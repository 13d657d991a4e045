"""Lets a submission open the code that it came with by a path, as on its student's own disk.

`spec_from_file_location`, `runpy` and `exec(open(...).read())` are how a file is used whose folder
no import statement can name, such as `01_interpolant`.
"""

from __future__ import annotations

import _io
import builtins
import io
import os
import posixpath
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from grader.wire.paths import SOURCES, stem_of, suffix_of
from grader.worker.imports import renamed

#: what opening a file raises that is not there, or lies where nothing may be read
_NOT_THERE = (FileNotFoundError, NotADirectoryError, PermissionError)


class OwnFiles:
    """Opens `files` where nothing else is found; relative paths begin at the folder of `target`."""

    def __init__(self, files: Mapping[str, bytes], target: str, used: list[str]) -> None:
        self._files = files
        self._folder = posixpath.join("/", posixpath.dirname(target))
        self._used = used
        self._open = builtins.open
        self._open_code = io.open_code

    def put_in_place(self) -> None:
        """Have every way to open a file for reading find them."""
        opened: Any = self._opened
        builtins.open = io.open = opened
        io.open_code = _io.open_code = self._opened_code  # the second is what importlib asks

    def _opened(
        self,
        file: Any,
        mode: str = "r",
        buffering: int = -1,
        encoding: str | None = None,
        errors: str | None = None,
        newline: str | None = None,
        **named: Any,
    ) -> Any:
        try:
            return self._open(file, mode, buffering, encoding, errors, newline, **named)
        except _NOT_THERE:
            data = None if set(mode) & set("wax+") else self._read(file)
            if data is None:
                raise
        stream = io.BytesIO(data)
        if "b" in mode:
            return stream
        encoding = "utf-8" if encoding in (None, "locale") else encoding
        return io.TextIOWrapper(stream, encoding, errors, newline)

    def _opened_code(self, path: str) -> Any:
        try:
            return self._open_code(path)
        except _NOT_THERE:
            if (data := self._read(path)) is None:
                raise
        return io.BytesIO(data)

    def _read(self, file: Any) -> bytes | None:
        """Return the bytes of a module or notebook that was handed in, or None."""
        if isinstance(file, int):
            return None
        name = os.fsdecode(file).replace("\\", "/")
        if suffix_of(name) not in SOURCES:
            return None
        path = posixpath.normpath(posixpath.join(self._folder, name))
        same = [own for own in self._files if f"/{own}".endswith(path)]
        if not same and not name.startswith("/"):  # it lay elsewhere on their disk
            last = PurePosixPath(path).name
            same = [own for own in self._files if PurePosixPath(own).name == last]
            same = same or [renamed(self._files, stem_of(last)) or ""]
        path = min(same, key=len, default="")
        if path not in self._files:
            return None
        if path not in self._used:
            self._used.append(path)
        return self._files[path]
