"""Known wrong ideas about what a sampler follows, and which state it feeds to the model."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from assignments.course.euler import (
    Model,
    Records,
    Velocity,
    also_in_generate,
    by_u,
    from_eps,
    run,
    step_times,
)
from assignments.course.messages import DATA_CLIPPED, DATA_IS_FREE, ORDER, PARENTHESES
from grader.authoring import Array, Misconceptions

known = Misconceptions()


@known.code("euler_sample", hint="Stop before t = 1: num_steps evaluations in all.")
def evaluated_at_the_end(u_theta: Model, x0: Array, num_steps: int) -> Array:
    """The model is evaluated once more, at t = 1, where nothing is left to do."""
    x = run(u_theta, x0, step_times(num_steps), 1 / num_steps, by_u)
    u_theta(x, 1.0)
    return x


@known.code("euler_sample", hint="Feed the model the state that the last step gave.")
def first_noise_fed_again(u_theta: Model, x0: Array, num_steps: int) -> Array:
    """The model is given the first noise in every step, not the current state."""
    return run(u_theta, x0, step_times(num_steps), 1 / num_steps, by_u, stale=True)


@known.code("euler_sample", hint="From which point does this step lead on?")
def steps_from_the_first_noise(u_theta: Model, x0: Array, num_steps: int) -> Array:
    """Each step begins at x0 again, not at the current state."""
    x = x0
    for t in step_times(num_steps):
        x = x0 + u_theta(x, t) / num_steps
    return x


@known.code("euler_sample", hint="The states of a sampler are free: clamp nothing.")
def clamped_state(u_theta: Model, x0: Array, num_steps: int) -> Array:
    """The state is clamped to [-1, 1] after each step."""
    x = x0
    for t in step_times(num_steps):
        x = np.clip(x + u_theta(x, t) / num_steps, -1, 1)
    return x


@known.code("euler_sample", hint="Take num_steps steps, one after the other.")
def one_step_only(u_theta: Model, x0: Array, num_steps: int) -> Array:
    """You take a single step, whatever num_steps says."""
    return x0 + u_theta(x0, 0.0)


@known.code("euler_sample", hint="How often does the loop run before the function ends?")
def return_in_the_loop(u_theta: Model, x0: Array, num_steps: int) -> Array:
    """Your loop ends after its first step, as it does where `return` stands inside it."""
    return x0 + u_theta(x0, 0.0) / num_steps


@known.code("euler_sample", hint="One evaluation a step.")
def heun_sampler(u_theta: Model, x0: Array, num_steps: int) -> Array:
    """This is Heun's method, with two evaluations a step; Euler's method takes one."""
    x, dt = x0, 1 / num_steps
    for t in step_times(num_steps):
        u = u_theta(x, t)
        x = x + dt / 2 * (u + u_theta(x + dt * u, t + dt))
    return x


@known.code("euler_sample", hint="One evaluation a step.")
def midpoint_sampler(u_theta: Model, x0: Array, num_steps: int) -> Array:
    """This is the midpoint method, with two evaluations a step; Euler's method takes one."""
    x, dt = x0, 1 / num_steps
    for t in step_times(num_steps):
        x = x + dt * u_theta(x + dt / 2 * u_theta(x, t), t + dt / 2)
    return x


def _steps_from_t_min(velocity: Velocity, stale: bool = False) -> Callable[..., Array]:
    """Return a sampler whose grid is right."""
    return lambda model, x, n, t_min: run(
        model, x, step_times(n, t_min), (1 - t_min) / n, velocity, stale
    )


