"""What is wanted, where no formula of what was given tells it: as a result that may have a slip."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from grader.authoring.vocabulary import Vocabulary
from grader.readback.evidence import Seen
from grader.readback.ideas import Predicted

#: of what a check allows: its right value is rounded as well
_ROOM = 2


@dataclass(frozen=True)
class Wanted:
    """What a check wants of each case; it is made of nothing, so only the result can be off."""

    vocabulary: Vocabulary

    def predict(self, seen: Seen) -> Predicted:
        """Return what is wanted; what agrees with nothing where that is not known."""
        if seen.due is None or seen.allowed is None:
            return Predicted(np.full(seen.like.shape, np.nan), np.zeros(seen.like.shape))
        return Predicted(seen.due, np.broadcast_to(_ROOM * seen.allowed, seen.due.shape))


def wanted_alone(vocabulary: Vocabulary, cases: Sequence[Seen]) -> Wanted | None:
    """Return what is wanted, or None where that is not known of a case: it may be an error."""
    known = all(
        seen.refused or (seen.due is not None and seen.allowed is not None) for seen in cases
    )
    return Wanted(vocabulary) if known else None
