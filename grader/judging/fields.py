"""The fields of records: the same for every one of a kind, and asked for thousands of times."""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from typing import Any


@cache
def field_names(kind: type[Any]) -> tuple[str, ...]:
    """Return the names of a dataclass's fields."""
    return tuple(field.name for field in fields(kind))
