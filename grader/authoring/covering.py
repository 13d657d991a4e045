"""Finds few cases that have every pair of levels of a domain: a greedy construction.

It takes seconds, so its rows are stored, and a test counts the pairs of the cases made of them.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence

import numpy as np

from grader.authoring.domain import Domain, Levels, Pair, Row

#: rows that are tried for each one that is kept
_CANDIDATES = 24


def cover(domain: Domain, seed: int = 0) -> tuple[Row, ...]:
    """Return rows that together have every pair that is possible; the same for the same seed."""
    rng = random.Random(seed)  # noqa: S311 - chooses among rows, keeps no secret
    found: list[Row] = []
    todo = domain.pairs()
    while todo:
        choices = [_candidate(domain, todo, rng) for _ in range(_CANDIDATES)]
        best = max(choices, key=lambda row: len(todo & domain.pairs_of(row)))
        todo -= domain.pairs_of(best)
        found.append(best)
    return tuple(found)


def _candidate(domain: Domain, todo: set[Pair], rng: random.Random) -> Row:
    """Return a row that has some pair of `todo`, and many others of it."""
    pair = rng.choice(sorted(todo))
    wanted = dict(pair)
    singles = len(domain.single)
    needed = {factor - singles: level for factor, level in wanted.items() if factor >= singles}
    fitting = np.ones(len(domain.rows), bool)
    for factor, level in wanted.items():
        if factor < singles:
            fitting &= domain.rows[:, factor] == level
        else:
            fitting &= domain.carrying[factor - singles][:, level]
    others = [factor for factor in range(singles) if factor not in wanted]
    rows = domain.rows[fitting & ~domain.masking[:, others].any(axis=1)]
    chosen: list[tuple[int, int]] = []
    left = _open(todo, singles)  # which counts less than any pair of single ones
    for factor in rng.sample(range(singles), singles):
        gain = {
            level: _new((factor, level), chosen, todo) + left[factor, level] / 1e6
            for level in sorted(set(rows[:, factor].tolist()))
        }
        best = _best(gain, rng)
        chosen.append((factor, best))
        rows = rows[rows[:, factor] == best]
    numbers = tuple(rows[0].tolist())
    return _filled(domain, numbers, needed, todo, rng)


def _filled(
    domain: Domain,
    numbers: tuple[int, ...],
    needed: dict[int, int],
    todo: set[Pair],
    rng: random.Random,
) -> Row:
    """Return the row of these levels with samples that have as many pairs of `todo` as can be."""
    levels = domain.named(numbers)
    own, allowed, singles = list(enumerate(numbers)), domain.allowed(levels), len(numbers)
    clear = _clear(domain, levels, allowed)
    left, samples = set(todo), []
    for position in range(domain.capacity(levels)):
        best: tuple[Levels, set[Pair]] = {}, set()
        first = needed if position == 0 else {}
        # what masks others counts for little, and may be all that is left
        for kinds in [clear] if position == 0 or clear == allowed else [clear, allowed]:
            sample: list[tuple[int, int]] = []
            for factor in rng.sample(range(len(kinds)), len(kinds)):
                gain = {
                    level: _new((singles + factor, level), (*own, *sample), left)
                    for level in kinds[factor]
                }
                level = first.get(factor)
                sample.append((singles + factor, _best(gain, rng) if level is None else level))
            carried = domain.named((level for _, level in sorted(sample)), singles)
            gained = domain.pairs_of(Row(levels, (carried,))) & left
            if len(gained) > len(best[1]):
                best = carried, gained
        if not best[1]:
            break
        left -= best[1]
        samples.append(best[0])
    return Row(levels, tuple(samples))


def _clear(domain: Domain, levels: Levels, allowed: Sequence[Sequence[int]]) -> list[list[int]]:
    """Return the levels of each carried factor that mask no others, or all where there is none."""
    singles = len(domain.single)
    names = enumerate(domain.carried.items(), start=singles)
    found = []
    for (place, (name, known)), numbers in zip(names, allowed, strict=True):
        plain = [k for k in numbers if place not in domain.masked({**levels, name: known[k]})]
        found.append(plain or list(numbers))
    return found


def _new(level: tuple[int, int], others: Sequence[tuple[int, int]], todo: set[Pair]) -> int:
    return sum(tuple(sorted((level, other))) in todo for other in others)


def _open(todo: set[Pair], singles: int) -> Counter[tuple[int, int]]:
    """Count what each level has left with carried ones."""
    return Counter(pair[0] for pair in todo if pair[1][0] >= singles)


def _best(gain: dict[int, float] | dict[int, int], rng: random.Random) -> int:
    top = max(gain.values())
    return rng.choice([level for level, gained in gain.items() if gained == top])
