"""What `make test` takes of lists that it has no time for: one in so many, always the same ones.

GRADER_TESTS=all takes all of them.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TypeVar

_Item = TypeVar("_Item")
_ALL = os.environ.get("GRADER_TESTS") == "all"


def one_in(number: int, items: Sequence[_Item]) -> Sequence[_Item]:
    """Return the first of each `number` items."""
    return items[:: 1 if _ALL else number]
