"""When an explanation may be told. Each rule is here since something untrue was told without it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from grader.readback.evidence import Seen
from grader.readback.ideas import Idea, Predicted, agrees, explains_all

#: asked only if an explanation of the first cases is found, since it takes calls
Fresh = Callable[[], Sequence[Seen]]


def accepted(ideas: Iterable[Idea], cases: Sequence[Seen], fresh: Fresh) -> Idea | None:
    """Return the one idea that may be told of these, or None.

    It gives every answer, is not what is wanted, needs each of its clauses and constants, has no
    rival, and gives the answers to the `fresh` cases, of another seed, too.
    """
    found = [idea for idea in ideas if explains_all(idea, cases)]
    found = [idea for idea in found if not is_due(idea, cases) and not is_idle(idea, cases)]
    if not found:
        return None
    others = fresh()
    found = [idea for idea in found if explains_all(idea, others)]
    return found[0] if found and all(is_same(found[0], idea, others) for idea in found) else None


def is_same(idea: Idea, other: Idea, cases: Sequence[Seen]) -> bool:
    """Whether two ideas are one, written in two ways: no rounding tells them apart."""
    with np.errstate(all="ignore"):
        for seen in cases:
            first, second = idea.predict(seen), other.predict(seen)
            if first is None or second is None:
                if first is not second:
                    return False
                continue
            exact = Predicted(first.value, first.room * 2.0**-16)
            if not agrees(exact, np.where(np.isfinite(first.value), second.value, np.inf)):
                return False
    return True


def is_due(idea: Idea, cases: Sequence[Seen]) -> bool:
    """Whether an idea gives what is wanted in every case: it is right, and must not be told."""
    with np.errstate(all="ignore"):
        for seen in cases:
            predicted = idea.predict(seen)
            if predicted is None:
                return False
            if seen.due is not None and not agrees(predicted, seen.due):
                return False
    return True


def is_idle(idea: Idea, cases: Sequence[Seen]) -> bool:
    """Whether an idea explains as much without one of its clauses, or with another constant."""
    return any(explains_all(other, cases) for other in idea.weaker())
