"""Puts mistakes without a name together by what they answer to the same cases."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from grader.cohort.records import Unnamed

#: relative: what rounding moves between two ways to write the same mistake, and no more
_CLOSE = 1e-3
_SMALL = 1e-5


@dataclass
class Cluster:
    """Submissions that make the same mistake in an exercise, as far as their answers tell."""

    exercise: str
    first: Unnamed
    members: list[str] = field(default_factory=list)
    said: str = ""

    @property
    def code(self) -> str:
        return self.first.code


class Clusters:
    """Gathers the unnamed mistakes of a class; order does not matter but among the very close."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, tuple[str, ...]], list[Cluster]] = {}

    def add(self, file: str, mistake: Unnamed, said: str) -> None:
        """Add one submission's mistake; `said` is what was read of it, if anything was."""
        words = tuple("" if isinstance(word, float) else word for word in mistake.answers)
        alike = self._found.setdefault((mistake.exercise, words), [])
        for cluster in alike:
            if _close(cluster.first.answers, mistake.answers):
                cluster.members.append(file)
                cluster.said = cluster.said or said
                return
        alike.append(Cluster(mistake.exercise, mistake, [file], said))

    @property
    def shared(self) -> list[Cluster]:
        """Those of at least two submissions, the most frequent first."""
        found = [
            cluster
            for alike in self._found.values()
            for cluster in alike
            if len(cluster.members) > 1
        ]
        return sorted(
            found, key=lambda cluster: (-len(cluster.members), cluster.exercise, cluster.members)
        )

    @property
    def lone(self) -> int:
        """How many mistakes nobody shares."""
        return sum(len(cluster.members) == 1 for alike in self._found.values() for cluster in alike)


def _close(ours: Sequence[float | str], theirs: Sequence[float | str]) -> bool:
    return all(
        math.isclose(own, other, rel_tol=_CLOSE, abs_tol=_SMALL)
        for own, other in zip(ours, theirs, strict=True)
        if isinstance(own, float) and isinstance(other, float)
    )
