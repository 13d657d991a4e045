"""One zip of all students' reports, named as the system that they go back to wants it."""

from __future__ import annotations

import zipfile
from pathlib import Path

from grader.cohort.outcomes import Outcome
from grader.cohort.people import System
from grader.wire.paths import parts_of

#: a date that every run writes: the same results are the same bytes
_DATE = (1980, 1, 1, 0, 0, 0)


class FeedbackZip:
    """Gathers reports into a zip in a file; the same reports make the same bytes."""

    def __init__(self, path: Path) -> None:
        self._stream = path.open("wb")
        self._zip = zipfile.ZipFile(self._stream, "w", zipfile.ZIP_DEFLATED, compresslevel=6)
        self._taken: set[str] = set()

    def add(self, outcome: Outcome, text: str, suffix: str) -> None:
        for name in _names(outcome, suffix):
            if name not in self._taken:
                self._taken.add(name)
                member = zipfile.ZipInfo(name, _DATE)
                member.compress_type = zipfile.ZIP_DEFLATED
                member.external_attr = 0o644 << 16
                self._zip.writestr(member, text)

    def close(self) -> None:
        self._zip.close()
        self._stream.close()


def _names(outcome: Outcome, suffix: str) -> list[str]:
    """Return where a report goes: below the name that a system made, which it knows again."""
    place = "/".join(parts_of(outcome.entry.place)) or outcome.file
    system = outcome.entry.system
    if system is System.CANVAS:
        return [f"{place}_report{suffix}"]
    if system is System.NBGRADER:
        folder = place.split("/")[0]
        return [f"feedback/{folder}/{part.id}/report{suffix}" for part in outcome.parts]
    if system in (System.MOODLE, System.BRIGHTSPACE):
        return [f"{place}/report{suffix}"]
    return [f"{outcome.file}/report{suffix}"]
