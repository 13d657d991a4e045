"""What a watched sampler must have asked: each state is an Euler step from the one before."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from assignments.course.evaluations import expect_evaluations
from grader.authoring import Array, RecordedCall, expect_value, rounding

#: x, t `(..., 1, ..., 1)` and the model's value, in float64 -> the velocity, the sum of the
#: magnitudes that were rounded on the way to it, and its derivative by t, which may be rounded
Velocity = Callable[[Array, Array, Array], tuple[Array, Array, Array]]


def by_u(x: Array, t: Array, value: Array) -> tuple[Array, Array, Array]:
    """Follow a model of the velocity."""
    return value, np.abs(value), np.zeros_like(value)


def by_eps(x: Array, t: Array, value: Array) -> tuple[Array, Array, Array]:
    """Follow the velocity that a prediction of the noise implies."""
    return (x - value) / t, (np.abs(x) + np.abs(value)) / t, (x - value) / t**2


def expect_steps(
    record: RecordedCall, start: Array | None, times: Array, velocity: Velocity
) -> None:
    """Expect evaluations at `times`, each state an Euler step from the one before, as the result.

    start: the state `(B, ...)` at times[0], or None where the submission draws it.
    """
    expect_evaluations(record, [np.array([t]) for t in times[:-1]])
    asked, name = record.evaluations, record.call.models[0].name
    states = [evaluation.x for evaluation in asked]
    if start is None:
        states.append(record.value.reshape(states[-1].shape))
    else:
        expect_value(states[0], start, rounding(start), f"the x of evaluation 1 of {name}")
        states.append(record.value)
    names = [f"the x of evaluation {number} of {name}" for number in range(2, len(times))]
    names.append("the result")
    alike = 0  # a state of another shape is told after what comes before it
    while alike < len(asked) and states[alike].shape == states[0].shape:
        alike += 1
    # all steps at once: steps `(steps, B, ...)`
    x = np.array(states[:alike], dtype=np.float64)
    t = np.array([evaluation.t for evaluation in asked[:alike]], dtype=np.float64)
    value = np.array([evaluation.value for evaluation in asked[:alike]], dtype=np.float64)
    following, allowed = _steps(x, t, value, np.diff(times)[:alike], velocity)
    if alike == len(asked) and states[-1].shape == states[0].shape:
        with np.errstate(invalid="ignore"):
            if (np.abs(np.array(states[1:], dtype=np.float64) - following) <= allowed).all():
                return  # else they are looked at one by one
    for number in range(alike):
        expect_value(states[number + 1], following[number], allowed[number], names[number])


def _steps(x: Array, t: Array, value: Array, dt: Array, velocity: Velocity) -> tuple[Array, Array]:
    """Return where steps `(steps, B, ...)` lead, and how far rounding may move that.

    t is `(steps, B)`, dt is `(steps,)`.
    """
    time = t.reshape(t.shape + (1,) * (x.ndim - 2))
    length = dt.reshape(dt.shape + (1,) * (x.ndim - 1))
    with np.errstate(all="ignore"):  # the states are whatever the submission made of them
        u, magnitude, slope = velocity(x, time, value)
        # not dt * magnitude: dt may be a difference of two float32 times, whose error is not small
        return x + length * u, rounding(x, magnitude, slope=length * slope)
