"""The pictures of the class page, as paths of SVG: a colour is a class, so both schemes work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from grader.cohort.overview import CheckLine, Overview

#: bars of the distribution, and columns of the heat map: a larger class is sampled evenly
_BARS = 20
_COLUMNS = 600


@dataclass(frozen=True)
class Bar:
    """One bar of the distribution, in parts of the highest one."""

    count: int
    height: float
    label: str


def distribution(scores: Sequence[float], most: float) -> list[Bar]:
    """Return how many scores fall into each twentieth of the points; full marks stand alone."""
    counts = [0] * (_BARS + 1)
    for score in scores:
        place = _BARS if score >= most else int(_BARS * score / most) if most else 0
        counts[place] += 1
    highest = max(counts) or 1
    step = 100 // _BARS
    labels = [f"{place * step} to {place * step + step} %" for place in range(_BARS)]
    return [
        Bar(count, count / highest, label)
        for count, label in zip(counts, [*labels, "full marks"], strict=True)
    ]


@dataclass(frozen=True)
class Strip:
    """One check before all submissions: a path for each kind of verdict."""

    line: CheckLine
    paths: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class HeatMap:
    """All checks by all submissions, the best submission first."""

    columns: int
    sampled: bool
    groups: tuple[tuple[str, str, tuple[Strip, ...]], ...]


def heat_map(overview: Overview) -> HeatMap:
    """Return the heat map: hidden checks repeat public ones, and are left out."""
    order = overview.order
    sampled = len(order) > _COLUMNS
    if sampled:
        order = [order[place * len(order) // _COLUMNS] for place in range(_COLUMNS)]
    shown = [line for line in overview.checks if not line.hidden]
    exercises = {line.id: line.assignment for line in overview.exercises}
    groups = tuple(
        (exercises[exercise], exercise, tuple(_strip(line, order) for line in lines))
        for exercise, lines in groupby(shown, key=lambda line: line.exercise)
    )
    return HeatMap(len(order), sampled, groups)


def _strip(line: CheckLine, order: Sequence[int]) -> Strip:
    paths: dict[str, list[str]] = {}
    at = 0
    for code, run in groupby(line.codes.get(number, "n") for number in order):
        width = sum(1 for _ in run)
        paths.setdefault(code, []).append(f"M{at} 0h{width}v1h-{width}z")
        at += width
    return Strip(line, tuple((code, "".join(parts)) for code, parts in sorted(paths.items())))
