"""What is still to be graded: chunks that are made as they are asked for, put back, and halved."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from grader.cohort.reading import Handed
from grader.cohort.records import Chunk, Graded, Node
from grader.limits import MAX_CHUNK_BYTES, MAX_CHUNK_DEATHS, MAX_CHUNK_SUBMISSIONS


class Sink(Protocol):
    """Whom a driver tells what comes of the work."""

    def joined(self, node: Node) -> None:
        """A process is ready; raises a ClassError if it must not grade with the others."""

    def graded(self, graded: Graded) -> None:
        """A chunk has results."""

    def lost(self, chunk: Chunk) -> None:
        """A lone submission has ended every process that tried."""


def chunk_size(submissions: int, cores: int) -> int:
    """Return how many go into a chunk: few enough that all cores stay busy to the end."""
    return max(1, min(MAX_CHUNK_SUBMISSIONS, submissions // (8 * max(1, cores))))


class Work:
    """The chunks of a run. What was put back comes first, since it has waited."""

    def __init__(self, handed: Iterable[Handed], size: int) -> None:
        self._fresh: Iterator[Handed] = iter(handed)
        self._size = size
        self._again: deque[Chunk] = deque()

    def take(self) -> Chunk | None:
        """Return the next chunk, or None where nothing is left but what is under way."""
        if self._again:
            return self._again.popleft()
        taken: list[Handed] = []
        size = 0
        while len(taken) < self._size and size < MAX_CHUNK_BYTES:
            handed = next(self._fresh, None)
            if handed is None:
                break
            taken.append(handed)
            size += handed.size
        return Chunk(tuple(taken)) if taken else None

    def put_back(self, chunk: Chunk, keys: Sequence[bytes]) -> None:
        """Take back what of a chunk was not begun, in chunks that keep several processes busy."""
        given = {*keys}
        rest = [handed for handed in chunk.handed if handed.key in given]
        half = max(1, len(rest) // 2)
        self._again.extend(
            Chunk(tuple(rest[at : at + half]), chunk.deaths) for at in range(0, len(rest), half)
        )

    def died(self, chunk: Chunk) -> Chunk | None:
        """Take back a chunk whose process ended; return it if it is alone, and has had its tries.

        It goes once more whole, since a machine that fails looks the same; then in halves.
        """
        if chunk.deaths + 1 < MAX_CHUNK_DEATHS:
            self._again.append(Chunk(chunk.handed, chunk.deaths + 1))
        elif len(chunk.handed) == 1:
            return chunk
        else:
            self._again.extend(chunk.halves)
        return None
