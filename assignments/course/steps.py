"""Single steps: a state, its times, a field, and how far to go; none leads past t = 1."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
from hypothesis import strategies as st

from assignments.course import tables
from assignments.course.domain import STEPS
from assignments.course.flows import Flow, WaveField, small_fields, two_values
from assignments.course.making import batch_of, small_shape, times_of
from assignments.course.points import TRAILING, X1_VALUES
from assignments.course.refusals import BESIDE_ZERO, drawn_zeros, put_zeros, zero_rows
from assignments.course.times import ALWAYS, DECADES_BELOW, Times
from grader.authoring import Array, Examples, Row, covered, drawn_values, made, read_rows

_ROWS = read_rows(STEPS, tables.STEPS)
#: the range of dt by its level
_LENGTHS = {"usual": (0.02, 0.4), "small": (1e-4, 2e-3), "large": (0.55, 0.95)}


def _flow(field: WaveField, x: Array, t: Array, dt: float) -> Flow:
    return Flow(field, x.astype(np.float32), t, dt)


@st.composite
def _small(draw: st.DrawFn, times: Times) -> Flow:
    dt = draw(st.sampled_from((0.25, 0.5, 0.125)))
    x = drawn_values(draw, X1_VALUES, (draw(st.integers(1, 3)), *draw(st.sampled_from(TRAILING))))
    t = drawn_values(draw, _until(times, dt).small(), x.shape[:1])
    return _flow(draw(small_fields()), x, t, dt)


def _until(times: Times, dt: float) -> Times:
    """Return the times from which a step of dt does not lead past 1."""
    high = np.float32(1 - dt)
    return Times(times.low, float(high if high <= 1 - dt else np.nextafter(high, np.float32(0))))


def _of_row(times: Times, row: Row, rng: np.random.Generator) -> Flow:
    allowed = _until(times, rng.uniform(*_LENGTHS[row.levels["dt"]]))
    batch = batch_of(STEPS, row, allowed, rng)
    x = batch.values(rng, "x", row.levels["whole"] == "constant")
    return _flow(WaveField.random(rng), x, batch.t, 1 - allowed.high)


def steps(times: Times = ALWAYS) -> Examples[Flow]:
    """Return examples of states and fields to step through, of every pair of levels of `STEPS`.

    Where times begin above 0, some cases have times below.
    """

    more = [partial(_whole, times.low)]
    more += _ONE_ZERO if times.low == 0 else [partial(_below, decade) for decade in DECADES_BELOW]
    return covered(_small(times), STEPS, _ROWS, partial(_of_row, times), more)


def _step_with_zero(place: int, rng: np.random.Generator) -> Flow:
    """Return a step of which one time alone is 0, the first or the last."""
    x = rng.normal(size=small_shape(rng)).round(1) + 0.25
    t = rng.uniform(0.2, 0.7, size=len(x)).round(2).astype(np.float32)
    t[place] = 0
    return _flow(WaveField.random(rng), x, t, 0.25)


_ONE_ZERO = [partial(_step_with_zero, place) for place in (0, -1)]


def _whole(low: float, rng: np.random.Generator) -> Flow:
    """Return one step all the way, from the lowest time to the data."""
    t = np.full(2, low, np.float32)
    return _flow(WaveField.plain(rng), two_values(rng), t, 1 - float(t[0]))


def _below(decade: str, rng: np.random.Generator) -> Flow:
    x = np.round(rng.normal(size=small_shape(rng)) * 2, 1)
    flow = _flow(WaveField.random(rng), x, times_of([decade] * len(x), ALWAYS, rng), 0.0)
    return replace(flow, dt=round(float(rng.uniform(0.02, 0.4)), 3), below=True)


def steps_from_zero(times: Times) -> Examples[Flow]:
    """Return examples of steps of which some begin at 0, where no noise tells a velocity."""

    @st.composite
    def small(draw: st.DrawFn) -> Flow:
        flow = draw(_small(times))
        return replace(flow, t=drawn_zeros(draw, flow.t))

    def from_zero(where: str, row: Row, is_noise: bool, rng: np.random.Generator) -> Flow:
        flow = _of_row(BESIDE_ZERO, row, rng)
        # a field that answers x at t = 0
        field = WaveField(1.0, flow.field.b, 0.0, 0.0) if is_noise else flow.field
        return replace(flow, field=field, t=put_zeros(where, flow.t, rng))

    makers = [partial(from_zero, *asked) for asked in zero_rows(_ROWS)]
    return made(small(), [partial(_whole, 0.0), *makers])
