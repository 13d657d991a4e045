"""Reads back a program that is made of parts: which way of doing each gives all that is seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.authoring.playing import MISFITS, evaluations_due
from grader.authoring.reproduction import Reproduction
from grader.authoring.vocabulary import Assembly, Choice
from grader.host.proxy import RecordedCall
from grader.host.values import Model
from grader.limits import MAX_TRIED_ASSEMBLIES, MAX_WRONG_PARTS

Records = Sequence[RecordedCall]

#: with so many evaluations a call tells most of what may be wrong
_TELLING = 3
#: and so many calls rule most ways out
_PRUNED_BY = 3
#: what is off by more, relative to the largest entry, is off by no rounding
_NEAR = 0.01


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
    def in_doubt(self) -> bool:
        """Whether what is kept of an earlier call looks like it."""
        return any(choice.doubt for choice in self.chosen)

    @property
    def sentence(self) -> str:
        told = " ".join(choice.told for choice in self.chosen if choice.told)
        return f"{told} {self.assembly.rest}"

    @property
    def program(self) -> Callable[..., Any]:
        return self.assembly.play(*(choice.does for choice in self.chosen))

    def explains(self, records: Records) -> bool:
        """Whether it gives all answers, and asks models the same."""
        return Reproduction(self.program).gives(records)


class _Look:
    """A quick look at one record: thousands of programs are held against it."""

    def __init__(self, record: RecordedCall) -> None:
        self._raised = record.raised is not None
        self._arguments = [
            _exact(argument.field if isinstance(argument, Model) else argument)
            for argument in record.call.arguments
        ]
        value = record.value
        is_number = isinstance(value, np.ndarray) and value.dtype.kind == "f"
        self._value = value.astype(np.float64) if is_number else None

    def may_be_of(self, program: Callable[..., Any]) -> bool:
        """Whether the answer of a program is anywhere near the one that is recorded."""
        try:
            value = np.asarray(program(*self._arguments), np.float64)
        except MISFITS:
            return self._raised
        given = self._value
        if self._raised or given is None or given.shape != value.shape:
            return False
        off = np.abs(value - given)
        largest = off.max(initial=0.0)
        if largest < _NEAR:
            return True
        if largest < np.inf:
            return bool(largest <= _NEAR * (1 + np.abs(value).max()))
        known = np.isfinite(value)
        if not np.array_equal(known, np.isfinite(given)):
            return False
        size = np.abs(value[known]).max(initial=0.0)
        return not bool((off[known] > _NEAR * (1 + size)).any())


def _exact(argument: Any) -> Any:
    if isinstance(argument, np.ndarray):
        exact = argument.astype(np.float64)
        exact.flags.writeable = False  # the next program is given it too
        return exact
    if callable(argument):
        return lambda x, t: argument(x, np.broadcast_to(np.float64(t), x.shape[:1]))
    return argument


def assembled(
    assembly: Assembly, records: Records, fresh: Callable[[], Records]
) -> Assembled | None:
    """Return the one program that gives all of these records, with the fewest parts wrong.

    It gives the `fresh` ones, of another seed, too; and no other program with as few parts wrong
    does. None
    is told where the right program gives them all, or where too many are possible to try them.
    """
    with np.errstate(all="ignore"):
        seen = _most_telling_first(assembly.seen(records))
        if not seen:
            return None
        found: list[Assembled] = []
        ways, first = _Ways(assembly, seen), _Look(seen[0])
        for wrong in range(MAX_WRONG_PARTS + 1):
            for program in ways.programs(wrong):
                if first.may_be_of(program.program) and program.explains(seen):
                    found.append(program)
            if ways.left < 0:
                return None
            if found:
                break
        if not found or not found[0].wrong:
            return None
        others = _most_telling_first(assembly.seen(fresh()))
        found = [program for program in found if others and program.explains(others)]
    if not found or not all(assembly.same(found[0].program, later.program) for later in found[1:]):
        return None
    return found[0]


def is_right(assembly: Assembly, records: Records) -> bool:
    """Whether the right program gives all of these records."""
    with np.errstate(all="ignore"):
        seen = _most_telling_first(assembly.seen(records))
        right = Assembled(assembly, tuple(part(seen)[0] for part in assembly.parts))
        return bool(seen) and right.explains(seen)


def _most_telling_first(records: Records) -> list[RecordedCall]:
    """Return the records, first those that cost little and refute much: of a few evaluations.

    What costs is what a program is asked for, not what was recorded: a submission may have asked
    nothing of a model, and then a thousand steps look like none. Calls without a model cost alike,
    and stay as their assembly orders them.
    """

    def cost(record: RecordedCall) -> tuple[bool, bool, int]:
        number = len(record.evaluations)
        arrays = [value for value in record.call.arguments if isinstance(value, np.ndarray)]
        size = max((array.size for array in arrays), default=0)
        asked = number or evaluations_due(record)
        return not record.watched, number < _TELLING, asked * (size + 100)

    return sorted(records, key=cost)


class _Ways:
    """The ways to do the parts, and which of the parts that are shown go together.

    Nothing is `left` where there were more than may be tried.
    """

    def __init__(self, assembly: Assembly, records: Records) -> None:
        self._assembly = assembly
        self._few = records[:_PRUNED_BY]
        self.left = MAX_TRIED_ASSEMBLIES
        self._ways = [part(records) for part in assembly.parts]
        self._known: dict[tuple[int, ...], bool] = {}

    def programs(self, wrong: int) -> Iterator[Assembled]:
        """Return the programs with exactly so many parts wrong that what is shown allows."""
        for places in self._chosen((), (), wrong):
            chosen = [ways[place] for ways, place in zip(self._ways, places, strict=True)]
            yield Assembled(self._assembly, tuple(chosen))

    def _chosen(
        self, begun: tuple[int, ...], does: tuple[Any, ...], wrong: int
    ) -> Iterator[tuple[int, ...]]:
        """Complete what is chosen so far, by the places of the choices."""
        part = len(begun)
        self.left -= 1
        if self.left < 0:
            return
        if part == len(self._ways):
            yield begun
            return
        left = len(self._ways) - part
        # the right way comes first; where every part that is left must be wrong, it is none
        for place in range(int(wrong == left), len(self._ways[part]) if wrong else 1):
            chosen = (*begun, place)
            done = (*does, self._ways[part][place].does)
            if part >= self._assembly.shown or self._may_be(chosen, done):
                yield from self._chosen(chosen, done, wrong - bool(place))

    def _may_be(self, chosen: tuple[int, ...], does: tuple[Any, ...]) -> bool:
        if chosen not in self._known:
            self._known[chosen] = all(self._assembly.fits(does, record) for record in self._few)
        return self._known[chosen]
