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
        parts.pieces,
        parts.starts,
        parts.counts,
        parts.numbers,
        parts.times,
        parts.places,
        parts.lengths,
        velocities,
        parts.bases,
        parts.afters,
        parts.results,
    )
    return Assembly(made, _play, 10, _fits, "All else about the steps is right.", seen)


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
