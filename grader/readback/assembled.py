"""Reads a program back that is made of parts: which way of doing each part gives all that is seen."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from grader.authoring.reproduction import Reproduction
from grader.authoring.vocabulary import Assembly, Choice
from grader.host.proxy import RecordedCall
from grader.limits import MAX_TRIED_ASSEMBLIES

Records = Sequence[RecordedCall]

#: parts that are done wrong at once, in one explanation
_MOST_WRONG = 3
#: with so many evaluations a call tells most of what may be wrong
_TELLING = 3


@dataclass(frozen=True)
class Assembled:
    """A way of doing every part, and so a program."""

    assembly: Assembly
    chosen: tuple[Choice, ...]

    @property
    def wrong(self) -> frozenset[str]:
        """What is told of the parts that are not done as they should be."""
        return frozenset(choice.told for choice in self.chosen if choice.told)

    @property
    def sentence(self) -> str:
        told = " ".join(choice.told for choice in self.chosen if choice.told)
        return f"{told} {self.assembly.rest}"

    def explains(self, records: Records) -> bool:
        """Whether it gives all answers, and asks models the same."""
        play = self.assembly.play(*(choice.does for choice in self.chosen))
        return Reproduction(play).unexplained(records) is None


def assembled(
    assembly: Assembly, records: Records, fresh: Callable[[], Records]
) -> Assembled | None:
    """Return the one program that gives all of these records, with the fewest parts wrong.

    It gives the `fresh` ones, of another seed, too; and no other with as few parts wrong does. None
    is told where the right program gives them all.
    """
    with np.errstate(all="ignore"):
        seen = _cheapest_first(assembly.seen(records))
        if not seen:
            return None
        found: list[Assembled] = []
        for program in _programs(assembly, seen):
            if found and len(program.wrong) > len(found[0].wrong):
                break
            if program.explains(seen):
                if not program.wrong:
                    return None
                found.append(program)
        if not found:
            return None
        others = _cheapest_first(assembly.seen(fresh()))
        found = [program for program in found if others and program.explains(others)]
    return found[0] if len(found) == 1 else None


def is_right(assembly: Assembly, records: Records) -> bool:
    """Whether the right program gives all of these records."""
    right = Assembled(assembly, tuple(part(())[0] for part in assembly.parts))
    with np.errstate(all="ignore"):
        seen = assembly.seen(records)
        return bool(seen) and right.explains(seen)


def _cheapest_first(records: Records) -> list[RecordedCall]:
    """Return the records, first those that cost little and refute much: of a few evaluations."""

    def cost(record: RecordedCall) -> tuple[bool, bool, int]:
        number = len(record.evaluations)
        size = record.evaluations[0].x.size if number else 0
        return not record.watched, number < _TELLING, number * (size + 100)

    return sorted(records, key=cost)


def _programs(assembly: Assembly, records: Records) -> Iterator[Assembled]:
    """Return the programs that what is seen does not rule out, fewest parts wrong first."""
    ways = [part(records) for part in assembly.parts]
    tried = 0
    for wrong in range(_MOST_WRONG + 1):
        for chosen in _chosen(assembly, ways, records, (), wrong):
            yield Assembled(assembly, chosen)
            tried += 1
            if tried == MAX_TRIED_ASSEMBLIES:
                return


def _chosen(
    assembly: Assembly,
    ways: Sequence[Sequence[Choice]],
    records: Records,
    begun: tuple[Choice, ...],
    wrong: int,
) -> Iterator[tuple[Choice, ...]]:
    """Complete what is chosen so far, with exactly so many more parts wrong."""
    place = len(begun)
    if place == len(ways):
        if not wrong:
            yield begun
        return
    if wrong > len(ways) - place:
        return
    # where nothing more is wrong, only the right ways are left
    able = ways[place] if wrong else itertools.islice(ways[place], 1)
    for choice in able:
        chosen = (*begun, choice)
        does = tuple(way.does for way in chosen)
        if place < assembly.shown and not all(assembly.fits(does, record) for record in records):
            continue
        yield from _chosen(assembly, ways, records, chosen, wrong - bool(choice.told))
