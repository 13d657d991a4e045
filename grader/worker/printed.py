"""Keeps the beginning of what a call printed; the rest goes nowhere."""

from __future__ import annotations

import io

from grader.limits import MAX_PRINTED_CHARACTERS, MAX_PRINTED_LINES


class Printed(io.TextIOBase):
    """Stands for the standard output: printing costs no points, and a flood has nothing to fill."""

    def __init__(self) -> None:
        super().__init__()
        self._kept: list[str] = []
        self._room = MAX_PRINTED_CHARACTERS

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return "utf-8"

    @property
    def buffer(self) -> io.BytesIO:
        return io.BytesIO()  # what is written as bytes goes nowhere

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return 1

    def write(self, text: str, /) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        if self._room > 0:
            self._kept.append(text[: self._room])
            self._room -= len(text)
        return len(text)

    def reconfigure(self, **_: object) -> None:
        """Take any encoding: what is kept is text."""

    def forget(self) -> None:
        """Begin anew, since another call is made."""
        if self._kept:
            self._kept = []
            self._room = MAX_PRINTED_CHARACTERS

    @property
    def text(self) -> str:
        """The first lines that were printed, as text that can cross."""
        if not self._kept:
            return ""
        whole = "".join(self._kept).encode("utf-8", "replace").decode()
        return "\n".join(whole.splitlines()[:MAX_PRINTED_LINES])[:MAX_PRINTED_CHARACTERS]
