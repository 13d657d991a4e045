"""What an audit looks at, and how thoroughly: which of all variants it grades."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from grader.audit.records import Variant
from grader.model import Assignment


@dataclass(frozen=True)
class Options:
    """What is audited, and how thoroughly."""

    assignments: Path
    solutions: Path
    wanted: str | None = None
    seeds: int = 200
    made: int | None = None  # how many made mutants, spread evenly over all; None: all
    every_code: bool = True  # grade all codes of an idea, and not one alone
    repetitions: int = 5000
    part: int = 1  # of the variants of each exercise, one of so many
    dear: int = 1  # of a dear assignment
    ideas: int = 1  # and of the misconceptions of each exercise
    whole: bool = True
    workers: int = 2
    #: sabotages of each exercise: (single conditions, pairs)
    sabotages: tuple[int, int] = (0, 0)
    #: every blind spot must be declared
    covered: bool = False


#: few enough to run with the tests: about 60 in all
SAMPLE = (2, 3)
#: of the variants of each exercise, one of so many runs with the tests
PART = 24
#: and of those that are dear to grade
DEAR = 64
#: and of the misconceptions
IDEAS = 16
#: all single conditions, and so many pairs that there are thousands over the course
ALL = (1000, 200)


def fast(options: Options) -> Options:
    """Return the form that runs with the tests: one seed, fewer mutants, small tables."""
    return replace(
        options,
        seeds=1,
        made=12,
        every_code=False,
        repetitions=100,
        part=PART,
        dear=DEAR,
        ideas=IDEAS,
        whole=False,
        sabotages=SAMPLE,
        covered=False,
    )


def spread(variants: Sequence[Variant], count: int | None) -> list[Variant]:
    """Return `count` variants at equal distances: the same ones for the same solutions."""
    if count is None or count >= len(variants):
        return list(variants)
    return [variants[index * len(variants) // count] for index in range(count)]


def part_of(assignment: Assignment, options: Options) -> int:
    """Return of how many variants one is graded."""
    return options.dear if assignment.dear else options.part


def thinned(variants: Sequence[Variant], part: int, ideas: int = 1) -> list[Variant]:
    """Return one of `part` variants of each exercise, and of `ideas` misconceptions one of one.

    These are always the same ones. So every exercise has mutants, right forms and what is named.
    """
    if part == 1:
        return list(variants)
    groups: dict[tuple[object, ...], list[Variant]] = {}
    named: dict[tuple[object, ...], Variant] = {}
    for variant in variants:
        key = variant.family, variant.exercises
        if variant.misconception is None:
            groups.setdefault(key, []).append(variant)
        else:
            named.setdefault((*key, variant.misconception), variant)
    found = [
        variant for group in groups.values() for variant in spread(group, -(-len(group) // part))
    ]
    return found + [*named.values()][::ideas]


def once_each(variants: Sequence[Variant]) -> list[Variant]:
    """Return all that was written by hand, and a code of each idea that is not among it."""

    def of(variant: Variant) -> tuple[str, tuple[str, ...], str | None]:
        return variant.assignment, variant.exercises, variant.misconception

    held = {of(variant) for variant in variants if variant.idea is None}
    kept: list[Variant] = []
    for variant in variants:
        if variant.idea is None or of(variant) not in held:
            kept.append(variant)
            held.add(of(variant))
    return kept
