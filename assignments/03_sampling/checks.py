"""What is checked in assignment 03, and how. Nothing here holds a solution.

A sampler is judged by what it asked its model: when, at which state, and how often. The model is
evaluated by the grader, so this record cannot be forged. Each recorded state must be one Euler step
from the one before it, which a wrong grid, a wrong dt or a stale state cannot fulfil.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, replace

import numpy as np
from hypothesis import strategies as st

from assignments.course.evaluations import expect_evaluations
from assignments.course.flows import Flow, WaveField, flows, small_fields
from assignments.course.mixture import MixtureField
from assignments.course.points import points, with_zeros
from assignments.course.sampler_law import rejects_sampler
from assignments.course.steps import steps, steps_from_zero
from assignments.course.times import BROADCAST, FROM_EPS, broadcast_time
from grader.authoring import (
    SEEDS,
    SHAPE,
    Array,
    Assignment,
    Failure,
    FieldLike,
    Generator,
    Model,
    RecordedCall,
    Student,
    accepted_error,
    examples,
    expect_close,
    expect_error,
    expect_generator_use,
    expect_tensor,
    expect_value,
    rounding,
)

assignment = Assignment(title="From noise to samples", module="sampling", broadcast=BROADCAST)

u_from_eps = assignment.exercise(
    "u_from_eps(x_t, eps, t)",
    hint="Which form of x_t holds eps and u, and not x1? Solve it for u.",
)
euler_step = assignment.exercise(
    "euler_step(u_theta, x_t, t, dt)",
    hint="At which point and time is the velocity asked for, and for how long is it followed?",
)
euler_step_eps = assignment.exercise(
    "euler_step_eps(eps_theta, x_t, t, dt)",
    hint="Turn the predicted noise into a velocity, then step as before.",
)
euler_sample = assignment.exercise(
    "euler_sample(u_theta, x0, num_steps)",
    hint="Write down the steps for num_steps = 2: when does each begin, where, and how long is it?",
)
euler_sample_eps = assignment.exercise(
    "euler_sample_eps(eps_theta, x_start, num_steps, t_min)",
    hint="How far is it from t_min to 1, and how long is each of num_steps equal steps?",
)
generate = assignment.exercise(
    "generate(u_theta, num_samples, num_steps, generator)",
    hint="Draw num_samples standard normal values from `generator`, then sample as before.",
)


@u_from_eps.gives(
    "u",
    points(FROM_EPS),
    score=4,
    examples=1,
    rounded=lambda x_t, eps, t, u: (x_t / t, eps / t, u),
    slope=lambda u, t: u / t,
    may_refuse=lambda point: point.below,
)
def recovers_u(x1: Array, eps: Array) -> Array:
    """u_from_eps gives back the velocity of the line; below t = 1e-3 it may raise ValueError"""
    return np.asarray(x1 - eps)


u_from_eps.refuses(
    "refuses_t_zero",
    "a t is 0",
    with_zeros(FROM_EPS),
    score=1,
    claim="u_from_eps raises ValueError if any t is 0",
    requires=[recovers_u],
)


def _one_evaluation(record: RecordedCall, flow: Flow) -> Array:
    """Expect one evaluation, at the state and time that were given; return its value, float64."""
    expect_evaluations(record, [flow.t])
    expect_value(record.evaluations[0].x, flow.x, rounding(flow.x), f"the x that {_model(record)}")
    return record.evaluations[0].value.astype(np.float64)


def _model(record: RecordedCall) -> str:
    return f"{record.call.models[0].name} was given"


@euler_step.property(steps(), score=4, examples=1)
def follows_the_velocity(student: Student, flow: Flow) -> None:
    """euler_step evaluates u_theta once, at (x_t, t), and follows it for the time dt"""
    record = student.call("euler_step", Model("u_theta", flow.field), flow.x, flow.t, flow.dt)
    u = _one_evaluation(record, flow)
    step = flow.dt * u
    expect_close(record.value, flow.x + step, rounding(flow.x, step), "the result")


euler_step.agrees("the result", steps(), lambda flow, _: rounding(flow.x, flow.dt * flow.velocity))


def _eps_step(flow: Flow, eps: Array) -> tuple[Array, Array]:
    """Return an Euler step by the noise prediction eps, float64, and its allowed rounding."""
    t, x = broadcast_time(flow.t, flow.x), flow.x.astype(np.float64)
    step = flow.dt * (x - eps) / t
    return x + step, rounding(x, eps, flow.dt * x / t, flow.dt * eps / t, slope=step / t)


def _below(flow: Flow) -> bool:
    return flow.below


@euler_step_eps.property(steps(FROM_EPS), score=4, examples=1)
def follows_the_velocity_of_the_noise(student: Student, flow: Flow) -> None:
    """euler_step_eps asks eps_theta once, at (x_t, t), and follows its velocity for dt; it may
    refuse t < 1e-3"""
    model = Model("eps_theta", flow.field)
    with accepted_error("ValueError") if _below(flow) else nullcontext():
        record = student.call("euler_step_eps", model, flow.x, flow.t, flow.dt)
        expect_close(record.value, *_eps_step(flow, _one_evaluation(record, flow)), "the result")


euler_step_eps.refuses(
    "refuses_to_step_from_zero",
    "a t is 0",
    steps_from_zero(FROM_EPS),
    score=1,
    claim="euler_step_eps raises ValueError if any t is 0",
    requires=[follows_the_velocity_of_the_noise],
)
euler_step_eps.agrees(
    "the result",
    steps(FROM_EPS),
    lambda flow, _: _eps_step(flow, flow.velocity)[1],
    may_refuse=_below,
)


def _expect_steps(
    record: RecordedCall,
    start: Array | None,
    times: Array,
    velocity: Callable[[Array, Array, Array], tuple[Array, Array, Array]],
) -> None:
    """Expect evaluations at `times`, each state an Euler step from the one before, as the result.

    start: the state `(B, ...)` at times[0], or None where the submission draws it. `velocity` takes
    x, t `(B, 1, ..., 1)` and the model's value, in float64. It returns the velocity, the sum of the
    magnitudes that were rounded on the way to it, and its derivative by t, which may be rounded.
    """
    expect_evaluations(record, [np.array([t]) for t in times[:-1]])
    states = [evaluation.x for evaluation in record.evaluations] + [record.value]
    name = record.call.models[0].name
    if start is not None:
        expect_value(states[0], start, rounding(start), f"the x of evaluation 1 of {name}")
    for number, dt in enumerate(np.diff(times), start=1):
        evaluation, following = record.evaluations[number - 1], states[number]
        x, value = evaluation.x.astype(np.float64), evaluation.value.astype(np.float64)
        u, magnitude, slope = velocity(x, broadcast_time(evaluation.t, x), value)
        last = number == len(times) - 1
        if last and start is None:
            following = following.reshape(x.shape)
        what = "the result" if last else f"the x of evaluation {number + 1} of {name}"
        # not dt * magnitude: dt may be a difference of two float32 times, whose error is not small
        expect_value(following, x + dt * u, rounding(x, magnitude, slope=dt * slope), what)


def _by_u(x: Array, t: Array, value: Array) -> tuple[Array, Array, Array]:  # noqa: ARG001
    return value, np.abs(value), np.zeros_like(value)


def _by_eps(x: Array, t: Array, value: Array) -> tuple[Array, Array, Array]:
    return (x - value) / t, (np.abs(x) + np.abs(value)) / t, (x - value) / t**2


#: 6, 7 and 10 are where a sum of 1/N in Python's floats miscounts, 12, 49, 50 and 98 where one in
#: float32 does, 49 and 98 where arange(0, 1, 1/N) has one entry too many
_STEPS = (1, 2, 3, 4, 5, 6, 7, 10, 12, 49, 50, 98)


@euler_sample.property(flows(always=[(n, 0.5) for n in _STEPS]), score=6, examples=4)
def takes_equal_steps(student: Student, flow: Flow) -> None:
    """euler_sample takes num_steps equal Euler steps from t = 0 to t = 1, one evaluation a step"""
    record = student.call("euler_sample", Model("u_theta", flow.field), flow.x, flow.num_steps)
    expect_tensor(record.value, flow.x.shape)
    _expect_steps(record, flow.x, np.linspace(0, 1, flow.num_steps + 1), _by_u)


def _grown(flow: Flow, end: Array, t_min: float, slope: float) -> Array:
    """Allow each step's rounding, as far as a velocity of this slope can carry it until t = 1."""
    times = np.linspace(t_min, 1, flow.num_steps + 1)
    growth = float(np.prod(1 + np.diff(times) * slope / (times[:-1] if t_min else 1)))
    largest = growth * max(float(np.abs(flow.x).max()), float(np.abs(end).max()), 4.0)
    return np.full(end.shape, growth * flow.num_steps * float(rounding(np.float64(largest))))


