"""Text that a submission chose is data: it is cut, and can move no cursor and hide nothing."""

from __future__ import annotations

import re
import unicodedata

#: terminal sequences: CSI with its parameters, OSC with its payload, and two-character escapes
_ESCAPES = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b.?")
#: a line that begins so is a command to a CI runner: `::error::`, `::add-mask::`, `##[group]`
_COMMAND = re.compile(r"^\s*(::|##\[)")
_ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{6,}\b")


def clean(text: str, limit: int) -> str:
    """Return `text` on one line, without control or invisible characters, at most `limit` long.

    Memory addresses are blanked: they change from run to run, and a regrade must not.
    """
    text = _ESCAPES.sub("", text[: 4 * limit])
    text = " ".join(text.split())
    text = "".join(
        character
        for character in text
        if character == " " or unicodedata.category(character)[0] not in "CZ"
    )
    text = _ADDRESS.sub("0x...", text)
    text = _COMMAND.sub(r"'\1", text)
    return text if len(text) <= limit else text[: limit - 3] + "..."
