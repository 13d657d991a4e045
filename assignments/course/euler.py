"""Euler's method as ideas are made of it: a grid, a velocity, and what is fed to the model."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import numpy as np

from grader.authoring import Array, Misconceptions, RecordedCall, reproduces

Records = Sequence[RecordedCall]
Model = Callable[[Array, Array | float], Array]
#: (state before, first state, time, model value) -> velocity
Velocity = Callable[[Array, Array, Array | float, Array], Array]


def run(
    model: Model,
    x: Array,
    times: Iterable[float],
    dt: float,
    velocity: Velocity,
    stale: bool = False,
) -> Array:
    """Step by dt at each of `times`; `stale` feeds the model the first state every time."""
    first = x
    for t in times:
        value = model(first if stale else x, t)
        x = x + dt * velocity(x, first, t, value)
    return x


def by_u(x: Array, first: Array, t: Array | float, value: Array) -> Array:
    return value


def from_eps(x: Array, first: Array, t: Array | float, value: Array) -> Array:
    return (x - value) / t


def steps_at(n: int, low: float, steps: Iterable[float]) -> list[float]:
    """The times at which these of n equal steps from `low` to 1 begin."""
    return [low + k * (1 - low) / n for k in steps]


def step_times(n: int, low: float = 0.0) -> list[float]:
    return steps_at(n, low, range(n))


def running_sum(start: float, dt: float) -> list[float]:
    """The times that `while t < 1: t += dt` visits, in Python's floats."""
    times: list[float] = []
    t = start
    while t < 1 and len(times) < 2000:
        times.append(t)
        t += dt
    return times


def running_sum32(start: float, dt: float) -> list[float]:
    """The times that `while t < 1: t += dt` visits, in a float32 tensor."""
    times: list[float] = []
    t = np.float32(start)
    while t < 1 and len(times) < 2000:
        times.append(float(t))
        t = np.float32(t + np.float32(dt))
    return times


#: what explains a sampler whose steps are right: then its noise is wrong, and no grid is to blame
_right_steps = reproduces(
    lambda model, x, n: run(model, x, step_times(n), 1 / n, by_u),
)


def _as_sampler(recognises: Callable[[Records], bool]) -> Callable[[Records], bool]:
    """Look at `generate` as at a call of euler_sample from the noise that it drew."""

    def predicate(records: Records) -> bool:
        sampled = []
        for record in records:
            if not isinstance(record.value, np.ndarray):
                return False
            model, _, num_steps, _ = record.call.arguments
            # one that takes no step returns its noise
            x0 = record.evaluations[0].x if record.evaluations else record.value
            if record.value.size != x0.size:
                return False
            call = replace(record.call, arguments=(model, x0, num_steps))
            sampled.append(replace(record, call=call, value=record.value.reshape(x0.shape)))
        # without a step, any number is the noise that it began with
        stepped = any(record.evaluations for record in records)
        return stepped and recognises(sampled) and not _right_steps(sampled)

    return predicate


def also_in_generate(known: Misconceptions) -> None:
    """Add the ideas about `euler_sample` for `generate`, which samples from noise that it draws."""
    for idea in [idea for idea in known.found if "euler_sample" in idea.recognises]:
        known.symptom(
            "generate",
            hint=idea.hint,
            identity=idea.id,
            message=idea.message,
            plays=_from_noise(idea.plays["euler_sample"]) if idea.plays else None,
            gives_all=not idea.is_symptom,
            shows=idea.shows,
        )(_as_sampler(idea.recognises["euler_sample"]))


def _from_noise(sample: Callable[..., Array]) -> Callable[..., Array]:
    return lambda model, count, num_steps, generator: sample(
        model, generator.standard_normal(count), num_steps
    )
