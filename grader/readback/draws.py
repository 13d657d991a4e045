"""Reads what is wrong with draws: a pattern in them, without which they would be as they should be.

A pattern is told only if what is left once it is undone passes the test of the check, which rejects
draws of the right law once in a million.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from grader.authoring.vocabulary import Drawing, Draws, Pattern
from grader.host.proxy import RecordedCall
from grader.host.values import Array

Records = Sequence[RecordedCall]

#: how a sentence begins: of other calls, as of small ones, no law is known
_WHERE = "Where the law is tested:"


def wrong_draws(draws: Draws, records: Records, fresh: Callable[[], Records]) -> str | None:
    """Say what is wrong with draws; it must be so in the `fresh` ones, of another seed, too."""
    with np.errstate(all="ignore"):
        drawn = [(drawing, drawing.of(records)) for drawing in draws.drawings]
        found = [
            (drawing, arrays, pattern)
            for drawing, arrays in drawn
            if (pattern := _read(draws, drawing, arrays)) is not None
        ]
        if not found:
            return None
        again = fresh()
        sentences = []
        for drawing, arrays, pattern in found:
            others = drawing.of(again)
            # both together: what was measured in one must do for the other
            told = _told(drawing, pattern, [*arrays, *others]) if others else None
            if told is not None:
                sentences.append(told[0].upper() + told[1:] if " " in drawing.name else told)
    if not sentences:
        return None
    told = " ".join(sentences)
    return f"{_WHERE} {told[0].lower()}{told[1:]}"


def _read(draws: Draws, drawing: Drawing, arrays: Sequence[Array]) -> Pattern | None:
    """Return the first exact pattern of draws, or the one other law that they may have."""
    if not arrays or not all(np.isfinite(array).all() for array in arrays):
        return None
    if not drawing.rejects(*arrays):
        return None
    for pattern in draws.exact:
        if _told(drawing, pattern, arrays) is not None:
            return pattern
    found = [pattern for pattern in draws.laws if _told(drawing, pattern, arrays) is not None]
    return found[0] if len(found) == 1 else None


def _told(drawing: Drawing, pattern: Pattern, arrays: Sequence[Array]) -> str | None:
    """Return what a pattern tells, if it is there and nothing else is wrong with the draws."""
    told = None
    # the first call alone costs little, and refutes most
    for some in (arrays[:1], arrays):
        read = pattern(drawing, some)
        if read is None:
            told = None  # a few draws may not show it yet
            continue
        told, undone = read
        if undone and drawing.rejects(*undone):
            return None
    return told
