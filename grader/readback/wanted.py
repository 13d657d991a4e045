"""What is wanted, where no formula of what was given tells it: as a result that may have a slip."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from grader.authoring.vocabulary import Vocabulary
from grader.host.values import Array
from grader.readback.evidence import Seen
from grader.readback.ideas import Predicted

#: of what a check allows: its right value is rounded as well
_ROOM = 2


@dataclass(frozen=True)
class Wanted:
    """What a check wants of each case; it is made of nothing, so only the result can be off."""

    vocabulary: Vocabulary

    def predict(self, seen: Seen) -> Predicted | None:
        """Return what is wanted; None where that, or how far it may be off, is not known."""
        if seen.due is None or seen.allowed is None:
            return None
        return Predicted(seen.due, np.broadcast_to(_ROOM * seen.allowed, seen.due.shape))

    def at(
        self,
        seen: Seen,
        arrays: Mapping[str, Array],  # noqa: ARG002 - as of a formula
        time: Array | None,  # noqa: ARG002
    ) -> Predicted | None:
        """Return the same, whatever was given."""
        return self.predict(seen)
