"""Runs of a sampler: what one is asked for.

A few runs are watched: the grader evaluates the model and sees when, where and how often it is
asked. The others are judged by their result, which a wrong grid, step or state moves.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import numpy as np
from hypothesis import strategies as st

from assignments.course import tables
from assignments.course.domain import RUNS
from assignments.course.flows import FIELD, OTHER_FIELD, STILL, WaveField, small_fields
from assignments.course.long_runs import (
    LONG_STATES,
    MANY_STEPS,
    long_run,
    of_kinds,
    run_between,
    run_of_a_power,
    run_of_any_length,
)
from assignments.course.making import BETWEEN, batch_of, in_turn
from assignments.course.points import KEPT, TRAILING, X1_VALUES
from assignments.course.run import FEW_STEPS, Run
from assignments.course.times import ALWAYS, DECADES_BELOW
from grader.authoring import Array, Examples, Row, covered, drawn_values, made, read_rows

_ROWS = read_rows(RUNS, tables.RUNS)
_Rng = np.random.Generator

#: the range of t_min by its level
_STARTS = {
    "usual": (0.02, 0.25),
    "early": (1e-3, 1e-3),
    "half": (0.25, 0.5),
    "late": (0.55, 0.85),
    "end": (0.991, 0.999),
}

#: numbers of steps by their level, all of which are asked for at every seed: 6, 7, 10 and 12 are
#: where sums of 1/N miscount first
_NUMBERS = {"some": (4, 5, 6, 7), "ten": (12, 10, 13)}

#: shapes, steps and starts of the watched runs. What evaluations alone show, such as one a sample
#: or one too many, depends on few things at once: each number of axes, a large batch, few steps
_WATCHED: tuple[tuple[tuple[int, ...], int, float], ...] = (
    ((4,), 1, 0.5),
    ((35, 9), 2, 0.25),
    ((2, 3, 3), 3, 0.1),
    ((1, 2), 2, 0.3),
    ((3, 1, 2, 5), 2, 1e-3),
    ((2, 1, 2, 1, 2), 1, 0.8),
    ((3, 1, 2, 1, 1, 2), 2, 0.02),
    ((2, 2), 7, 0.02),  # arange(0.02, 1, 0.98 / 7) has 8 entries
)


def _state(rng: _Rng, shape: tuple[int, ...]) -> Array:
    """Return a state that a person can read."""
    return np.round(rng.normal(scale=1.5, size=shape), 1).astype(np.float32) + np.float32(0)


def _of_row(by_eps: bool, row: Row, rng: _Rng) -> Run:
    batch, levels = batch_of(RUNS, row, ALWAYS, rng), row.levels
    x = batch.values(rng, "x").astype(np.float32)
    t_min = round(float(rng.uniform(*_STARTS[levels["start"]])), 3) if by_eps else 0.0
    field = WaveField(0.5, 1.0, 0.25, 0.0) if row.plain else WaveField.random(rng)
    return Run(field, x, _number_of_steps(row), t_min, by_eps, watched=row.plain)


def _number_of_steps(row: Row) -> int:
    """Return one of the numbers of a row's level."""
    level = row.levels["steps"]
    if level not in _NUMBERS:
        return int(level)
    return in_turn(_NUMBERS[level], row, _ROWS, "steps")


def _watched(by_eps: bool, number: int, rng: _Rng) -> Run:
    shape, num_steps, t_min = _WATCHED[number]
    x = _state(rng, shape)
    return Run(WaveField.random(rng), x, num_steps, t_min if by_eps else 0.0, by_eps)


def _at_rest(by_eps: bool, rng: _Rng) -> Run:
    """Return a run whose first velocity is 0, exactly: those after it are not."""
    pace, t_min = int(rng.integers(2, 6)) / 4, 0.25 if by_eps else 0.0
    x = _state(rng, (3, 2)) if by_eps else np.zeros((3, 2), np.float32)
    return Run(WaveField(1.0, pace, -pace * t_min, 0.0), x, 4, t_min, by_eps)


def _still(by_eps: bool, rng: _Rng) -> Run:
    """Return a run of a field that answers 0."""
    start = 0.25 if by_eps else 0.0
    x = _state(rng, (3, 2))
    return Run(STILL, x, 4, start, by_eps, watched=False)


#: what may be kept of a run is not right where one argument is another: field, state, number of
#: steps, and whether the start is that of the others
_ALIKE = (
    (FIELD, 0, 3, True),
    (OTHER_FIELD, 0, 3, True),
    (FIELD, 1, 3, True),
    (FIELD, 0, 8, True),
    (FIELD, 0, 3, False),
)


