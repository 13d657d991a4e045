"""Puts a process's memory into huge pages, so that it forks and its children end in a third of it.

A fork copies the tables of all pages, and the end of the child clears them: of 150 MB in pages of
4 kB that takes longer than all that a worker is asked in a short assignment. What a child writes to
is still copied in small pages.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from grader.worker.lockdown.libc import madvise

_MADV_COLLAPSE = 25  # since Linux 6.1; an older kernel refuses, and nothing is lost
_HUGE_PAGE = 2 << 20


def collapse() -> None:
    """Collapse what is mapped and mostly in use; takes a tenth of a second or two, once."""
    for first, end in _in_use():
        start = -(-first // _HUGE_PAGE) * _HUGE_PAGE
        length = (end - start) // _HUGE_PAGE * _HUGE_PAGE
        if length > 0:
            with contextlib.suppress(OSError):
                madvise(start, length, _MADV_COLLAPSE)


def _in_use() -> Iterator[tuple[int, int]]:
    """Yield the ends of mappings of no file, of which more than half is in memory."""
    try:
        with open("/proc/self/smaps", encoding="utf-8", errors="replace") as maps:
            lines = maps.read().splitlines()
    except OSError:
        return
    ends, size, private = (0, 0), 0, False
    for line in lines:
        words = line.split()
        if not words[0].endswith(":"):  # "7f00-7f10 rw-p 00000000 00:00 0 [heap]"
            first, end = (int(word, 16) for word in words[0].split("-"))
            private = words[1] == "rw-p" and words[5:] in ([], ["[heap]"])
            ends, size = (first, end), end - first
        elif private and words[0] == "Anonymous:" and 2 * (int(words[1]) << 10) > size:
            yield ends
