"""Files as they are published, and how they are packed: the same bytes whenever they are."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

_TEMPLATES = Path(__file__).parent / "templates"
#: the earliest that a zip can tell: a real date would make every release another file
_DATE = (1980, 1, 1, 0, 0, 0)


class File(NamedTuple):
    """The bytes of a file and its mode."""

    data: bytes
    mode: int = 0o644


#: by their paths, with slashes
Files = Mapping[str, File]


def template(name: str, executable: bool = False) -> File:
    """Return a file that is published as it stands."""
    return File((_TEMPLATES / name).read_bytes(), 0o755 if executable else 0o644)


def under(folder: str, files: Files) -> dict[str, File]:
    """Return the files in a folder."""
    return {f"{folder}/{path}": file for path, file in files.items()}


def zipped(files: Files) -> bytes:
    """Return a zip of the files, by name, all of one date."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(files):
            entry = zipfile.ZipInfo(path, _DATE)
            entry.create_system = 3  # or the modes would depend on the system that packs
            entry.external_attr = (0o100000 | files[path].mode) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, files[path].data)
    return stream.getvalue()


def write_under(folder: Path, files: Files) -> None:
    """Write the files below a folder, with their modes."""
    for path in sorted(files):
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.touch(mode=0o600)
        place.write_bytes(files[path].data)
        place.chmod(files[path].mode)