def _alike_but_for(
    by_eps: bool,
    field: WaveField,
    x: int,
    num_steps: int,
    usual: bool,
    rng: _Rng,
) -> Run:
    """Return a run of one of two states."""
    start = (0.1 if usual else 0.01) if by_eps else 0.0
    return Run(field, KEPT[x], num_steps, start, by_eps, watched=False)


#: by decade of the start: a state's shape, the kinds of its samples, and a number of steps
_BELOW: tuple[tuple[tuple[int, ...], str, int], ...] = (
    ((2,), "usual", 1),
    ((34, 1, 2), "thirty", 2),
    ((1, 2, 2, 2), "negative", 3),
    ((3, 2, 1, 1, 2), "far", 13),
)


def _below(number: int, rng: _Rng) -> Run:
    shape, kind, num_steps = _BELOW[number]
    decade = DECADES_BELOW[number % 3]
    x, t_min = of_kinds(shape, (kind,), rng), ALWAYS.drawn(decade, rng)
    return Run(WaveField.random(rng), x, num_steps, t_min, True, watched=False)


def _near_the_end(rng: _Rng) -> Run:
    """Return a run that begins after every other one."""
    t_min = 1 - 10 ** rng.uniform(-4.5, -3.05)
    return Run(WaveField.random(rng), _state(rng, (3, 2)), 3, t_min, True, watched=False)


@st.composite
def _small(draw: st.DrawFn, by_eps: bool, watched: bool = True) -> Run:
    x = drawn_values(draw, X1_VALUES, (draw(st.integers(1, 3)), *draw(st.sampled_from(TRAILING))))
    num_steps = draw(st.sampled_from(FEW_STEPS))
    t_min = draw(st.sampled_from((0.5, 0.25, 0.125))) if by_eps else 0.0
    return Run(draw(small_fields()), x, num_steps, t_min, by_eps, watched)


def runs(by_eps: bool = False, long_runs: Sequence[int] = MANY_STEPS) -> Examples[Run]:
    """Return examples of runs: of every pair of levels of `RUNS`, the watched, and long ones.

    Those of a noise prediction begin at t_min, some of them below the times that are asked for.
    """
    more: list[Callable[[_Rng], Run]] = []
    more += [partial(_watched, by_eps, number) for number in range(len(_WATCHED))]
    more += [partial(long_run, by_eps, *long) for long in zip(long_runs, LONG_STATES, strict=False)]
    more += [partial(run_between, by_eps, number) for number in BETWEEN]
    more += [partial(run_of_any_length, by_eps), partial(run_of_a_power, by_eps)]
    more += [partial(_below, number) for number in range(len(_BELOW)) if by_eps]
    more += [_near_the_end] if by_eps else []
    more += [partial(_at_rest, by_eps), partial(_still, by_eps)]
    more += [partial(_alike_but_for, by_eps, *which) for which in _ALIKE if by_eps or which[3]]
    return covered(_small(by_eps), RUNS, _ROWS, partial(_of_row, by_eps), more)


def compared_runs(by_eps: bool = False) -> Examples[Run]:
    """Return examples of runs that are not watched, which a comparison needs no more."""
    return covered(_small(by_eps, watched=False), RUNS, _ROWS, partial(_of_row, by_eps))


#: by the level of a row's start, where a run must not begin: just below 0 as well as far from it
_REFUSED = {
    "usual": (0.0, -1e-8),
    "early": (-1e-6, -1e-3),
    "half": (-0.05,),
    "late": (-0.25,),
    "end": (-1.0, -1000.0),
}


def refused() -> Examples[Run]:
    """Return examples of runs that must not begin, since t_min is not above 0."""

    @st.composite
    def small(draw: st.DrawFn) -> Run:
        run = draw(_small(by_eps=True))
        start = draw(st.sampled_from([start for starts in _REFUSED.values() for start in starts]))
        return Run(run.field, run.x, run.num_steps, start, True)

    def of_row(row: Row, rng: _Rng) -> Run:
        run, starts = _of_row(True, row, rng), _REFUSED[row.levels["start"]]
        num_steps = run.num_steps
        if row.levels["steps"] == "ten":  # any number costs the same
            num_steps = int(rng.choice((num_steps, *MANY_STEPS)))
        start = starts[sum(RUNS.numbered(row.levels)) % len(starts)]
        return replace(run, num_steps=num_steps, t_min=start, watched=True)

    return made(small(), [partial(of_row, row) for row in _ROWS])
