"""Whole runs of a sampler: what one is asked for, and what its result must be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from hypothesis import strategies as st

from assignments.course.flows import WaveField, small_fields
from assignments.course.points import TRAILING, X1_VALUES, sweep_shapes
from assignments.course.run_table import ROWS, STEPS, T_MIN, state
from grader.authoring import UNIT_ROUNDOFF, Array, Examples, Formula, Model, drawn_values

#: from when on a noise prediction must be followed: before, an error is as right as a right value
FROM_EPS = 1e-3


@dataclass(frozen=True)
class Run:
    """A run from the state x `(B, ...)` at t_min to t = 1 by num_steps steps of a field.

    The field is the velocity, or the noise prediction where `by_eps`. Where the run is not
    `watched`, the worker evaluates it, and only the result can be judged. Its properties are what
    exercises call these.
    """

    field: WaveField
    x: Array
    num_steps: int
    t_min: float = 0.0
    by_eps: bool = False
    watched: bool = True

    @property
    def u_theta(self) -> Model:
        return self._model("u_theta")

    @property
    def eps_theta(self) -> Model:
        return self._model("eps_theta")

    def _model(self, name: str) -> Model:
        return Model(name, self.field, None if self.watched else formula(self.field))

    @property
    def refusable(self) -> bool:
        """Whether a noise prediction may be refused here, where little is left of t."""
        return self.by_eps and self.t_min < FROM_EPS

    @property
    def x0(self) -> Array:
        return self.x

    @property
    def x_start(self) -> Array:
        return self.x

    @property
    def times(self) -> Array:
        """Where steps begin and end, `(num_steps + 1,)`."""
        return np.linspace(self.t_min, 1, self.num_steps + 1)

    @cached_property
    def end(self) -> tuple[Array, Array]:
        """The state at t = 1 in float64, and how far a right float32 sampler may be from it.

        The second is a running error bound: each step rounds, and carries on what was off before.
        """
        field, x = self.field, self.x.astype(np.float64)
        error = np.zeros(x.shape)
        # many steps are not so roundabout in each: with 16 roundings, one step more would not show
        roundings = 16 if self.num_steps <= max(STEPS) else 8
        for k, (t, dt) in enumerate(zip(self.times[:-1], np.diff(self.times), strict=True)):
            value, by_x, by_t = _with_slopes(field, x, float(t))
            magnitude = np.abs(value)
            if self.by_eps:
                magnitude = (np.abs(x) + magnitude) / t
                value, by_x = (x - value) / t, (1 - by_x) / t
                by_t = -(by_t + value) / t
            clock = (k / 2 + 4) * UNIT_ROUNDOFF  # of a running sum of float32 steps, or of 1 - t
            rounded = roundings * (np.abs(x) + dt * magnitude) + np.abs(value)
            error = error * np.abs(1 + dt * by_x) + UNIT_ROUNDOFF * rounded
            error += dt * clock * np.abs(by_t)
            x = x + dt * value
        return x, error + roundings * UNIT_ROUNDOFF * np.abs(x) + 2.0**-126


def _with_slopes(field: WaveField, x: Array, t: float) -> tuple[Array, Array, Array]:
    """Return the field and its derivatives by x and t."""
    phase = 2 * x + 3 * t
    value = field.a * x + (field.b * t + field.c) + field.d * np.sin(phase)
    wave = field.d * np.cos(phase)
    return value, field.a + 2 * wave, field.b + 3 * wave


def formula(field: WaveField) -> Formula:
    """Return what the field is in postfix order, for a worker to evaluate."""
    line: Formula = (field.a, "x", "*", field.b, "t", "*", field.c, "+", "+")
    return (*line, field.d, 2.0, "x", "*", 3.0, "t", "*", "+", "sin", "*", "+") if field.d else line


#: numbers of steps at which roundings miscount: arange(0, 1, 1/N) at 49 and 98, int(1/dt) at 93,
#: a sum of 1/N in Python's floats or in float32, and loops that stop near t = 1
MANY_STEPS = (49, 93, 98, 101, 300)
#: it is fast at both ends, where a step too few or too many shows, and the state stays small
SHUTTLE = WaveField(-0.5, 8.0, -4.0, 0.0)


def many_steps(steps: Sequence[int], t_min: float = 0.0, by_eps: bool = False) -> list[Run]:
    """Return runs of many steps, unwatched, of one sample of one entry."""
    field = WaveField(0.5, 3.0, 1.0, 0.0) if by_eps else SHUTTLE
    x = np.full((1, 1), 0.75, np.float32)
    return [Run(field, x, n, t_min, by_eps, watched=False) for n in steps]


#: watched whatever is drawn: from t_min = 0.02, the three that miscount do so at N = 7, 10 and 12
_ALWAYS = (
    *((1, 0.5), (2, 0.25), (3, 0.1), (4, 0.3), (5, 1e-3), (6, 0.8)),
    *((7, 0.02), (10, 0.02), (12, 0.02)),
)


def runs(by_eps: bool = False, always: Sequence[Run] = ()) -> Examples[Run]:
    """Return examples of runs: watched small ones, and unwatched ones of every pair of levels."""

    @st.composite
    def small(draw: st.DrawFn) -> Run:
        batch = draw(st.integers(1, 3))
        trailing = draw(st.sampled_from(TRAILING))
        x = drawn_values(draw, X1_VALUES, (batch, *trailing))
        steps = draw(st.sampled_from(STEPS))
        t_min = draw(st.sampled_from((0.5, 0.25, 0.125))) if by_eps else 0.0
        return Run(draw(small_fields()), x, steps, t_min, by_eps)

    @st.composite
    def example(draw: st.DrawFn) -> tuple[Run, ...]:
        first = draw(small())
        # two seeds, so that the simplest example, of zeros, is the only one without the rows
        seeds = draw(st.tuples(*[st.integers(0, 2**32 - 1)] * 2))
        if not any(seeds):
            return (first,)
        rng = np.random.default_rng(seeds)
        return (first, *watched(rng), *rows(by_eps, rng), *early(rng))

    def watched(rng: np.random.Generator) -> list[Run]:
        steps = (int(n) + 1 for n in rng.permutation(7))
        drawn = zip(sweep_shapes(rng), steps, strict=False)
        runs = [_drawn(rng, rng.normal(size=s).astype(np.float32), n, by_eps) for s, n in drawn]
        return runs[:2]

    def early(rng: np.random.Generator) -> list[Run]:
        """Return runs that begin before FROM_EPS, one in each decade that clamps are known from."""
        if not by_eps:
            return []
        starts = rng.uniform(2, 8, size=3) * (1e-4, 1e-5, 1e-6)
        x = rng.normal(size=(3, 2)).astype(np.float32)
        return [
            Run(WaveField.random(rng), x, number, float(t_min), by_eps)
            for number, t_min in enumerate(starts, start=1)
        ]

    fixed = np.array([1.5, -0.5], np.float32)
    field = WaveField(0.5, 1.0, 0.25, 0.0)
    first = [Run(field, fixed, n, low if by_eps else 0.0, by_eps) for n, low in _ALWAYS]
    return Examples(small(), example(), (*first, *always))


def _drawn(rng: np.random.Generator, x: Array, num_steps: int, by_eps: bool) -> Run:
    t_min = round(float(rng.uniform(0.02, 0.4)), 3) if by_eps else 0.0
    return Run(WaveField.random(rng), x, num_steps, t_min, by_eps)


def rows(by_eps: bool, rng: np.random.Generator) -> list[Run]:
    """Return an unwatched run for each row of the table, in an order that is drawn."""
    made = []
    for steps, axes, batch, last, low, values in ROWS:
        t_min = round(float(rng.uniform(*T_MIN[low])), 4) if by_eps else 0.0
        x = state(axes, batch, last, values, rng)
        made.append(Run(WaveField.random(rng), x, STEPS[steps], t_min, by_eps, watched=False))
    return [made[number] for number in rng.permutation(len(made))]


def unwatched(by_eps: bool = False) -> Examples[Run]:
    """Return examples of unwatched runs, a few of every layout."""
    watched = runs(by_eps)
    alone = watched.small.map(lambda run: replace(run, watched=False))
    return Examples(alone, st.tuples(alone), tuple(rows(by_eps, np.random.default_rng(0))[:4]))


#: just below 0 as well as far from it
_REFUSED = (0.0, -0.25, -1e-6, -1e-3, -0.05, -1.0)


def refused() -> Examples[Run]:
    """Return examples of runs that must not begin, since t_min is not above 0."""
    rng = np.random.default_rng(0)
    layouts = ((2,), (3, 2), (1, 4), (2, 2, 2), (1, 2, 1, 2, 2, 1), (1,))
    field = WaveField(0.5, 1.0, 0.25, 0.0)
    always = [
        Run(field, rng.normal(size=shape).astype(np.float32), number % 3 + 1, t_min, by_eps=True)
        for number, (shape, t_min) in enumerate(zip(layouts, _REFUSED, strict=True))
    ]
    starts = st.tuples(runs(by_eps=True).small, st.sampled_from(_REFUSED))
    small = starts.map(lambda start: replace(start[0], t_min=start[1]))
    return Examples(small, st.tuples(small), tuple(always))
