"""Where a run of Euler steps ends, and how far a right float32 sampler may be from there."""

from __future__ import annotations

import numpy as np

from assignments.course.flows import WaveField
from grader.authoring import UNIT_ROUNDOFF, Array

#: up to so many steps each may be as roundabout as a single step may be
_FEW_STEPS = 13
#: roundings of a state in a roundabout step, and in one of many: there a missing step must show
_ROUNDABOUT, _USUAL = 16, 4
#: of them, so many round the noise, where a step adds it and takes it off again
_OF_THE_NOISE = 0.25


def end(
    field: WaveField, x: Array, num_steps: int, t_min: float, by_eps: bool
) -> tuple[Array, Array]:
    """Return the state at t = 1 in float64, and a running bound of a float32 sampler's error.

    Each step rounds, carries on what was off before, and asks at a time that is rounded itself: it
    may be a running sum of float32 steps.
    """
    times = np.linspace(t_min, 1, num_steps + 1)
    lengths = np.diff(times)
    done = np.arange(num_steps)
    clock = UNIT_ROUNDOFF * (done * (t_min + times[:-1]) / 2 + np.where(done > 0, 2, 1))
    pushes, drifts = _of_time(field, times[:-1], clock)
    roundings = _ROUNDABOUT if num_steps <= _FEW_STEPS else _USUAL
    state = x.astype(np.float64)
    error = np.zeros(state.shape)
    steps = zip(times.tolist(), lengths.tolist(), pushes.tolist(), drifts.tolist(), strict=False)
    for (t, dt, push, drift), asked_off in zip(steps, clock.tolist(), strict=True):
        value, bend, off = field.a * state + push, 0.0, drift
        slope: Array | float = field.a
        if field.d:
            phase = 2 * state + 3 * t
            value = value + field.d * np.sin(phase)
            slope, bend = field.a + 2 * field.d * np.cos(phase), abs(field.d)
            off = drift + 3 * bend * asked_off
        size, moved = np.abs(value), off
        velocity, magnitude, rate, beside = value, size, 1.0, 0.0
        if by_eps:
            velocity, magnitude, rate = (state - value) / t, (np.abs(state) + size) / t, 1 / t
            slope, moved = (1 - slope) / t, off / t + np.abs(velocity) * asked_off / t
            beside = roundings * _OF_THE_NOISE * size  # as in eps + (t + dt) / t * (x - eps)
        straight = np.abs(1 + dt * slope)
        if bend:  # the sine bends: by its second derivative at most, and never beyond its size
            plain = 1 + dt * ((1 - field.a) / t if by_eps else field.a)
            carried = np.minimum(
                straight * error + 2 * dt * rate * bend * error**2,
                abs(plain) * error + 2 * dt * rate * bend,
            )
        else:
            carried = straight * error
        # not dt * magnitude alone: dt may be a difference of two float32 times
        rounded = roundings * np.abs(state) + 16 * dt * magnitude + np.abs(velocity) + beside
        error = carried + dt * moved + UNIT_ROUNDOFF * rounded
        state = state + dt * velocity
    return state, error + UNIT_ROUNDOFF * roundings * np.abs(state) + 2.0**-126


def _of_time(field: WaveField, t: Array, clock: Array) -> tuple[Array, Array]:
    """Return what of the field depends on time alone, and how far times off by `clock` move it."""
    push, drift = field.b * t + field.c, abs(field.b) * clock
    for size, rate, phase in field.ripples:
        angle, turned = rate * t + phase, rate * clock
        push = push + size * np.sin(angle)
        # at a crest the first derivative is 0
        drift = drift + abs(size) * np.minimum(np.abs(np.cos(angle)) * turned + turned**2 / 2, 2)
    return push, drift
