"""What a watched sampler must have asked: each state is an Euler step from the one before."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from assignments.course.evaluations import expect_evaluations
from assignments.course.times import broadcast_time
from grader.authoring import UNIT_ROUNDOFF, Array, RecordedCall, expect_value, rounding

#: (x, t with the axes of x, the model's value), in float64 -> the velocity, the sum of the
#: magnitudes that were rounded on the way to it, and its derivative by t where t is divided by
Velocity = Callable[[Array, Array, Array], tuple[Array, Array, Array]]


def by_u(x: Array, t: Array, value: Array) -> tuple[Array, Array, Array]:
    """Follow a velocity model."""
    return value, np.abs(value), np.zeros(1)


def by_eps(x: Array, t: Array, value: Array) -> tuple[Array, Array, Array]:
    """Follow the velocity that a noise prediction implies."""
    velocity = (x - value) / t
    return velocity, (np.abs(x) + np.abs(value)) / t, np.abs(velocity) / t


def expect_steps(
    record: RecordedCall, start: Array | None, times: Array, velocity: Velocity
) -> None:
    """Expect evaluations at `times`, each state an Euler step from the one before, as the result.

    start: the state `(B, ...)` at times[0], or None where the submission draws it.
    """
    expect_evaluations(record, [np.array([t]) for t in times[:-1]])
    states = [evaluation.x for evaluation in record.evaluations]
    name = record.call.models[0].name
    if start is not None:
        expect_value(states[0], start, rounding(start), f"the x of evaluation 1 of {name}")
        states.append(record.value)
    else:
        states.append(record.value.reshape(states[-1].shape))
    if all(state.shape == states[0].shape for state in states):
        # all steps at once, so that only where one does not hold they are looked at one by one
        t = np.stack([evaluation.t.astype(np.float64) for evaluation in record.evaluations])
        x = np.stack([state.astype(np.float64) for state in states])
        value = np.stack([evaluation.value for evaluation in record.evaluations]).astype(np.float64)
        expected, allowed = _step(x[:-1], t, value, np.diff(times), velocity)
        with np.errstate(invalid="ignore"):
            if (np.abs(x[1:] - expected) <= allowed).all():
                return
    for number, dt in enumerate(np.diff(times), start=1):
        evaluation, following = record.evaluations[number - 1], states[number]
        x, value = evaluation.x.astype(np.float64), evaluation.value.astype(np.float64)
        last = number == len(times) - 1
        what = "the result" if last else f"the x of evaluation {number + 1} of {name}"
        step = _step(x[None], evaluation.t[None], value[None], np.array([dt]), velocity)
        expect_value(following, step[0][0], step[1][0], what)


def _step(x: Array, t: Array, value: Array, dt: Array, velocity: Velocity) -> tuple[Array, Array]:
    """Return x after a step, and what rounding may move it, for several steps at once.

    x and value are `(steps, B, ...)`, t is `(steps, B)`, dt `(steps,)`.
    """
    flat_t = broadcast_time(t.reshape(-1), x.reshape(-1, *x.shape[2:]))
    time = flat_t.reshape(*t.shape, *flat_t.shape[1:])
    length = dt.reshape(-1, *[1] * (x.ndim - 1))
    with np.errstate(all="ignore"):  # the states are whatever the submission made of them
        u, magnitude, by_t = velocity(x, time, value)
        # not dt * magnitude: dt may be a difference of two float32 times, whose error is not small
        allowed = rounding(x, magnitude) + length * by_t * UNIT_ROUNDOFF
        return x + length * u, allowed
