"""Archives and notebooks that tests hand in."""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Mapping

import nbformat


def zipped(files: Mapping[str, bytes | str], compression: int = zipfile.ZIP_STORED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def tarred(files: Mapping[str, bytes | str], links: Mapping[str, str] | None = None) -> bytes:
    """Return a tar.gz of files, and of symbolic links to their targets."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        for name, content in files.items():
            data = content.encode() if isinstance(content, str) else content
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
        for name, target in (links or {}).items():
            member = tarfile.TarInfo(name)
            member.type, member.linkname = tarfile.SYMTYPE, target
            archive.addfile(member)
    return stream.getvalue()


def notebook(*cells: str, markdown: Mapping[int, str] | None = None) -> bytes:
    """Return a notebook of code cells; `markdown` puts text cells before those numbers."""
    made = []
    for number, cell in enumerate(cells):
        if markdown and number in markdown:
            made.append(nbformat.v4.new_markdown_cell(markdown[number]))
        made.append(nbformat.v4.new_code_cell(cell))
    book = nbformat.v4.new_notebook(cells=made)
    return nbformat.writes(book).encode()
