"""Gathers the sources of what was handed in: out of archives, and out of cells that write files."""

from __future__ import annotations

from pathlib import PurePosixPath

from grader.wire.paths import ARCHIVES, SOURCES, is_litter, parts_of, suffix_of
from grader.worker.archives import Unpacked, unpack
from grader.worker.sources import SourceProblem, read


def gathered(files: tuple[tuple[str, bytes], ...]) -> Unpacked:
    """Return path -> bytes of every module and notebook; what cannot be opened is left aside.

    Where everything lies in one archive, its name is left out of the paths.
    """
    found = Unpacked()
    for name, data in files:
        path = "/".join(parts_of(name))
        if suffix_of(name) in ARCHIVES:
            unpack(path, data, found)
        elif suffix_of(name) in SOURCES and not is_litter(path):
            found.files[path] = data
    if len(files) == 1 and suffix_of(files[0][0]) in ARCHIVES:
        top = "/".join(parts_of(files[0][0])) + "/"
        found.files = {path.removeprefix(top): data for path, data in found.files.items()}
        found.aside = {path.removeprefix(top): why for path, why in found.aside.items()}
        found.again = [path.removeprefix(top) for path in found.again]
        found.others = [path.removeprefix(top) for path in found.others]
    _add_written(found)
    return found


def _add_written(found: Unpacked) -> None:
    """Add the files that cells write with `%%writefile`, which count as handed in."""
    for path, data in [*found.files.items()]:
        if b"%%" not in data or (b"%%writefile" not in data and b"%%file" not in data):
            continue
        try:
            written = read(path, data).files
        except SourceProblem:
            continue
        for name, content in written.items():
            beside = "/".join([*PurePosixPath(path).parts[:-1], *parts_of(name)])
            if suffix_of(beside) in SOURCES:
                found.files.setdefault(beside, content)
                found.written[beside] = path
