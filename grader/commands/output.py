"""Writes result files whole or not at all."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from grader.errors import OutputError
from grader.wire.paths import ARCHIVES, OTHER_ARCHIVES, SOURCES

#: what a student has handed in is called so, and no report is
_WORK = (*SOURCES, *ARCHIVES, *OTHER_ARCHIVES)


def check_writable(path: Path) -> None:
    """Find out before the work that `path` can be written; `-` is the standard output.

    Raises:
        OutputError: its folder is missing or not writable, or it is a folder itself.
    """
    if path == Path("-"):
        return
    if path.is_dir():
        raise OutputError(f"{path}: is a folder; name a file in it")
    if _is_kept(path):
        if not os.access(path, os.W_OK):
            raise OutputError(f"{path}: cannot be written to")
        return
    if not path.parent.is_dir():
        raise OutputError(f"{path}: the folder {path.parent} does not exist")
    if not os.access(path.parent, os.W_OK):
        raise OutputError(f"{path}: the folder {path.parent} cannot be written to")


def check_targets(targets: Mapping[str, Path]) -> None:
    """Find out before the work that each option can write its file, and that no two write one.

    Raises:
        OutputError: one cannot, two would write over each other, or one over somebody's work.
    """
    taken: dict[Path, str] = {}
    for option, path in targets.items():
        check_writable(path)
        if path.name.lower().endswith(_WORK) and path.exists():
            raise OutputError(
                f"{option} {path}: is code or an archive, which the report would replace: name "
                "another file"
            )
        place = path if path == Path("-") else path.absolute()
        if place in taken and not (place.exists() and _is_kept(place)):
            where = "the standard output" if path == Path("-") else str(path)
            raise OutputError(f"{taken[place]} and {option} both go to {where}: name two files")
        taken[place] = option


def _is_kept(path: Path) -> bool:
    """Whether a device, a pipe or a link is there: it is written to, and no file takes its place.

    Who is root would else replace the machine's own /dev/null.
    """
    return os.path.lexists(path) and (path.is_symlink() or not path.is_file())


def write_whole(path: Path, text: str) -> None:
    """Write `text` to `path` in one step: a reader sees the old file or the new one, never a part.

    Raises:
        OutputError: it cannot be written; the old file is kept.
    """
    if path == Path("-"):
        sys.stdout.write(text)
        return
    temporary = None
    try:
        if _is_kept(path):
            path.write_text(text, encoding="utf-8")
            return
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", dir=path.parent, prefix=f".{path.name}.", delete=False
        ) as stream:
            temporary = stream.name
            stream.write(text)
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except OSError as error:
        if temporary is not None:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
        raise OutputError(f"{path}: cannot be written ({error.strerror})") from None
