"""Every number that limits something, on either side of the fence: STAFF.md tells the remedies."""

from __future__ import annotations

from dataclasses import dataclass

#: one file, with whatever a notebook's cells have printed and drawn
MAX_FILE_BYTES = 48 << 20
#: all files of a folder together, those first that an assignment's file may be
MAX_TOTAL_BYTES = 128 << 20
#: files of a folder, and of an archive, those first that lie near its top
MAX_FILES = 2000
#: folders that are looked into: more are a disk, and not a submission
MAX_FOLDERS = 20_000
#: all that the archives of a submission unpack to
MAX_UNPACKED_BYTES = 96 << 20
#: an archive may lie in another one
MAX_ARCHIVE_DEPTH = 2
#: a module's text, or that of a notebook's code cells, without their outputs
MAX_CODE_BYTES = 4 << 20
#: CPU seconds, and seconds in all, for top-level statements that no exercise needs
DEMO_SECONDS = 3.0
DEMO_WALL_SECONDS = 8.0
#: the same for those that an exercise does need, definitions and imports aside
NEEDED_SECONDS = 6.0
NEEDED_WALL_SECONDS = 16.0


@dataclass(frozen=True)
class Limits:
    """What a submission may use. Seconds are of CPU time unless they say wall."""

    load_seconds: float = 10.0
    call_seconds: float = 5.0
    call_wall_seconds: float = 30.0
    exercise_seconds: float = 12.0
    total_seconds: int = 100
    total_wall_seconds: float = 120.0
    memory_bytes: int = 1 << 30
    evaluations: int = 2000
    answer_bytes: int = 64 << 20  # all that one worker returns and evaluates, which is kept
