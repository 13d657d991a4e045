"""Tells by its first bytes what a file is, whatever it is called."""

from __future__ import annotations

import re

from grader.limits import KIND_BYTES

#: what other files begin with, and what they are called
_KINDS: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "a zip archive"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"Rar!\x1a", "a RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"{\\rtf", "a text of a word processor"),
    (b"\xd0\xcf\x11\xe0", "an Office document"),
    (b"bplist00", "a web archive of Safari"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
)
_LFS = b"version https://git-lfs.github.com/spec/"
_PAGE = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_SAVED_PAGE = re.compile(rb"From: <Saved by|MIME-Version:", re.I)
_PATCHES = (b"diff --git ", b"--- a/")
_CONFLICT = tuple(re.compile(rb"^%s(?:[ \r]|$)" % (mark * 7), re.M) for mark in (b"<", b"=", b">"))


def kind_of(data: bytes) -> str | None:
    """Return what `data` is, "a RAR archive", or None where its first bytes do not tell."""
    head = data[:KIND_BYTES].removeprefix(b"\xef\xbb\xbf")
    for magic, kind in _KINDS:
        if head.startswith(magic):
            return kind
    if len(data) > 262 and data[257:262] == b"ustar":
        return "a tar archive"
    return None


def mistaken_for_code(data: bytes) -> str | None:
    """Return why bytes are neither a module nor a notebook although called so, with the remedy."""
    head = data[:KIND_BYTES].removeprefix(b"\xef\xbb\xbf")
    if data and not data.strip(b"\0"):
        return (
            "is filled with zeros, as what was not saved or synchronised to its end: save it "
            "again, and hand in that"
        )
    if _PAGE.match(head) or _SAVED_PAGE.match(head):
        return (
            "is a web page (HTML), not the file itself: open the raw file or use the page's "
            "download button, and hand in that"
        )
    if head.startswith(_LFS):
        return (
            "is a Git LFS pointer, not the file itself: run `git lfs pull`, and hand in the real "
            "file"
        )
    if head.startswith(_PATCHES):
        return "is a patch, which holds no more than changes: hand in the file itself"
    if kind := kind_of(data):
        return f"is {kind}, whatever it is called: hand in the .py or .ipynb file itself"
    return None


def merge_conflict(data: bytes) -> int | None:
    """Return the line of a merge conflict's first mark, or None.

    All three marks must be there: a row of equals signs alone may underline a heading.
    """
    marks = [mark.search(data) for mark in _CONFLICT]
    if marks[0] is None or not all(marks):
        return None
    return data[: marks[0].start()].count(b"\n") + 1
