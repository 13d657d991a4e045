"""What is checked in assignment 03, and how. Nothing here holds a solution.

In some calls a sampler is judged by what it asked its model: when, at which state, and how often.
The grader evaluates the model, so this record cannot be forged. Each recorded state must be one
Euler step from the one before it, which a wrong grid, a wrong dt or a stale state cannot fulfil. In
the other calls the worker evaluates the model: the result counts, which these move, and so does
the number of evaluations, in which whoever is wrong is watched.
"""

from __future__ import annotations

from contextlib import nullcontext

import numpy as np

from assignments.course.draws import Draw, draws, few_draws
from assignments.course.evaluations import expect_evaluations
from assignments.course.flows import Flow, WaveField
from assignments.course.long_runs import MANY_STEPS
from assignments.course.points import points, with_zeros
from assignments.course.run import Run
from assignments.course.runs import compared_runs, refused, runs
from assignments.course.sampler_checks import (
    Law,
    Sampled,
    ends_rightly,
    expect_run,
    expect_steps_in_one_batch,
    failures,
    generated,
    narrow_law,
    near_the_end,
)
from assignments.course.steps import steps, steps_from_zero
from assignments.course.times import BROADCAST, FROM_EPS, broadcast_time
from assignments.course.vocabulary import VOCABULARY
from grader.authoring import (
    Array,
    Assignment,
    Model,
    RecordedCall,
    Student,
    accepted_error,
    expect_close,
    expect_generator_use,
    expect_other_draws,
    expect_value,
    made,
    rounding,
    seeds,
)

assignment = Assignment(
    title="From noise to samples",
    module="sampling",
    broadcast=BROADCAST,
    vocabulary=VOCABULARY,
)

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
    what = f"the x that {record.call.models[0].name} was given"
    expect_value(record.evaluations[0].x, flow.x, rounding(flow.x), what)
    return record.evaluations[0].value.astype(np.float64)


@euler_step.property(steps(), score=4, examples=1)
def follows_the_velocity(student: Student, flow: Flow) -> None:
    """euler_step evaluates u_theta once, at (x_t, t), and follows it for the time dt"""
    record = student.call("euler_step", Model("u_theta", flow.field), flow.x, flow.t, flow.dt)
    u = _one_evaluation(record, flow)
    expect_close(record.value, flow.x + flow.dt * u, _step_rounding(flow, u), "the result")


def _step_rounding(flow: Flow, u: Array) -> Array:
    # dt may be the difference of the times t and t + dt, each of which was rounded: see `rounding`
    return rounding(flow.x, flow.dt * u, slope=2 * u)


euler_step.agrees("the result", steps(), lambda flow, _: _step_rounding(flow, flow.velocity))


def _eps_step(flow: Flow, eps: Array) -> tuple[Array, Array]:
    """Return an Euler step by the noise prediction eps, float64, and its allowed rounding."""
    t, x = broadcast_time(flow.t, flow.x), flow.x.astype(np.float64)
    u = (x - eps) / t
    step = flow.dt * u
    slope = np.abs(step / t) + 2 * np.abs(u)
    return x + step, rounding(x, eps, flow.dt * x / t, flow.dt * eps / t, slope=slope)


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


@euler_sample.property(runs(long_runs=(*MANY_STEPS, 1003)), score=6, examples=1)
def takes_equal_steps(student: Student, run: Run) -> None:
    """euler_sample takes num_steps equal Euler steps from t = 0 to t = 1, one evaluation a step"""
    expect_run(student, run, lambda run: ("euler_sample", run.u_theta, run.x, run.num_steps))


euler_sample.agrees("the result", compared_runs(), near_the_end)


@euler_sample_eps.property(runs(by_eps=True), score=4, examples=1)
def takes_equal_steps_from_t_min(student: Student, run: Run) -> None:
    """euler_sample_eps takes num_steps equal Euler steps from t_min to 1, one evaluation a step"""
    # below t_min = 1e-3 it may refuse as well
    expect_run(
        student,
        run,
        lambda run: ("euler_sample_eps", run.eps_theta, run.x, run.num_steps, run.t_min),
    )