euler_sample.agrees(
    "the result", flows(), lambda flow, end: _grown(flow, end, 0.0, flow.field.slope)
)

#: from t_min = 0.02, the same three miscount at N = 7, 10 and 12; 1e-3 is as early as one starts
_EPS_STEPS = (
    *((1, 0.5), (2, 0.25), (3, 0.1), (4, 0.3), (5, 1e-3)),
    *((7, 0.02), (10, 0.02), (12, 0.02), (50, 0.1)),
)


@euler_sample_eps.property(flows(FROM_EPS, _EPS_STEPS), score=4, examples=4)
def takes_equal_steps_from_t_min(student: Student, flow: Flow) -> None:
    """euler_sample_eps takes num_steps equal Euler steps from t_min to 1, one evaluation a step"""
    model = Model("eps_theta", flow.field)
    record = student.call("euler_sample_eps", model, flow.x, flow.num_steps, flow.t_min)
    expect_tensor(record.value, flow.x.shape)
    _expect_steps(record, flow.x, np.linspace(flow.t_min, 1, flow.num_steps + 1), _by_eps)


euler_sample_eps.refuses(
    "refuses_to_start_at_zero",
    "t_min <= 0",
    flows(FROM_EPS).map(lambda flow: replace(flow, t_min=0.0 if flow.num_steps % 2 else -0.25)),
    score=1,
    claim="euler_sample_eps raises ValueError if t_min <= 0",
    requires=[takes_equal_steps_from_t_min],
)
euler_sample_eps.agrees(
    "the result",
    flows(FROM_EPS),
    lambda flow, end: _grown(flow, end, flow.t_min, 1 + flow.field.slope),
)


