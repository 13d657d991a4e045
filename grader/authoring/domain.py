"""A declared domain: what a check may be asked, as factors with levels, and all pairs of levels.

A *single* factor has one level a case, such as the number of axes. A *carried* factor has one level
a sample, such as its time: a batch of samples of many kinds meets in one case what would else take
a case each. A pair is two levels of two factors, in one case, or in one sample of it.
"""

from __future__ import annotations

import itertools
import string
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from grader.host.values import Array

#: by a factor's name, the level that a case or a sample has
Levels = Mapping[str, str]
#: two levels, each as (number of the factor, number of the level)
Pair = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True)
class Row:
    """A case to be made: its levels, and those of the samples that it must carry at least.

    A `plain` one is to be read by a person: the least sizes, round values, no more kinds of samples
    than are named here.
    """

    levels: Levels
    samples: tuple[Levels, ...]
    plain: bool = False


def _any_levels(levels: Levels) -> Mapping[str, Sequence[str]]:  # noqa: ARG001
    return {}


def _never(levels: Levels) -> bool:  # noqa: ARG001
    return False


def _any_row(levels: Levels) -> bool:  # noqa: ARG001
    return True


def _nothing(levels: Levels) -> Collection[str]:  # noqa: ARG001
    return ()


@dataclass(frozen=True)
class Domain:
    """Factors by name, each with its levels, simplest first.

    `possible` says whether a case can have these levels together, `capacity` how many samples it
    has at least, and `carries` which levels alone its samples can have, by carried factor; one that
    it leaves out may have any. `masks` names factors by whose levels a case, or a sample of it,
    looks right although it is wrong for other levels: by equal times, no axis is told from another.
    A pair of levels counts only where all that masks is of the pair itself. Two levels that are
    `apart` need not meet, for the same reason.
    """

    single: Mapping[str, Sequence[str]]
    carried: Mapping[str, Sequence[str]]
    capacity: Callable[[Levels], int]
    possible: Callable[[Levels], bool] = _any_row
    carries: Callable[[Levels], Mapping[str, Sequence[str]]] = _any_levels
    masks: Callable[[Levels], Collection[str]] = _nothing
    apart: Callable[[Levels], bool] = _never

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The factors' names: the single ones, then the carried ones."""
        return (*self.single, *self.carried)

    @cached_property
    def levels(self) -> tuple[tuple[str, ...], ...]:
        """The levels of each factor, in the order of the names."""
        return tuple(map(tuple, (*self.single.values(), *self.carried.values())))

    @cached_property
    def rows(self) -> Array:
        """The level's number of each single factor, for every combination that is possible."""
        numbers = itertools.product(*(range(len(levels)) for levels in self.single.values()))
        found = [row for row in numbers if self.possible(self.named(row))]
        return np.array(found, dtype=np.int64)

    def named(self, numbers: Iterable[int], start: int = 0) -> Levels:
        """Return levels by name, of numbers of levels of the factors from `start` on."""
        pairs = zip(self.names[start:], self.levels[start:], numbers, strict=False)
        return {name: levels[number] for name, levels, number in pairs}

    def numbered(self, levels: Levels, start: int = 0) -> tuple[int, ...]:
        """Undo `named`."""
        known = zip(self.names[start:], self.levels[start:], strict=True)
        return tuple(all_of.index(levels[name]) for name, all_of in known if name in levels)

    def allowed(self, levels: Levels) -> list[list[int]]:
        """Return the numbers of the levels that samples of such a case can have, by factor."""
        only = self.carries(levels)
        return [
            [number for number, level in enumerate(known) if level in only.get(name, known)]
            for name, known in self.carried.items()
        ]

    @cached_property
    def carrying(self) -> tuple[Array, ...]:
        """By carried factor, which rows can carry which of its levels: `(rows, levels)`."""
        found = [np.zeros((len(self.rows), len(known)), bool) for known in self.carried.values()]
        for place, row in enumerate(self.rows.tolist()):
            for factor, numbers in enumerate(self.allowed(self.named(row))):
                found[factor][place, numbers] = True
        return tuple(found)

    @cached_property
    def masking(self) -> Array:
        """Which single factors mask what others show, for every row: `(rows, factors)`."""
        masks = [self.masks(self.named(row)) for row in self.rows.tolist()]
        return np.array([[name in found for name in self.single] for found in masks], bool)

    def masked(self, levels: Levels) -> set[int]:
        """Return the numbers of the factors that mask what others show, by levels of a sample."""
        return {self.names.index(name) for name in self.masks(levels)}

    def pairs(self) -> set[Pair]:
        """Return every pair that must meet, since some possible case has and shows it."""
        return {pair for pair in self._possible_pairs() if not self.apart(self._levels_of(pair))}

    def _levels_of(self, pair: Pair) -> Levels:
        return {self.names[factor]: self.levels[factor][level] for factor, level in pair}

    def _possible_pairs(self) -> set[Pair]:
        found: set[Pair] = set()
        offset = len(self.single)
        for (masking, allowed), rows in self._alike_rows().items():
            seen = [np.unique(column).tolist() for column in rows.T]
            samples = [
                [(offset + factor, number) for number in numbers]
                for factor, numbers in enumerate(allowed)
            ]
            for left, right in itertools.combinations(range(offset), 2):
                if masking <= {left, right}:
                    both = np.unique(rows[:, (left, right)], axis=0).tolist()
                    found.update(((left, first), (right, other)) for first, other in both)
            for factor, numbers in enumerate(seen):
                own = [(factor, number) for number in numbers]
                for levels in samples if masking <= {factor} else ():
                    found.update(itertools.product(own, levels))
            for first, other in () if masking else itertools.combinations(samples, 2):
                found.update(itertools.product(first, other))
        return found

    def _alike_rows(self) -> Mapping[tuple[frozenset[int], tuple[tuple[int, ...], ...]], Array]:
        """Return the possible rows by what masks others, and what their samples can have."""
        groups: dict[tuple[frozenset[int], tuple[tuple[int, ...], ...]], list[list[int]]] = {}
        for row, masking in zip(self.rows.tolist(), self.masking, strict=True):
            allowed = tuple(map(tuple, self.allowed(self.named(row))))
            key = frozenset(np.flatnonzero(masking).tolist()), allowed
            groups.setdefault(key, []).append(row)
        return {key: np.array(rows) for key, rows in groups.items()}

    def pairs_of(self, row: Row) -> set[Pair]:
        """Return the pairs that a row has, and shows."""
        offset = len(self.single)
        own = list(enumerate(self.numbered(row.levels)))
        masking = [self.masked({**row.levels, **sample}) for sample in row.samples]
        # a case that has room for more samples has one that masks nothing
        spare = len(row.samples) < self.capacity(row.levels)
        beside = [self.masked(row.levels)] if spare or not masking else masking
        found: set[Pair] = set()
        for masks in beside:
            found.update(_shown(itertools.combinations(own, 2), masks))
        for sample, masks in zip(row.samples, masking, strict=True):
            carried = list(enumerate(self.numbered(sample, offset), start=offset))
            pairs = (*itertools.product(own, carried), *itertools.combinations(carried, 2))
            found.update(_shown(pairs, masks))
        return found

    def told(self, pair: Pair) -> str:
        """Tell a pair by its names."""
        return " and ".join(f"{self.names[i]} {self.levels[i][level]}" for i, level in pair)


def _shown(pairs: Iterable[Pair], masking: set[int]) -> Iterable[Pair]:
    """Return the pairs beside which nothing masks what they show."""
    return [pair for pair in pairs if masking <= {pair[0][0], pair[1][0]}]


#: a level's number is one character
_DIGITS = string.digits + string.ascii_lowercase


def rows_text(domain: Domain, rows: Iterable[Row]) -> str:
    """Return rows as text: a line each, its levels' numbers and then those of each sample."""
    lines = []
    for row in rows:
        groups = [domain.numbered(row.levels)]
        groups += [domain.numbered(sample, len(domain.single)) for sample in row.samples]
        lines.append(" ".join("".join(_DIGITS[number] for number in numbers) for numbers in groups))
    return "\n".join(lines)


def read_rows(domain: Domain, text: str) -> tuple[Row, ...]:
    """Return the rows that `rows_text` wrote."""
    rows = []
    for line in text.strip().splitlines():
        own, *samples = ([_DIGITS.index(digit) for digit in group] for group in line.split())
        carried = tuple(domain.named(sample, len(domain.single)) for sample in samples)
        rows.append(Row(domain.named(own), carried))
    return tuple(rows)
