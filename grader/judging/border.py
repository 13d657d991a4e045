"""Every text of a report passes here, whichever field it came by, before a report is made of it.

What a submission chose was cleaned where it came in, as its place needs it. This is the second
line: a way in that was forgotten reaches no terminal, no CI and no gradebook either.
"""

from __future__ import annotations

from dataclasses import is_dataclass, replace
from enum import Enum
from operator import is_
from typing import Any, TypeVar

from grader.host.text import clean, clean_lines
from grader.judging.fields import field_names
from grader.limits import MAX_REPORTED_CHARACTERS, MAX_REPORTED_LINE_CHARACTERS

#: the fields that may have several lines; any other, and any that is new, is one line
SEVERAL_LINES = frozenset({"inputs", "actual", "expected", "code", "printed", "message"})

_Kind = TypeVar("_Kind")


def cleaned(value: _Kind) -> _Kind:
    """Return a record, or a part of one, with every text in it cleaned."""
    return _cleaned(value, several_lines=False)  # type: ignore[return-value]


def _cleaned(value: object, several_lines: bool) -> object:
    if value is None or isinstance(value, int | float | Enum):  # an enum's text is our own
        return value
    if isinstance(value, str):
        if several_lines:
            return clean_lines(value, MAX_REPORTED_CHARACTERS)
        return clean(value, MAX_REPORTED_LINE_CHARACTERS)
    if isinstance(value, tuple | list):
        items = tuple([_cleaned(item, several_lines) for item in value])
        same = isinstance(value, tuple) and all(map(is_, value, items))
        return value if same else items  # a record in which nothing changed is kept as it is
    if isinstance(value, dict):
        return {_cleaned(key, False): _cleaned(item, several_lines) for key, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        kind: Any = type(value)
        parts = {name: getattr(value, name) for name in field_names(kind)}
        found = {name: _cleaned(part, name in SEVERAL_LINES) for name, part in parts.items()}
        return value if all(map(is_, parts.values(), found.values())) else replace(value, **found)
    return value
