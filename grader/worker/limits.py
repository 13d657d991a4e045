"""What the worker reads of a submission at most. README tells each limit and its remedy."""

from __future__ import annotations

#: a file, with whatever a notebook's cells have printed and drawn
MAX_FILE_BYTES = 48 << 20
#: all that archives unpack to
MAX_UNPACKED_BYTES = 96 << 20
#: of a module or of a notebook's cells, without their outputs
MAX_CODE_BYTES = 4 << 20
#: sources that are taken out of one archive; those nearest to its top
MAX_MEMBERS = 2000
#: an archive may lie in another one
MAX_ARCHIVE_DEPTH = 2
#: CPU seconds, and seconds in all, for top-level statements that no exercise needs
DEMO_SECONDS = 3.0
DEMO_WALL_SECONDS = 8.0
#: the same for top-level statements other than definitions that an exercise does need
NEEDED_SECONDS = 6.0
NEEDED_WALL_SECONDS = 16.0
