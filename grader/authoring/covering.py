"""Finds few cases that have every pair of levels of a domain: a greedy construction.

It takes seconds, so its rows are stored, and a test counts the pairs of the cases made of them.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence

import numpy as np

from grader.authoring.domain import Domain, Pair, Row

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
    rows = domain.rows[fitting]
    if not needed:
        rows = rows[[pair in domain.shown(row) for row in rows.tolist()]]
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
    left, samples = set(todo), []
    for position in range(domain.capacity(levels)):
        sample: list[tuple[int, int]] = []
        for factor in rng.sample(range(len(allowed)), len(allowed)):
            gain = {
                level: _new((singles + factor, level), (*own, *sample), left)
                for level in allowed[factor]
            }
            best = needed.get(factor) if position == 0 else None
            sample.append((singles + factor, _best(gain, rng) if best is None else best))
        carried = domain.named((level for _, level in sorted(sample)), singles)
        gained = domain.pairs_of(Row(levels, (carried,))) & left
        if not gained:
            break
        left -= gained
        samples.append(carried)
    return Row(levels, tuple(samples))


def _new(level: tuple[int, int], others: Sequence[tuple[int, int]], todo: set[Pair]) -> int:
    return sum(tuple(sorted((level, other))) in todo for other in others)


def _open(todo: set[Pair], singles: int) -> Counter[tuple[int, int]]:
    """Count what each level has left with carried ones."""
    return Counter(pair[0] for pair in todo if pair[1][0] >= singles)


def _best(gain: dict[int, float] | dict[int, int], rng: random.Random) -> int:
    top = max(gain.values())
    return rng.choice([level for level, gained in gain.items() if gained == top])
