"""What a verdict looks like, wherever it is shown: on a terminal, in a picture, on a page."""

from __future__ import annotations

from typing import NamedTuple

from grader.results import Verdict


class Look(NamedTuple):
    """A sign, a colour of the terminal, and a word where the sign does not say all."""

    sign: str
    colour: str
    word: str = ""


LOOKS = {
    Verdict.PASSED: Look("✓", "green"),
    Verdict.FAILED: Look("✗", "red"),
    Verdict.ERROR: Look("✗", "red", "error"),
    Verdict.TIMEOUT: Look("✗", "red", "out of time"),
    Verdict.MEMORY: Look("✗", "red", "out of memory"),
    Verdict.NOT_ATTEMPTED: Look("·", "dim", "not attempted"),
    Verdict.BLOCKED: Look("~", "yellow", "blocked"),
    Verdict.GRADER_ERROR: Look("✗", "magenta", "the grader's fault"),
}

#: every sign that can stand before a claim
SIGNS = "".join(sorted({look.sign for look in LOOKS.values()}))
