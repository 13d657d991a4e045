"""The staff's secret, from which the cases of each submission are drawn.

At a public seed the cases can be harvested at home, and a table of their answers be handed in. So a
course draws from a secret and from the digest of what was handed in. From both, since one set for
all would leak: a report shows where a submission fails, and code prints what it is asked. What it
printed is of no use where the next file, which would hold the table, is asked something else.

A pool of sets would save drawing, and lose this: of K sets, every K-th file meets a given one. To
draw all checks costs 0.15 s of CPU, beside 0.3 s to grade a submission; so there is no pool.

The digest is of all that a worker is sent: names, folders, whole archives. Whatever it left out, a
comment in a zip or the name of a folder, could carry a table past it. The name of the folder that
is graded and the dates of its files are not sent, and change no case.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field

from grader.limits import LEAST_SECRET_BYTES


@dataclass(frozen=True)
class Secret:
    """The staff's secret, as bytes; no report, error or worker is told them."""

    value: bytes = field(repr=False)

    @property
    def commitment(self) -> str:
        """What reports show of it: the same for the same secret, and of no use for finding it."""
        return self._derived("commitment", b"").hex()

    def seed(self, sha256: str) -> int:
        """Return the seed of a submission's cases by its digest."""
        derived = self._derived("cases", bytes.fromhex(sha256))
        return int.from_bytes(derived[:LEAST_SECRET_BYTES], "little")

    def _derived(self, purpose: str, of: bytes) -> bytes:
        """Return 32 bytes; what is derived for one purpose says nothing about another."""
        return hmac.digest(self.value, f"flow-matching-grader {purpose}\0".encode() + of, "sha256")