_EPS_SAMPLERS: tuple[tuple[str, str, str, Callable[..., Array]], ...] = (
    (
        "t_min_ignored_in_dt",
        "dt is 1/N, as if the sampler began at t = 0: N such steps from t_min go past t = 1.",
        "How far is it from t_min to 1, and how long is each of N equal steps?",
        lambda model, x, n, t_min: run(
            model, x, [t_min + k / n for k in range(n)], 1 / n, from_eps
        ),
    ),
    (
        "t_min_ignored_in_dt",
        "dt is 1/N, as if the sampler began at t = 0; the times are right, the steps too long.",
        "How far is it from t_min to 1, and how long is each of N equal steps?",
        lambda model, x, n, t_min: run(model, x, step_times(n, t_min), 1 / n, from_eps),
    ),
    (
        "times_from_zero",
        "The times do not begin at t_min.",
        "At which time does the first step begin, and when does the last one end?",
        lambda model, x, n, t_min: run(
            model, x, [k * (1 - t_min) / n for k in range(n)], (1 - t_min) / n, from_eps
        ),
    ),
    (
        "times_clamped_at_t_min",
        "The grid begins at 0 and is clamped to t_min; it must begin at t_min.",
        "At which time does the first step begin, and when does the last one end?",
        lambda model, x, n, t_min: run(model, x, np.maximum(step_times(n), t_min), 1 / n, from_eps),
    ),
    (
        "eps_as_velocity",
        "You step with the predicted noise as if it were the velocity.",
        "What does this network predict, and what does a step follow?",
        _steps_from_t_min(by_u),
    ),
    (
        "return_in_the_loop",
        "Your loop ends after its first step, as it does where `return` stands inside it.",
        "How often does the loop run before the function ends?",
        lambda model, x, n, t_min: run(model, x, [t_min], (1 - t_min) / n, from_eps),
    ),
    (
        "parentheses_missing",
        PARENTHESES,
        ORDER,
        _steps_from_t_min(lambda x, first, t, eps: x - eps / t),
    ),
    (
        "eps_step_not_divided",
        "What you follow is t u, not u.",
        "What is left to do to get u alone?",
        _steps_from_t_min(lambda x, first, t, eps: x - eps),
    ),
    (
        "velocity_from_the_first_noise",
        "The velocity is computed from x_start in every step, not from the current state.",
        "Which state and which time belong to this step?",
        _steps_from_t_min(lambda x, first, t, eps: (first - eps) / t),
    ),
    (
        "first_noise_fed_again",
        "The model is given x_start in every step, not the current state.",
        "Feed the model the state that the last step gave.",
        _steps_from_t_min(from_eps, stale=True),
    ),
    (
        "eps_step_denominators_exchanged",
        "You divide by 1 - t, the time that is left.",
        "For how long has u carried eps when it is at x_t?",
        _steps_from_t_min(lambda x, first, t, eps: (x - eps) / (1 - t)),
    ),
    (
        "eps_step_data_clipped",
        DATA_CLIPPED,
        DATA_IS_FREE,
        _steps_from_t_min(lambda x, first, t, eps: np.clip((x - (1 - t) * eps) / t, -1, 1) - eps),
    ),
    (
        "divides_by_the_first_time",
        "You divide by t_min in every step.",
        "Which time is it in this step?",
        lambda model, x, n, t_min: run(
            model,
            x,
            step_times(n, t_min),
            (1 - t_min) / n,
            lambda x, first, t, eps: (x - eps) / t_min,
        ),
    ),
)

for _each_sampler in _EPS_SAMPLERS:
    _identity, _message, _hint, _sample = _each_sampler
    known.code("euler_sample_eps", _hint, _identity, _message)(_sample)


@known.code("euler_sample_eps", hint="Stop before t = 1: num_steps evaluations in all.")
def eps_evaluated_at_the_end(
    eps_theta: Model, x_start: Array, num_steps: int, t_min: float
) -> Array:
    """The model is evaluated once more, at t = 1, where nothing is left to do."""
    x = run(eps_theta, x_start, step_times(num_steps, t_min), (1 - t_min) / num_steps, from_eps)
    eps_theta(x, 1.0)
    return x


def _accepted(records: Records) -> list[float]:
    """Return the starts from which it was sampled, where none should be; else nothing."""
    if not all(record.call.arguments[3] <= 0 for record in records):
        return []
    sampled = [record for record in records if isinstance(record.value, np.ndarray)]
    return [record.call.arguments[3] for record in sampled]


@known.symptom(
    "euler_sample_eps",
    hint="Raise ValueError if t_min <= 0.",
    shows=lambda records: bool(_accepted(records)),
)
def starts_at_zero(records: Records) -> bool:
    """A t_min <= 0 is accepted: at t = 0 no noise prediction tells a velocity."""
    return 0 in _accepted(records)


@known.symptom("euler_sample_eps", hint="Raise ValueError if t_min <= 0.")
def starts_below_zero(records: Records) -> bool:
    """A t_min below 0 is accepted: there is no noise prediction to follow before t = 0."""
    accepted = _accepted(records)
    return bool(accepted) and 0 not in accepted


also_in_generate(known)
