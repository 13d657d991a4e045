"""Unpacks the zip of a whole class into a folder, within limits, whatever its names say.

What a student chose in it are the names of files; no name leads out of the folder, no link is made,
and what a system cannot write is left out and told.
"""

from __future__ import annotations

import contextlib
import shutil
import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path

from grader.errors import OutputError, SubmissionError
from grader.limits import MAX_CLASS_BYTES, MAX_CLASS_ENTRIES
from grader.wire.paths import OTHER_ARCHIVES, SOURCES, is_litter, parts_of, suffix_of

#: inside the output: hidden, and gone once a run has ended
_FOLDER = ".unpacked"
_STEP = 1 << 20
_SAYS_UTF8 = 0x800


@contextlib.contextmanager
def opened(source: Path, out: Path, told: list[str]) -> Iterator[Path]:
    """Lend the folder of a class: the source itself, or what its zip holds.

    Raises:
        SubmissionError: it is no zip, damaged, encrypted, or unpacks to too much.
    """
    if not source.is_file():
        yield source
        return
    _refuse_by_name(source)
    into = out / _FOLDER
    shutil.rmtree(into, ignore_errors=True)  # of a run that was ended
    try:
        _unpack(source, into, told)
        yield into
    except SubmissionError as error:  # of what was unpacked, which nobody can look into later
        raise SubmissionError(str(error).replace(str(into), str(source))) from None
    finally:
        shutil.rmtree(into, ignore_errors=True)


def _refuse_by_name(source: Path) -> None:
    """Refuse what is no zip by its name, and say what to do with it instead."""
    if suffix_of(source.name) in SOURCES:
        raise SubmissionError(f"{source}: is one student's work: grade it with `grade {source}`")
    if suffix_of(source.name) not in ("", ".zip") or source.name.lower().endswith(OTHER_ARCHIVES):
        raise SubmissionError(f"{source}: is no .zip: unpack it, and give the folder")


def _unpack(source: Path, into: Path, told: list[str]) -> None:
    total = 0
    try:
        with zipfile.ZipFile(source) as archive:
            members = archive.infolist()
            if len(members) > MAX_CLASS_ENTRIES:
                raise SubmissionError(f"{source}: has over {MAX_CLASS_ENTRIES} entries")
            for member in members:
                path = "/".join(parts_of(_name_of(member)))
                if not path or is_litter(f"{path}/file" if member.is_dir() else path):
                    continue
                if member.is_dir():  # of a student, it may be, who has handed in nothing
                    _made(into / path / "file", told, path)
                    continue
                if stat.S_ISLNK(member.external_attr >> 16):
                    told.append(f"in the zip, {path} is a symbolic link, and was left out")
                    continue
                target = into / path
                if not _made(target, told, path):
                    continue
                with archive.open(member) as stream, target.open("xb") as written:
                    while data := stream.read(_STEP):
                        total += len(data)
                        if total > MAX_CLASS_BYTES:
                            raise SubmissionError(f"{source}: unpacks to too much: give a folder")
                        written.write(data)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, ValueError) as error:
        raise SubmissionError(f"{source}: is no whole zip ({error}): download it anew") from None
    except RuntimeError:
        raise SubmissionError(f"{source}: is encrypted: unpack it, and give the folder") from None
    except OSError as error:
        raise OutputError(f"{into}: cannot be written ({error.strerror})") from None


def _name_of(member: zipfile.ZipInfo) -> str:
    """Return a member's name; a Mac writes UTF-8 and does not say so."""
    name = member.filename
    if not member.flag_bits & _SAYS_UTF8:
        with contextlib.suppress(UnicodeError):
            return name.encode("cp437").decode("utf-8")
    return name


def _made(target: Path, told: list[str], path: str) -> bool:
    """Make the folder of a file; whether the file can be written there."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.exists():
            return True
        told.append(f"in the zip, {path} is there twice, and its second was left out")
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        told.append(f"in the zip, {path} cannot be written here ({why}), and was left out")
    return False
