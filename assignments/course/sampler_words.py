"""Samplers as they are read back: a program of parts, each of which may be done in another way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from assignments.course import sampler_parts as parts
from assignments.course.euler import watched
from grader.authoring import UNIT_ROUNDOFF, Array, Assembly, Choice, RecordedCall

Records = Sequence[RecordedCall]


def _by_u(records: Records) -> list[Choice]:
    """Return what is followed, of the state, the first one, t, the model's answers and low."""
    follow = "You follow"
    return [
        Choice("", lambda x, first, t, value, last, low: value),
        Choice(f"{follow} (3 u - u_before)/2.", lambda x, first, t, value, last, low: 1.5 * value - 0.5 * last),
        Choice(f"{follow} the mean of this velocity and the one before.", lambda x, first, t, value, last, low: (value + last) / 2),
        Choice(f"{follow} the velocity of the step before.", lambda x, first, t, value, last, low: last),
        Choice(f"{follow} u - x.", lambda x, first, t, value, last, low: value - x),
        Choice(f"{follow} x - u.", lambda x, first, t, value, last, low: x - value),
        Choice(f"{follow} u + x.", lambda x, first, t, value, last, low: value + x),
        Choice(f"{follow} u - x0.", lambda x, first, t, value, last, low: value - first),
        Choice(f"{follow} t u.", lambda x, first, t, value, last, low: t * value),
        Choice(f"{follow} (u - x)/(1 - t).", lambda x, first, t, value, last, low: (value - x) / (1 - t)),
        Choice(f"{follow} (x - u)/t.", lambda x, first, t, value, last, low: (x - value) / t),
        Choice(f"{follow} the mean of the velocities over the batch.", lambda x, first, t, value, last, low: value.mean(axis=0, keepdims=True) + 0 * x),
        Choice(f"{follow} the size of u, without its sign.", lambda x, first, t, value, last, low: np.abs(value)),
        Choice(f"{follow} the sign of u.", lambda x, first, t, value, last, low: np.sign(value)),
        Choice(f"{follow} u kept between -1 and 1.", lambda x, first, t, value, last, low: np.clip(value, -1, 1)),
        Choice(f"{follow} u in reversed order of the samples.", lambda x, first, t, value, last, low: value[::-1]),
    ]


def _by_eps(records: Records) -> list[Choice]:
    """Return the same for a model that predicts the noise."""
    follow = "You follow"
    found = [
        Choice("", lambda x, first, t, value, last, low: (x - value) / t),
        Choice(f"{follow} eps.", lambda x, first, t, value, last, low: value),
        Choice(f"{follow} x - eps.", lambda x, first, t, value, last, low: x - value),
        Choice(f"{follow} (x + eps)/t.", lambda x, first, t, value, last, low: (x + value) / t),
        Choice(f"{follow} (x - eps)/(1 - t).", lambda x, first, t, value, last, low: (x - value) / (1 - t)),
        Choice(f"{follow} (x - eps)/t_min.", lambda x, first, t, value, last, low: (x - value) / low),
        Choice(f"{follow} (x_start - eps)/t.", lambda x, first, t, value, last, low: (first - value) / t),
        Choice(f"{follow} x - eps/t.", lambda x, first, t, value, last, low: x - value / t),
        Choice(f"{follow} x/t - eps.", lambda x, first, t, value, last, low: x / t - value),
        Choice(f"{follow} t (x - eps).", lambda x, first, t, value, last, low: t * (x - value)),
        Choice(f"{follow} (x - t eps)/t.", lambda x, first, t, value, last, low: (x - t * value) / t),
        Choice(f"{follow} (x - (1 - t) eps)/t, which is x1.", lambda x, first, t, value, last, low: (x - (1 - t) * value) / t),
        Choice(f"{follow} (x + (1 - t) eps)/t - eps.", lambda x, first, t, value, last, low: (x + (1 - t) * value) / t - value),
        Choice(f"{follow} (x - (1 - t) eps)/t - x.", lambda x, first, t, value, last, low: (x - (1 - t) * value) / t - x),
        Choice(f"{follow} (x - eps)/t^2.", lambda x, first, t, value, last, low: (x - value) / t**2),
        Choice(f"{follow} (x - eps)/sqrt(t).", lambda x, first, t, value, last, low: (x - value) / np.sqrt(t)),
        Choice(f"{follow} (x - eps_before)/t.", lambda x, first, t, value, last, low: (x - last) / t),
        Choice(f"{follow} x/t.", lambda x, first, t, value, last, low: x / t),
        Choice(f"{follow} -eps/t.", lambda x, first, t, value, last, low: -value / t),
        Choice(f"{follow} (1 - eps)/t.", lambda x, first, t, value, last, low: (1 - value) / t),
        Choice(f"{follow} x - eps/t, with the sign turned.", lambda x, first, t, value, last, low: value / t - x),
    ]
    for least in (0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 1e-3, 1e-4):
        found.append(
            Choice(
                f"{follow} (x - eps)/t with t made {least:g} where it is less.",
                lambda x, first, t, value, last, low, least=least: (x - value) / max(t, least),  # type: ignore[misc]
            )
        )
        found.append(
            Choice(
                f"{follow} (x - eps)/(t + {least:g}).",
                lambda x, first, t, value, last, low, least=least: (x - value) / (t + least),  # type: ignore[misc]
            )
        )
    return found


