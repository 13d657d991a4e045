"""What is checked in assignment 03, and how. Nothing here holds a solution.

A sampler is judged by what it asked its model: when, at which state, and how often. The model is
evaluated by the grader, so this record cannot be forged. Each recorded state must be one Euler step
from the one before it, which a wrong grid, a wrong dt or a stale state cannot fulfil.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from hypothesis import strategies as st

from assignments.course.evaluations import expect_evaluations
from assignments.course.flows import Flow, WaveField, flows, small_fields
from assignments.course.mixture import MixtureField
from assignments.course.points import last_time_zero, points
from assignments.course.runs import (
    MANY_STEPS,
    SHUTTLE,
    Run,
    many_steps,
    refused,
    runs,
    unwatched,
)
from assignments.course.sampler_law import rejects_sampler
from assignments.course.stepping import by_eps, by_u, expect_steps
from assignments.course.times import BROADCAST, Times, broadcast_time, zero_last
from grader.authoring import (
    SEEDS,
    SHAPE,
    Array,
    Assignment,
    Failure,
    Model,
    RecordedCall,
    Student,
    StudentError,
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

#: where an eps prediction determines a velocity: dividing by t needs t > 0
FROM_EPS = Times(low=1e-3)


@u_from_eps.gives(
    "u", points(FROM_EPS), score=4, rounded=lambda x_t, eps, t, u: (x_t / t, eps / t, u)
)
def recovers_u(x1: Array, eps: Array) -> Array:
    """u_from_eps gives back the velocity of the drawn line, for 1e-3 <= t <= 1"""
    return np.asarray(x1 - eps)


u_from_eps.refuses(
    "refuses_t_zero",
    "a t is 0",
    points(FROM_EPS).map(last_time_zero),
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


@euler_step.property(flows(), score=4)
def follows_the_velocity(student: Student, flow: Flow) -> None:
    """euler_step evaluates u_theta once, at (x_t, t), and follows it for the time dt"""
    record = student.call("euler_step", Model("u_theta", flow.field), flow.x, flow.t, flow.dt)
    u = _one_evaluation(record, flow)
    step = flow.dt * u
    expect_close(record.value, flow.x + step, rounding(flow.x, step), "the result")


euler_step.agrees("the result", flows(), lambda flow, _: rounding(flow.x, flow.dt * flow.velocity))


def _eps_step(flow: Flow, eps: Array) -> tuple[Array, Array]:
    """Return an Euler step by the noise prediction eps, float64, and its allowed rounding."""
    t, x = broadcast_time(flow.t, flow.x), flow.x.astype(np.float64)
    return x + flow.dt * (x - eps) / t, rounding(x, eps, flow.dt * x / t, flow.dt * eps / t)


@euler_step_eps.property(flows(FROM_EPS), score=4)
def follows_the_velocity_of_the_noise(student: Student, flow: Flow) -> None:
    """euler_step_eps evaluates eps_theta once, at (x_t, t), and follows its velocity for dt"""
    model = Model("eps_theta", flow.field)
    record = student.call("euler_step_eps", model, flow.x, flow.t, flow.dt)
    expect_close(record.value, *_eps_step(flow, _one_evaluation(record, flow)), "the result")


euler_step_eps.refuses(
    "refuses_to_step_from_zero",
    "a t is 0",
    flows(FROM_EPS).map(lambda flow: replace(flow, t=zero_last(flow.t))),
    score=1,
    claim="euler_step_eps raises ValueError if any t is 0",
    requires=[follows_the_velocity_of_the_noise],
)
euler_step_eps.agrees(
    "the result", flows(FROM_EPS), lambda flow, _: _eps_step(flow, flow.velocity)[1]
)


@euler_sample.property(runs(always=many_steps((*MANY_STEPS, 1003))), score=6, examples=2)
def takes_equal_steps(student: Student, run: Run) -> None:
    """euler_sample takes num_steps equal Euler steps from t = 0 to t = 1, one evaluation a step"""
    _expect_run(student, run, lambda run: ("euler_sample", run.u_theta, run.x, run.num_steps))


def _expect_run(student: Student, run: Run, call: Callable[[Run], tuple[Any, ...]]) -> None:
    """Expect that the call takes the steps of the run, or refuses to where it may."""
    try:
        record = student.call(*call(run))
    except StudentError as error:
        if run.refusable and "ValueError" in error.raised.types:
            return
        raise
    expect_tensor(record.value, run.x.shape)
    if run.watched:
        expect_steps(record, run.x, run.times, by_eps if run.by_eps else by_u)
        return
    end, allowed = run.end
    off = record.evaluated != run.num_steps or not (np.abs(record.value - end) <= allowed).all()
    if off:
        # what the model is asked says more: once more, to watch it
        _expect_run(student, replace(run, watched=True), call)
    expect_value(record.value, end, allowed, "the result")
    if off:
        note = f"evaluations of the model: {record.evaluated}; {run.num_steps} expected"
        raise Failure(note, record.evaluated, run.num_steps)


def _near_the_end(run: Run, _: Array) -> Array:
    """Allow twice what a right sampler may be off, since the solution is one as well."""
    return 2 * run.end[1]


euler_sample.agrees("the result", unwatched(), _near_the_end)


@euler_sample_eps.property(
    runs(by_eps=True, always=many_steps(MANY_STEPS, t_min=0.1, by_eps=True)), score=4, examples=2
)
def takes_equal_steps_from_t_min(student: Student, run: Run) -> None:
    """euler_sample_eps takes num_steps equal Euler steps from t_min to 1, one evaluation a step"""
    # for t_min below 1e-3 it may refuse as well
    _expect_run(student, run, _sampled_from_eps)


def _sampled_from_eps(run: Run) -> tuple[Any, ...]:
    return "euler_sample_eps", run.eps_theta, run.x, run.num_steps, run.t_min


euler_sample_eps.refuses(
    "refuses_to_start_at_zero",
    "t_min <= 0",
    refused(),
    score=1,
    claim="euler_sample_eps raises ValueError if t_min <= 0",
    requires=[takes_equal_steps_from_t_min],
)
euler_sample_eps.agrees("the result", unwatched(by_eps=True), _near_the_end)


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
_FIXED_DRAWS += [Draw(_FIXED_FIELD, 3, n, 1) for n in (1, 2, 3, 6, 10, 12)]
_FIXED_DRAWS += [Draw(SHUTTLE, 3, n, 1) for n in (49, 93, 300)]
_DRAWS = examples(_small_draws, _draw_sweep, _FIXED_DRAWS)


def _generated(student: Student, model: Model, draw: Draw) -> RecordedCall:
    """Call generate and return the record, its result checked for shape, dtype and finiteness."""
    generator = student.generator(draw.seed)
    record = student.call("generate", model, draw.num_samples, draw.num_steps, generator)
    expect_tensor(record.value, (draw.num_samples,), "the result")
    if not np.isfinite(record.value).all():
        raise Failure("the samples are not all finite", record.value)
    return record


@generate.property(examples(_small_draws, _draw_sweep), score=1, examples=2)
def gives_one_number_a_sample(student: Student, draw: Draw) -> None:
    """generate returns num_samples finite samples, of shape (num_samples,)"""
    _generated(student, Model("u_theta", draw.field), draw)


@generate.property(_DRAWS, score=1, examples=4, requires=[gives_one_number_a_sample])
def takes_euler_steps(student: Student, draw: Draw) -> None:
    """generate takes num_steps equal Euler steps from t = 0 to t = 1, all samples in one batch"""
    if draw.num_steps in MANY_STEPS and _takes_many_steps(student, draw):
        return
    record = _generated(student, Model("u_theta", draw.field), draw)
    for number, evaluation in enumerate(record.evaluations, start=1):
        if evaluation.x.shape not in ((draw.num_samples,), (draw.num_samples, 1)):
            raise Failure(
                f"evaluation {number} of u_theta was of x of shape {evaluation.x.shape}; "
                f"all samples in one batch have shape ({draw.num_samples},) "
                f"or ({draw.num_samples}, 1)",
                hint=SHAPE,
            )
    expect_steps(record, None, np.linspace(0, 1, draw.num_steps + 1), by_u)


def _takes_many_steps(student: Student, draw: Draw) -> bool:
    """Whether the result is that of Euler steps from the noise that a single step starts from.

    A right solution may draw other noise there, and then says less than its own evaluations do.
    """
    single = replace(draw, num_steps=1)
    start = _generated(student, Model("u_theta", draw.field), single).evaluations
    run = Run(draw.field, start[0].x.reshape(-1) if start else np.zeros(0), draw.num_steps)
    model = replace(run, watched=False).u_theta
    end, allowed = run.end
    record = _generated(student, model, draw)
    if record.evaluated != draw.num_steps or end.shape != record.value.shape:
        return False
    return bool((np.abs(record.value - end) <= allowed).all())


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
            "generate", model, 5, 3, generator, global_seed=global_seed
        ),
        parts={"samples": lambda value: value},
    )


def _mixed(student: Student, num_samples: int, num_steps: int, seed: int) -> RecordedCall:
    """Call generate for the field of the mixture."""
    draw = Draw(_FIXED_FIELD, num_samples, num_steps, seed)
    return _generated(student, Model("u_theta", MIXTURE), draw)


@generate.distribution(
    st.tuples(st.tuples(SEEDS, SEEDS)), score=2, requires=[gives_one_number_a_sample]
)
def follows_the_law_of_its_steps(student: Student, seeds: tuple[int, int]) -> None:
    """the samples follow exactly the law that num_steps Euler steps give, at 1, 3 and 20 steps"""
    expect_close(
        _mixed(student, 100, 1, seeds[0]).value,
        np.full(100, MIXTURE.mean),
        rounding(np.full(100, 12.0)),  # |x0| + |u| of a normal x0, with room
        "after one step each sample is the mean of the data; the result",
    )
    for num_steps, count in ((3, 20_000), (20, 2_000)):
        failures = []
        for seed in seeds:
            record = _mixed(student, count, num_steps, seed)
            samples = record.value.astype(np.float64)
            states = record.evaluations
            guess = states[0].x.astype(np.float64).ravel() if states else None
            failure = rejects_sampler(MIXTURE, samples, num_steps, guess)
            if failure is None:
                break  # a right solution fails both runs with a probability of 1e-11 at most
            failures.append(failure)
        else:
            rejection, got, due = failures[0]
            note = f"your samples at num_steps = {num_steps}, carried back to t = 0: "
            raise Failure(note + rejection.words, got, due)
