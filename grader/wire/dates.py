"""Reads a date that a system writes out in words, so that attempts can be put in order."""

from __future__ import annotations

import re

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
#: Brightspace: Nov 3, 2026 902 PM, and 3 November, 2026 21:02 elsewhere
_WRITTEN = re.compile(
    r"(?:(?P<first>\d{1,2})\.? )?(?P<month>[A-Za-z]{3})[a-z]*\.?(?: (?P<day>\d{1,2}))?,? "
    r"(?P<year>\d{4})(?:,? (?P<hour>\d{1,2})[:.]?(?P<minute>\d\d) ?(?P<half>[AP]M)?)?",
    re.I,
)
_NOON = 12


def written_out(text: str) -> str:
    """Return a date as digits, the year first, or "" where it is not known."""
    match = _WRITTEN.fullmatch(text.strip())
    if match is None or match["month"].lower() not in _MONTHS:
        return ""
    month = _MONTHS.index(match["month"].lower()) + 1
    hour = int(match["hour"] or 0)
    if match["half"]:
        hour = hour % _NOON + (_NOON if match["half"].upper() == "PM" else 0)
    day = int(match["day"] or match["first"] or 0)
    return f"{match['year']}{month:02}{day:02}{hour:02}{match['minute'] or '00'}"
