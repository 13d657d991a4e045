"""What a peer is to the benchmark: how it is given a submission, run, and read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

#: the two modules of a submission, and the functions of each
MODULES: Mapping[str, Sequence[str]] = {
    "recovery": ("x1_from_u", "x1_from_eps", "x1_error_gain"),
    "sampling": ("u_from_eps", "euler_step", "euler_step_eps", "euler_sample"),
}


@dataclass(frozen=True)
class Outcome:
    """What a peer says of one submission: the tests that pass, and what it shows a student."""

    passed: frozenset[str]
    shown: Mapping[str, str]  # of the tests that fail, by name


class Peer(Protocol):
    """One system, set up for the twelve tests."""

    name: str

    def prepare(self, course: Path) -> None:
        """Write what staff write once, into an empty folder."""

    def hand_in(self, course: Path, work: Path, folder: Path) -> Sequence[str]:
        """Put a submission's files where they belong, and return the command that grades them."""

    def outcome(self, course: Path, folder: Path, exit_code: int) -> Outcome:
        """Read what the command left."""
