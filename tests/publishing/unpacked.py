"""Sets a kit up that was unpacked somewhere, without installing anything: it has our Python."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path


def unpack(data: bytes, folder: Path) -> Path:
    """Unpack a zip with the modes that it tells, as unzip does."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for entry in archive.infolist():
            place = Path(archive.extract(entry, folder))
            place.chmod(entry.external_attr >> 16 & 0o777)
    return folder


def set_up(kit: Path) -> Path:
    """Put a .venv there that is finished, and whose python is the one that runs the tests."""
    python(kit / ".venv" / "bin")
    for stamp in (".core", ".notebook", ".dev"):
        (kit / ".venv" / stamp).touch()
    return kit


def python(folder: Path) -> Path:
    """Put a python there that is the one that runs the tests, with what it has installed."""
    folder.mkdir(parents=True)
    place = folder / "python"
    place.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    place.chmod(0o755)
    return place


def run(
    command: list[str] | str, folder: Path, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run a command, or a line of a shell, without what the make around these tests was told."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("MAKE", "GRADER_", "GITHUB_", "PYTEST_")) and name != "ARGS"
    }
    return subprocess.run(
        command,
        shell=isinstance(command, str),
        cwd=folder,
        env=kept | environment,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