euler_sample_eps.refuses(
    "refuses_to_start_at_zero",
    "t_min <= 0",
    refused(),
    score=1,
    claim="euler_sample_eps raises ValueError if t_min <= 0",
    requires=[takes_equal_steps_from_t_min],
)
euler_sample_eps.agrees("the result", compared_runs(by_eps=True), near_the_end)


@generate.property(few_draws(), score=0, examples=2)
def gives_one_number_a_sample(student: Student, draw: Draw) -> None:
    """generate returns num_samples finite samples, of shape (num_samples,)"""
    for num_steps in draw.steps:
        model = Model("u_theta", draw.field, draw.field.formula)
        generator = student.generator(draw.seed)
        generated(student, model, draw.num_samples, num_steps, generator)


@generate.property(draws(), score=2, examples=2, requires=[gives_one_number_a_sample])
def takes_euler_steps(student: Student, draw: Draw) -> None:
    """generate takes num_steps equal Euler steps from t = 0 to t = 1, all samples in one batch"""
    if draw.watched:
        for num_steps in draw.steps:
            expect_steps_in_one_batch(student, draw, num_steps)
        return
    # what noise is drawn is seen in a single step, and the other results must follow from it
    noise = expect_steps_in_one_batch(student, draw, 1)
    for num_steps in draw.steps:
        run = draw.run(noise, num_steps)
        generator = student.generator(draw.seed)
        record = generated(student, run.u_theta, draw.num_samples, num_steps, generator)
        if not ends_rightly(
            record, run
        ):  # it may have drawn other noise, which only watching it shows
            expect_steps_in_one_batch(student, draw, num_steps)


@generate.protocol(seeds(), score=1, examples=1, requires=[gives_one_number_a_sample])
def draws_from_the_generator(student: Student, seed: int) -> None:
    """generate draws from `generator` only: same seed, same samples; next call, other samples"""
    field = WaveField(0.5, 1.0, 0.25, 0.0)
    model = Model("u_theta", field, field.formula)
    parts = {"samples": lambda value: value}
    expect_generator_use(
        student, seed, "generate", lambda generator: (model, 5, 1, generator), parts
    )
    for num_samples, num_steps in ((1, 1), (2, 1), (34, 1), (20_000, 1), (5, 60)):
        asked = [
            (model, num_samples, num_steps, student.generator(seed + step)) for step in range(2)
        ]
        expect_other_draws(student.calls("generate", asked), parts)


#: numbers of steps, and of the samples of calls in a row: for a law, and for the noise alone
_SAMPLED = ((3, (10_000, 10_000)), (20, (2_000,)))
_UNMOVED = (
    (1, 10 * (2, 3, 8, 16, 32, 49)),
    (2, 5 * (2, 3, 8, 16, 32, 49)),
    (3, 3 * (64, 100, 256, 500, 900)),
    (49, (2_000,)),
    (2, (20_000,)),
)


@generate.distribution(made(None, [narrow_law]), score=2, requires=[gives_one_number_a_sample])
def follows_the_law_of_its_steps(student: Student, law: Law) -> None:
    """the samples follow exactly the law that num_steps Euler steps give, at 1 to 49 steps"""
    mixture = law.mixture
    expect_close(
        generated(student, mixture, 100, 1, student.generator(law.seeds[0])).value,
        np.full(100, mixture.mean),
        rounding(np.full(100, 12.0)),  # |x0| + |u| of a normal x0, with room
        "the result of one step (each sample is to be the mean of the data)",
    )
    tests = [Sampled(num_steps, counts, mixture) for num_steps, counts in _SAMPLED]
    tests += [Sampled(num_steps, counts) for num_steps, counts in _UNMOVED]
    first, second = law.seeds
    for test, failure in zip(tests, failures(student, tests, first), strict=True):
        # a right solution fails both runs with a probability of 1e-12 at most
        if failure is not None and next(failures(student, [test], second)) is not None:
            raise failure