def _play(
    pieces: Callable[..., Any],
    start: Callable[..., Any],
    count: Callable[..., Any],
    numbers: Callable[..., Any],
    times: Callable[..., Any],
    length: Callable[..., Any],
    velocity: Callable[..., Any],
    place: Callable[..., Any],
    base: Callable[..., Any],
    after: Callable[..., Any],
    result: Callable[..., Any],
) -> Callable[..., Array]:
    """Return the sampler that does its parts so."""

    def sample(model: Callable[..., Array], x: Array, num_steps: int, low: float = 0.0) -> Array:
        n, low = count(num_steps, low)
        steps = np.asarray(list(numbers(n, low)), np.float64)
        when = times(steps, n, low)
        spans = length(when, steps, n, low)
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


def _fits(does: tuple[Any, ...], record: RecordedCall) -> bool:
    """Whether what a call asked its model may be of these pieces, start, count, numbers, times."""
    if not record.watched or record.raised is not None:
        return True
    asked = record.evaluations
    _, x, num_steps, *rest = record.call.arguments
    low = rest[0] if rest else 0.0
    first = does[0](x.astype(np.float64))
    if len(does) <= 2:
        if not asked or not first:
            return True
        state = does[1](first[0]) if len(does) == 2 else first[0]
        if len(does) == 1:
            return len(asked[0].x) == len(state) or len(first) == 1
        if asked[0].x.shape != state.shape:
            return False
        # a model may be asked at another place: where that is so, no start alone is wrong
        return len(asked) > 1 or bool(np.isfinite(state).all())
    n, low = does[2](num_steps, low)
    if len(does) == 3:
        return True
    if n < 1:
        return not asked
    steps = np.asarray(list(does[3](n, low)), np.float64)
    if len(steps) * len(first) != len(asked):
        return False
    if len(does) == 4:
        return True
    when = np.tile(does[4](steps, n, low), len(first))
    room = (np.arange(len(when)) + 4) * 2 * UNIT_ROUNDOFF * (1 + np.abs(when).max(initial=0.0))
    return all(
        bool((np.abs(step.t.astype(np.float64) - t) <= off).all())
        for step, t, off in zip(asked, when.tolist(), room.tolist(), strict=True)
    )


def _assembly(
    velocities: Callable[[Records], list[Choice]],
    seen: Callable[[Records], Records] = lambda records: records,
) -> Assembly:
    made = (
        parts.pieces,
        parts.starts,
        parts.counts,
        parts.numbers,
        parts.times,
        parts.lengths,
        velocities,
        parts.places,
        parts.bases,
        parts.afters,
        parts.results,
    )
    return Assembly(made, _play, 5, _fits, "All else about the steps is right.", seen)


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


ASSEMBLIES = {
    "euler_sample": _assembly(_by_u),
    "euler_sample_eps": _assembly(_by_eps),
    "generate": _assembly(_by_u, _from_its_noise),
}