@dataclass(frozen=True)
class Draw:
    """What `generate` is asked for: a field, how many samples, how many steps, which seed."""

    field: WaveField
    num_samples: int
    num_steps: int
    seed: int


_small_draws = st.builds(
    Draw, small_fields(), st.integers(1, 4), st.integers(1, 7), st.integers(0, 3)
)


def _draw_sweep(rng: np.random.Generator) -> list[Draw]:
    steps = (int(n) + 1 for n in rng.permutation(7)[:3])
    seed = int(rng.integers(2**31))
    return [Draw(WaveField.random(rng), int(rng.integers(1, 60)), n, seed) for n in steps]


_FIXED_FIELD = WaveField(0.5, 1.0, 0.25, 0.0)
#: 200 samples have outliers, for code that treats them differently
_FIXED_DRAWS = [Draw(_FIXED_FIELD, 200, 2, 1)]
_FIXED_DRAWS += [Draw(_FIXED_FIELD, 3, n, 1) for n in (1, 2, 3, 6, 10, 12, 98)]
_DRAWS = examples(_small_draws, _draw_sweep, _FIXED_DRAWS)


def _generated(
    student: Student, field: FieldLike, num_samples: int, num_steps: int, generator: Generator
) -> RecordedCall:
    """Call generate and return the record, its result checked for shape, dtype and finiteness."""
    model = Model("u_theta", field)
    record = student.call("generate", model, num_samples, num_steps, generator)
    expect_tensor(record.value, (num_samples,), "the result")
    if not np.isfinite(record.value).all():
        raise Failure("the samples are not all finite", record.value)
    return record


