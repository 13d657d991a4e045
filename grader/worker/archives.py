"""Opens zip and tar archives in memory.

Threats: a size that lies, a bomb, a link that leads elsewhere, a path that leads out. Nothing is
ever written to a disk, no more than a limit is ever unpacked, and only regular files are taken.
"""

from __future__ import annotations

import io
import lzma
import stat
import tarfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field

from grader.limits import (
    MAX_ARCHIVE_DEPTH,
    MAX_FILE_BYTES,
    MAX_FILES,
    MAX_FILES_TOLD,
    MAX_TAR_ENTRIES,
    MAX_UNPACKED_BYTES,
)
from grader.wire.paths import (
    ENVIRONMENT_MARK,
    NOT_READ,
    OTHER_ARCHIVES,
    RENAME,
    SOURCES,
    environments,
    is_litter,
    kits,
    named_as_text,
    parts_of,
    suffix_of,
)
from grader.worker.kinds import kind_of

_ZIPS = ("a zip archive", "an empty zip archive")
#: what `tarfile` looks into
_TARS = ("a gzip archive", "a bzip2 archive", "an xz archive", "a tar archive")
_BROKEN = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    OverflowError,
)


class ArchiveProblem(Exception):
    """An archive cannot be looked into; the text says why, and follows the archive's name."""


@dataclass
class Unpacked:
    """What came out of the archives of one submission: paths, bytes, and what was left aside."""

    files: dict[str, bytes] = field(default_factory=dict)
    aside: dict[str, str] = field(default_factory=dict)
    others: list[str] = field(default_factory=list)  # what is neither a source nor an archive
    again: list[str] = field(default_factory=list)  # paths that an archive has more than once
    written: dict[str, str] = field(default_factory=dict)  # by a cell, and in which notebook
    total: int = 0


@dataclass(frozen=True)
class _Member:
    path: str
    is_link: bool
    read: Callable[[int], bytes]
    is_again: bool


def unpack(name: str, data: bytes, into: Unpacked, depth: int = 0) -> None:
    """Add every source in the archive `name` to `into`, under the archive's name.

    What cannot be read is noted in `into.aside`: other files must not suffer from it.
    """
    try:
        _unpack(name, data, into, depth)
    except ArchiveProblem as problem:
        into.aside[name] = str(problem)


def _unpack(name: str, data: bytes, into: Unpacked, depth: int) -> None:
    if depth >= MAX_ARCHIVE_DEPTH:
        raise ArchiveProblem("is an archive in an archive in an archive: hand in what is in it")
    kind = kind_of(data)  # what it is called may be wrong: `tar czf hw.zip` makes no zip
    is_zip = kind in _ZIPS or (suffix_of(name) == ".zip" and kind not in _TARS)
    others: list[str] = []
    try:
        for member in (_zip_members if is_zip else _tar_members)(data, others):
            # a tar's names may be no UTF-8, and what crosses must be
            path = f"{name}/{member.path}".encode("utf-8", "replace").decode()
            if member.is_link:
                if suffix_of(path):
                    into.aside[path] = "is a link, which is not followed: hand in the file itself"
                continue
            if before := named_as_text(parts_of(path)[-1]):
                into.aside[path] = RENAME.format(before)
                continue
            room = min(MAX_FILE_BYTES, MAX_UNPACKED_BYTES - into.total)
            # the stated size may lie, so no more than the limit is ever decompressed
            try:
                content = member.read(room + 1)
            except NotImplementedError:
                into.aside[path] = "is packed in a way that is not read: make the archive anew"
                continue
            except _BROKEN:
                into.aside[path] = "is damaged in its archive: make the archive anew"
                continue
            except RuntimeError:
                into.aside[path] = "is encrypted: hand in an archive without a password"
                continue
            into.total += len(content)
            if len(content) > room:
                into.total -= len(content)
                into.aside[path] = "is too large once unpacked: keep data out of it"
            elif suffix_of(path) in SOURCES:
                into.files[path] = content
                into.again += [path] * member.is_again
            else:
                unpack(path, content, into, depth + 1)
    except _BROKEN:
        known = (*_ZIPS, *(() if suffix_of(name) == ".zip" else _TARS))
        if kind is not None and kind not in known:
            raise ArchiveProblem(f"is {kind}, whatever it is called: hand in a .zip") from None
        what = "zip" if is_zip else "tar"
        raise ArchiveProblem(f"is not a whole {what} archive: make it anew") from None
    for path in others:
        if path.lower().endswith(OTHER_ARCHIVES):
            into.aside[f"{name}/{path}"] = NOT_READ
        into.others.append(f"{name}/{path}")


def _zip_members(data: bytes, others: list[str]) -> Iterator[_Member]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        found = {member.filename: member for member in archive.infolist()}
        again = {name for name, count in Counter(archive.namelist()).items() if count > 1}
        for path in _wanted(found, others):
            member = found[path]

            def read(size: int, member: zipfile.ZipInfo = member) -> bytes:
                with archive.open(member) as stream:
                    return stream.read(size)

            is_link = stat.S_ISLNK(member.external_attr >> 16)
            yield _Member("/".join(parts_of(path)), is_link, read, path in again)


def _tar_members(data: bytes, others: list[str]) -> Iterator[_Member]:
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:*") as archive:
        found: dict[str, tarfile.TarInfo] = {}
        again = set()
        for number, member in enumerate(archive):
            if number >= MAX_TAR_ENTRIES:
                raise ArchiveProblem("holds too many files: hand in your own alone")
            if member.isfile() or member.issym() or member.islnk():
                again |= {member.name} & found.keys()
                found[member.name] = member
        for path in _wanted(found, others):
            member = found[path]

            def read(size: int, member: tarfile.TarInfo = member) -> bytes:
                stream = archive.extractfile(member)
                return stream.read(size) if stream is not None else b""

            yield _Member("/".join(parts_of(path)), not member.isfile(), read, path in again)


def _wanted(paths: Collection[str], others: list[str]) -> list[str]:
    """Return what may be a student's own source, sources first and those near the top first.

    Of what is none, some is added to `others`.
    """
    within = environments(path for path in paths if path.endswith(ENVIRONMENT_MARK)) + kits(paths)
    wanted = []
    for path in paths:
        if path.endswith("/") or is_litter(path) or path.startswith(within):
            continue
        if suffix_of(path) or named_as_text(path):
            wanted.append(path)
        elif len(others) < MAX_FILES_TOLD:
            others.append("/".join(parts_of(path)).encode("utf-8", "replace").decode())
    wanted.sort(key=lambda path: (suffix_of(path) not in SOURCES, len(parts_of(path)), path))
    return wanted[:MAX_FILES]
