"""Samplers as they are read back: a program of parts, each of which may be done in another way."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

import numpy as np

from assignments.course import sampler_states as states
from assignments.course.sampler_choices import Records
from assignments.course.sampler_counts import counts, numbers, pieces
from assignments.course.sampler_times import lengths, times
from assignments.course.sampler_velocities import by_eps, by_u
from grader.authoring import UNIT_ROUNDOFF, Array, Assembly, Choice, RecordedCall


def _play(
    pieces: Callable[..., Any],
    start: Callable[..., Any],
    count: Callable[..., Any],
    numbers: Callable[..., Any],
    times: Callable[..., Any],
    place: Callable[..., Any],
    length: Callable[..., Any],
    velocity: Callable[..., Any],
    base: Callable[..., Any],
    after: Callable[..., Any],
    result: Callable[..., Any],
) -> Callable[..., Array]:
    """Return the sampler that does its parts so."""

    def sample(model: Callable[..., Array], x: Array, num_steps: int, low: float = 0.0) -> Array:
        n, low = count(num_steps, low)
        steps = np.asarray(list(numbers(n, low)), np.float64)
        when = times(steps, n, low) if steps.size else steps
        spans = length(when, steps, n, low) if steps.size else steps
        ends = []
        for piece in pieces(x):
            state = before = first = start(piece)
            states, step, value = [first], 0 * first, None
            for t, span in zip(when.tolist(), spans.tolist(), strict=True):
                answer = model(place(state, first, before), t)
                last = answer if value is None else value
                step, value = span * velocity(state, first, t, answer, last, low), answer
                state, before = after(base(state, first, before) + step), state
                states.append(state)
            ends.append(result(states, 0 * first if value is None else value, step))
        return ends[0] if len(ends) == 1 else np.concatenate(ends)

    return sample


#: what is off by more, relative to the largest entry, is off by no rounding
_NEAR = 1e-3


def _near(recorded: Array, value: Array) -> bool:
    """Whether this may be what was recorded, at a quick look."""
    if recorded.shape != value.shape:
        return False
    off = np.abs(recorded.astype(np.float64) - value)
    return not bool((off > _NEAR * (1 + np.abs(value).max(initial=0.0))).any())


def _fits(does: tuple[Any, ...], record: RecordedCall) -> bool:
    """Whether what a call asked its model may be of parts that are done so, of the first ones."""
    asked = record.evaluations
    if not record.watched or record.raised is not None or not asked:
        return True
    _, x, num_steps, *rest = record.call.arguments
    exact = x.astype(np.float64)
    first = does[0](exact)
    if not first:
        return True
    if len(does) == 1:
        return len(first) == 1 or len(asked[0].x) == len(first[0])
    state = does[1](first[0])
    if len(does) == 2:
        # the model may be asked elsewhere, but not where the start is wrong as well
        return state is first[0] or _near(asked[0].x, state)
    n, low = does[2](num_steps, rest[0] if rest else 0.0)
    if len(does) == 3:
        return n > 0
    steps = np.asarray(list(does[3](n, low)), np.float64)
    if len(does) == 4 or not steps.size:
        return len(steps) * len(first) == len(asked)
    when = does[4](steps, n, low)
    if len(does) == 5:
        return _asked_at(record, np.tile(when, len(first)))
    place = does[5](state, state, state)
    if len(does) == 6:
        return _near(asked[0].x, place)
    if len(does) < 10 or len(first) > 1 or len(asked) == 1:
        return True
    length, velocity, base, after = does[6:]
    span, value = length(when, steps, n, low)[0], asked[0].value.astype(np.float64)
    step = span * velocity(state, state, when[0], value, value, low)
    following = after(base(state, state, state) + step)
    return _near(asked[1].x, does[5](following, state, state))


def _asked_at(record: RecordedCall, times: Array) -> bool:
    """Whether these are the times of the evaluations, up to the rounding of a running sum."""
    asked = record.evaluations
    room = (np.arange(len(times)) + 4) * 2 * UNIT_ROUNDOFF * (1 + np.abs(times).max(initial=0.0))
    sizes = [step.t.size for step in asked]
    found = np.concatenate([step.t for step in asked]).astype(np.float64)
    off = np.abs(found - np.repeat(times, sizes))
    return bool((off <= np.repeat(room, sizes)).all())


def _assembly(
    velocities: Callable[[Records], list[Choice]],
    seen: Callable[[Records], Records] = lambda records: records,
) -> Assembly:
    made = (
        pieces,
        states.starts,
        counts,
        numbers,
        times,
        states.places,
        lengths,
        velocities,
        states.bases,
        states.afters,
        states.results,
    )
    return Assembly(made, _play, 10, _fits, "All else about the steps is right.", seen, _same)


#: how many steps are compared, beside all that was asked
_COUNTS = (1, 2, 3, 5, 12, 49, 150, 300)


def _same(program: Callable[..., Array], other: Callable[..., Array]) -> bool:
    """Whether two programs are one that is written in two ways: they ask and answer the same."""
    return all(
        len(first) == len(second) and all(map(_agree, first, second))
        for n in _COUNTS
        for low in (0.0, 0.004, 0.3)
        for first, second in [(_run(program, n, low), _run(other, n, low))]
    )


def _run(program: Callable[..., Array], n: int, low: float) -> list[Array]:
    """Return what a program asks a model, and what it answers if it answers."""
    told: list[Array] = []

    def model(x: Array, t: float) -> Array:
        told.append(np.append(x, t))
        return np.asarray(0.4 * x + np.sin(3 * t) + 0.2)

    with suppress(ValueError, IndexError, ZeroDivisionError):
        told.append(np.asarray(program(model, np.array([0.3, -1.2, 2.5, 40.0]), n, low)))
    return told


def _agree(answer: Array, other: Array) -> bool:
    return answer.shape == other.shape and bool(
        np.allclose(answer, other, rtol=1e-9, equal_nan=True)
    )


def _from_its_noise(records: Records) -> Records:
    """Return calls of generate as ones of euler_sample, from the noise that was drawn.

    What is not watched draws what was watched by the same seed.
    """
    found, noises = [], {}
    for record in records:
        model, count, num_steps, generator = record.call.arguments
        drawn = generator.seed, count
        if record.watched and record.evaluations and not record.call.continues:
            noises[drawn] = record.evaluations[0].x
        x = record.evaluations[0].x if record.evaluations else noises.get(drawn)
        if not isinstance(record.value, np.ndarray) or x is None:
            continue
        if x.size != count:
            return []
        value = record.value.reshape(x.shape) if record.value.size == x.size else record.value
        call = replace(record.call, arguments=(model, x, num_steps))
        found.append(replace(record, call=call, value=value))
    return found


SAMPLERS = {
    "euler_sample": _assembly(by_u),
    "euler_sample_eps": _assembly(by_eps),
    "generate": _assembly(by_u, _from_its_noise),
}