def _drawn(student: Student, draw: Draw) -> RecordedCall:
    generator = student.generator(draw.seed)
    return _generated(student, draw.field, draw.num_samples, draw.num_steps, generator)


@generate.property(examples(_small_draws, _draw_sweep), score=1, examples=2)
def gives_one_number_a_sample(student: Student, draw: Draw) -> None:
    """generate returns num_samples finite samples, of shape (num_samples,)"""
    _drawn(student, draw)


@generate.property(_DRAWS, score=1, examples=4, requires=[gives_one_number_a_sample])
def takes_euler_steps(student: Student, draw: Draw) -> None:
    """generate takes num_steps equal Euler steps from t = 0 to t = 1, all samples in one batch"""
    record = _drawn(student, draw)
    for number, evaluation in enumerate(record.evaluations, start=1):
        if evaluation.x.shape not in ((draw.num_samples,), (draw.num_samples, 1)):
            raise Failure(
                f"evaluation {number} of u_theta was of x of shape {evaluation.x.shape}; "
                f"all samples in one batch have shape ({draw.num_samples},) "
                f"or ({draw.num_samples}, 1)",
                hint=SHAPE,
            )
    _expect_steps(record, None, np.linspace(0, 1, draw.num_steps + 1), _by_u)


#: asymmetric and narrow, so that few steps leave a bias that tells one sampler from another
MIXTURE = MixtureField(weights=(0.3, 0.7), means=(-1.5, 1.0), stds=(0.1, 0.1))


@generate.protocol(st.tuples(SEEDS), score=1, examples=1, requires=[gives_one_number_a_sample])
def draws_from_the_generator(student: Student, seed: int) -> None:
    """generate draws from `generator` only: same seed, same samples; next call, other samples"""
    model = Model("u_theta", _FIXED_FIELD)
    expect_generator_use(
        student,
        seed,
        lambda generator, global_seed: student.call(
            "generate", model, 5, 1, generator, global_seed=global_seed
        ),
        parts={"samples": lambda value: value},
    )


@generate.distribution(
    st.tuples(st.tuples(SEEDS, SEEDS)), score=2, requires=[gives_one_number_a_sample]
)
def follows_the_law_of_its_steps(student: Student, seeds: tuple[int, int]) -> None:
    """the samples follow exactly the law that num_steps Euler steps give, at 1, 3 and 20 steps"""
    expect_close(
        _generated(student, MIXTURE, 100, 1, student.generator(seeds[0])).value,
        np.full(100, MIXTURE.mean),
        rounding(np.full(100, 12.0)),  # |x0| + |u| of a normal x0, with room
        "after one step each sample is the mean of the data; the result",
    )
    for num_steps, count, calls in ((3, 10_000, 2), (20, 2_000, 1)):
        failures = []
        for seed in seeds:
            generator = student.generator(seed)
            asked = MIXTURE, count, num_steps, generator
            records = [_generated(student, *asked) for _ in range(calls)]
            failure = rejects_sampler(MIXTURE, num_steps, *map(_samples_and_noise, records))
            if failure is None:
                break  # a right solution fails both runs with a probability of 1e-12 at most
            failures.append(failure)
        else:
            rejection, got, due = failures[0]
            note = f"your samples at num_steps = {num_steps}, carried back to t = 0: "
            raise Failure(note + rejection.words, got, due)


def _samples_and_noise(record: RecordedCall) -> tuple[Array, Array | None]:
    """Return what came of a call, and what the model was asked about first, flat and in float64."""
    states = record.evaluations
    guess = states[0].x.astype(np.float64).ravel() if states else None
    return record.value.astype(np.float64), guess
