"""Text that a submission chose is data: it is cut, and can move no cursor and hide nothing."""

from __future__ import annotations

import re

#: terminal sequences: CSI with its parameters, OSC with its payload, and two-character escapes
_ESCAPES = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b.?")
#: a line that begins so is a command to a CI runner: `::error::`, `::add-mask::`, `##[group]`
_COMMAND = re.compile(r"^\s*(::|##\[)")
#: the same further in, where a report breaks the line
_BROKEN = re.compile(r"(?<!^')(:{2,}(?=[A-Za-z][\w-]*(?: [^:]*)?::)|##(?=\w*\[))")
_ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{6,}\b")


#: a text without any of these stays as it is; most are our own, and a report has hundreds
_TOUCHED = re.compile(r"[^\n -~]|::|##|0x")
_SPACED = re.compile(r"\n|  |^ | $")


def clean(text: str, limit: int) -> str:
    """Return `text` on one line, without control or invisible characters, at most `limit` long.

    Memory addresses are blanked: they change from run to run, and a regrade must not.
    """
    if not _TOUCHED.search(text) and not _SPACED.search(text):
        return _cut(text, limit)
    return _cut(" ".join(_plain(_ESCAPES.sub("", text[: 4 * limit])).split()), limit)


def clean_lines(text: str, limit: int) -> str:
    """Return the lines of `text` cleaned, with their spaces as they are, as code needs them."""
    if not _TOUCHED.search(text):
        return _cut(text, limit)
    lines = text[: 4 * limit].split("\n")
    return _cut("\n".join(_plain(_ESCAPES.sub("", line)) for line in lines), limit)


def _plain(line: str) -> str:
    if not line.isprintable():  # whatever is of Unicode's kinds Other and Separator, but a space
        spaced = (" " if character.isspace() else character for character in line)
        line = "".join(character for character in spaced if character.isprintable())
    line = _ADDRESS.sub("0x...", line)
    return _BROKEN.sub(lambda found: " ".join(found[0][:2]), _COMMAND.sub(r"'\1", line))


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 3] + "..."
