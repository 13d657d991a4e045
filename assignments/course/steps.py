"""Single steps: a state, its times, a field, and how far to go; none leads past t = 1."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
from hypothesis import strategies as st

from assignments.course import tables
from assignments.course.domain import STEPS, ZEROS
from assignments.course.flows import (
    FIELD,
    OTHER_FIELD,
    STILL,
    Flow,
    WaveField,
    small_fields,
    two_values,
)
from assignments.course.making import BETWEEN, Batch, batch_between, batch_of, faint, times_of
from assignments.course.points import KEPT, TRAILING, X1_VALUES
from assignments.course.refusals import ZERO_ROWS, drawn_zeros, late_zero, with_zero_times
from assignments.course.small_times import asked_below, put_small
from assignments.course.times import ALWAYS, FROM_EPS, ROUND, Times
from grader.authoring import Array, Examples, Row, covered, drawn_values, read_rows

_ROWS = read_rows(STEPS, tables.STEPS)
#: the range of dt by its level
_LENGTHS = {"usual": (0.02, 0.4), "small": (1e-4, 2e-3), "large": (0.55, 0.95)}


#: what may be kept of a step is not right where one argument is another: field, state, latest time
#: and dt, each of which code may have a case of its own for
_ALIKE = (
    (FIELD, 0, 1 / 2, 1 / 2),
    (OTHER_FIELD, 0, 1 / 2, 1 / 2),
    (FIELD, 1, 1 / 2, 1 / 2),
    (FIELD, 0, 1 / 2, 1 / 4),
    (FIELD, 0, 3 / 4, 1 / 4),
    (FIELD, 0, 0.6, 1 / 3),
    (FIELD, 0, 0.8, 0.1),
)


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
    return Times(
        times.low, float(high if float(high) <= 1 - dt else np.nextafter(high, np.float32(0)))
    )


def _length(row: Row, rng: np.random.Generator) -> float:
    """Return a dt of a row's level; a small one may be above 1e-3 where times are drawn."""
    least, most = _LENGTHS[row.levels["dt"]]
    few = row.levels["dt"] == "small" and row.levels.get("order") != "drawn"
    return float(rng.uniform(least, 9e-4 if few else most))


def _of_row(times: Times, row: Row, rng: np.random.Generator) -> Flow:
    allowed = _until(times, _length(row, rng))
    return _of_batch(batch_of(STEPS, row, allowed, rng), allowed, rng)


def _of_batch(batch: Batch, allowed: Times, rng: np.random.Generator) -> Flow:
    return _flow(WaveField.random(rng), batch.values(rng, "x"), batch.t, 1 - allowed.high)


def _between(times: Times, number: int, rng: np.random.Generator) -> Flow:
    allowed = _until(times, float(rng.uniform(*_LENGTHS["usual"])))
    return _of_batch(batch_between(STEPS, number, allowed, rng), allowed, rng)


def steps(times: Times = ALWAYS) -> Examples[Flow]:
    """Return examples of states and fields to step through, of every pair of levels of `STEPS`.

    Where times begin above 0, some cases have times below.
    """

    more: list[Callable[[np.random.Generator], Flow]] = [
        partial(_whole, times.low),
        partial(_still, times),
    ]
    more += [partial(_alike_but_for, *which) for which in _ALIKE]
    more += [partial(_between, times, number) for number in BETWEEN]
    more.append(partial(_faint, times))
    more += [partial(_alone_at, times, at) for at in ("low", "high")]
    more.append(partial(_tiny, times))
    if times.low > 0:
        more += [partial(_below, decade, row) for decade, row in asked_below(_ROWS, 1)]
    return covered(_small(times), STEPS, _ROWS, partial(_of_row, times), more)


def _faint(times: Times, rng: np.random.Generator) -> Flow:
    """Return a step of a state that is small everywhere, and not 0."""
    allowed = _until(times, float(rng.uniform(*_LENGTHS["usual"])))
    batch = batch_between(STEPS, 0, allowed, rng)
    return _flow(WaveField.random(rng), faint(rng, batch.shape), batch.t, 1 - allowed.high)


def _alone_at(times: Times, at: str, rng: np.random.Generator) -> Flow:
    """Return a step of one sample, from an end of the times."""
    allowed = _until(times, float(rng.uniform(*_LENGTHS["usual"])))
    t = times_of((at,), allowed, rng)
    return _flow(WaveField.random(rng), rng.normal(size=(1, 3)), t, 1 - allowed.high)


def _tiny(times: Times, rng: np.random.Generator) -> Flow:
    """Return a step so short that it shows beside a small state alone."""
    allowed = _until(times, 10 ** rng.uniform(-6.5, -4))
    t = times_of(("uniform", "near low", "uniform", "near high"), allowed, rng)
    x = 1e-3 * rng.normal(size=(4, 2))
    return _flow(WaveField.random(rng), x, t, 1 - allowed.high)


def _whole(low: float, rng: np.random.Generator) -> Flow:
    """Return one step all the way, from the lowest time to the data."""
    t = np.full(2, low, np.float32)
    return _flow(WaveField.plain(rng), two_values(rng), t, 1 - float(t[0]))


def _still(times: Times, rng: np.random.Generator) -> Flow:
    """Return a step of a field that answers 0."""
    t = times_of(("uniform", "near low", "uniform"), _until(times, 0.25), rng)
    return _flow(STILL, rng.normal(size=(3, 2)), t, 0.25)


def _alike_but_for(
    field: WaveField,
    x: int,
    latest: float,
    dt: float,
    rng: np.random.Generator,
) -> Flow:
    """Return a step of one of two states from round times, the latest of which is at most this."""
    return _flow(field, KEPT[x], np.minimum(ROUND, latest).astype(np.float32), dt)


def _below(decade: str, row: Row, rng: np.random.Generator) -> Flow:
    flow = _of_row(FROM_EPS, row, rng)
    t, _ = put_small(decade, flow.t, rng)
    return replace(flow, t=t, below=True)


def steps_from_zero(times: Times) -> Examples[Flow]:
    """Return examples of steps of which some begin at 0, where no noise tells a velocity."""

    @st.composite
    def small(draw: st.DrawFn) -> Flow:
        flow = draw(_small(times))
        return replace(flow, t=drawn_zeros(draw, flow.t))

    def from_zero(row: Row, rng: np.random.Generator) -> Flow:
        allowed = _until(ALWAYS, _length(row, rng))
        batch = with_zero_times(row, rng, allowed.high)
        field = WaveField.random(rng)
        if batch.turn % 2:
            field = WaveField(1.0, field.b, 0.0, 0.0)  # which answers x at t = 0
        return _flow(field, batch.values(rng, "x"), batch.t, 1 - allowed.high)

    return covered(small(), ZEROS, ZERO_ROWS, from_zero, [partial(_whole, 0.0), _zero_far_back])


def _zero_far_back(rng: np.random.Generator) -> Flow:
    """Return a step of a large batch, of which one of the last samples begins at 0."""
    t = late_zero(rng, 0.7)
    return _flow(WaveField.random(rng), rng.normal(size=(len(t), 2)), t, 0.25)
