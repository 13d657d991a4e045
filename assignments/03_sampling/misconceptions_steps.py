"""Known wrong ideas about the velocity and one step, most telling first; numpy, in float64."""

from __future__ import annotations

import numpy as np

from assignments.course.euler import Model, by_u, run, step_times
from assignments.course.messages import (
    DATA_CLIPPED,
    DATA_IS_FREE,
    NOTHING_DRAWN,
    ORDER,
    PARENTHESES,
)
from assignments.course.times import BROADCAST, broadcast_time
from assignments.course.wrong_times import answers_at_zero, divisors, reversed_time, time_shapes
from grader.authoring import Array, Misconceptions, answers_differ, returns_float64

known = Misconceptions(BROADCAST)


reversed_time(
    known,
    u_from_eps=lambda x_t, eps, t: (eps - x_t) / (1 - broadcast_time(t, x_t)),
    euler_step_eps=lambda model, x_t, t, dt: (
        x_t + dt * (model(x_t, t) - x_t) / (1 - broadcast_time(t, x_t))
    ),
)


known.convention(
    "velocity_reversed_throughout",
    "Your velocity points from the data to the noise throughout. Here u leads from eps, at t = 0, "
    "to x1, at t = 1.",
    "Which end does the path start from, and which way must u point?",
    u_from_eps=lambda x_t, eps, t: (eps - x_t) / broadcast_time(t, x_t),
    euler_step=lambda model, x_t, t, dt: x_t - dt * model(x_t, t),
    euler_sample=lambda model, x0, n: run(model, x0, step_times(n), -1 / n, by_u),
)


@known.formula("u_from_eps", hint="Where does x_t lie, seen from eps?")
def sign_turned(x_t: Array, eps: Array, t: Array) -> Array:
    """The sign is turned: this velocity leads towards the noise."""
    return (eps - x_t) / t


@known.formula("u_from_eps", hint="For how long has u carried eps when it is at x_t?")
def denominators_exchanged(x_t: Array, eps: Array, t: Array) -> Array:
    """You divide by 1 - t, the time that is left."""
    return (x_t - eps) / (1 - t)


@known.formula("u_from_eps", hint="What is left to do to get u alone?")
def not_divided(x_t: Array, eps: Array, t: Array) -> Array:
    """What you return is t u, not u."""
    return x_t - eps


@known.formula("u_from_eps", ORDER, identity="parentheses_missing", message=PARENTHESES)
def only_the_noise_divided(x_t: Array, eps: Array, t: Array) -> Array:
    """x_t - eps / t."""
    return x_t - eps / t


@known.formula("u_from_eps", hint="How does one get from one point to another?")
def noise_added(x_t: Array, eps: Array, t: Array) -> Array:
    """You add the noise to x_t."""
    return (x_t + eps) / t


@known.formula("u_from_eps", hint="x1 is a place: how does one get there from eps?")
def data_for_velocity(x_t: Array, eps: Array, t: Array) -> Array:
    """This is the clean sample x1, not the velocity u."""
    return (x_t - (1 - t) * eps) / t


@known.formula("u_from_eps", hint="Try x1 = 3, eps = 1 and t = 1/2: is your u what it must be?")
def slide_formula(x_t: Array, eps: Array, t: Array) -> Array:
    """This builds on the formula for x1 as printed on the slide, whose sign is wrong."""
    return (x_t + (1 - t) * eps) / t - eps


@known.formula(
    "u_from_eps", hint="Where does x_t lie, seen from eps, and how long did it take there?"
)
def noise_as_velocity(x_t: Array, eps: Array, t: Array) -> Array:
    """You return eps as if it were the velocity."""
    return eps


time_shapes(
    known,
    u_from_eps=lambda x_t, eps, t, by: (x_t - eps) / by,
    euler_step_eps=lambda model, x_t, t, dt, by: x_t + dt * (x_t - model(x_t, t)) / by,
)

divisors(
    known,
    u_from_eps=lambda x_t, eps, t, by: (x_t - eps) / by,
    euler_step_eps=lambda model, x_t, t, dt, by: x_t + dt * (x_t - model(x_t, t)) / by,
)

known.symptom("u_from_eps", "euler_step_eps", hint="Raise ValueError if any entry of t is 0.")(
    answers_at_zero
)


@known.code("euler_step", hint="How far does a velocity lead in the time dt?")
def step_without_dt(u_theta: Model, x_t: Array, t: Array, dt: float) -> Array:
    """The velocity is added whole, as if a step took one unit of time."""
    return x_t + u_theta(x_t, t)


@known.code("euler_step", hint="The velocity leads to the data: follow it forwards.")
def step_backwards(u_theta: Model, x_t: Array, t: Array, dt: float) -> Array:
    """The sign is turned: you step back to the noise."""
    return x_t - dt * u_theta(x_t, t)


@known.code("euler_step", hint="From which point does the step lead?")
def step_without_state(u_theta: Model, x_t: Array, t: Array, dt: float) -> Array:
    """You return the step alone, not the point that it leads to."""
    return dt * u_theta(x_t, t)


@known.code("euler_step", hint="Euler's method looks at where it is, not at where it goes.")
def step_from_the_end(u_theta: Model, x_t: Array, t: Array, dt: float) -> Array:
    """The model is evaluated at t + dt, the time where the step ends; Euler's method uses t."""
    return x_t + dt * u_theta(x_t, t + dt)


@known.code("euler_step", hint="Euler's method looks at where it is, not at where it goes.")
def step_from_the_middle(u_theta: Model, x_t: Array, t: Array, dt: float) -> Array:
    """The model is evaluated at t + dt / 2, the middle of the step; Euler's method uses t."""
    return x_t + dt * u_theta(x_t, t + dt / 2)


@known.code("euler_step", hint="Which of its arguments does a model take first?")
def state_and_time_exchanged(u_theta: Model, x_t: Array, t: Array, dt: float) -> Array:
    """The model is called as u_theta(t, x_t): the state and the time are exchanged."""
    return x_t + dt * u_theta(t, x_t)


@known.code("euler_step", hint="Here time runs from 0 to 1, for the model too.")
def time_in_thousandths(u_theta: Model, x_t: Array, t: Array, dt: float) -> Array:
    """The model is told 1000 t, as one that counts the steps of a diffusion would be."""
    return x_t + dt * u_theta(x_t, 1000 * t)


@known.code("euler_step", hint="dt is how far to go; t is where you are.")
def step_by_t(u_theta: Model, x_t: Array, t: Array, dt: float) -> Array:
    """The velocity is multiplied by t, which is not how long the step takes."""
    return x_t + broadcast_time(t, x_t) * u_theta(x_t, t)


@known.code("euler_step", hint="How long does this one step take?")
def step_to_the_end(u_theta: Model, x_t: Array, t: Array, dt: float) -> Array:
    """You go all the way to t = 1 in one step."""
    return x_t + (1 - broadcast_time(t, x_t)) * u_theta(x_t, t)


@known.code("euler_step", hint="One evaluation, one step.")
def midpoint_step(u_theta: Model, x_t: Array, t: Array, dt: float) -> Array:
    """This is the midpoint method, with two evaluations; Euler's method takes one."""
    middle = x_t + dt / 2 * u_theta(x_t, t)
    return x_t + dt * u_theta(middle, t + dt / 2)


@known.code("euler_step", hint="One evaluation, one step.")
def heun_step(u_theta: Model, x_t: Array, t: Array, dt: float) -> Array:
    """This is Heun's method, with two evaluations; Euler's method takes one."""
    u = u_theta(x_t, t)
    return x_t + dt / 2 * (u + u_theta(x_t + dt * u, t + dt))


@known.code("euler_step_eps", hint="What does this network predict, and what does a step follow?")
def eps_as_velocity(eps_theta: Model, x_t: Array, t: Array, dt: float) -> Array:
    """You step with the predicted noise as if it were the velocity."""
    return x_t + dt * eps_theta(x_t, t)


@known.code("euler_step_eps", hint="Where does x_t lie, seen from eps?")
def eps_step_sign_turned(eps_theta: Model, x_t: Array, t: Array, dt: float) -> Array:
    """The sign is turned: you step towards the noise."""
    return x_t + dt * (eps_theta(x_t, t) - x_t) / broadcast_time(t, x_t)


@known.code("euler_step_eps", hint="What is left to do to get u alone?")
def eps_step_not_divided(eps_theta: Model, x_t: Array, t: Array, dt: float) -> Array:
    """What you follow is t u, not u."""
    return x_t + dt * (x_t - eps_theta(x_t, t))


_eps_step = known.code("euler_step_eps", ORDER, identity="parentheses_missing", message=PARENTHESES)
_eps_step(lambda model, x, t, dt: x + dt * (x - model(x, t) / broadcast_time(t, x)))
_eps_step(lambda model, x, t, dt: x + dt * x - model(x, t) / broadcast_time(t, x))
_eps_step(lambda model, x, t, dt: x + (dt * x - model(x, t)) / broadcast_time(t, x))


@known.code("euler_step_eps", hint="For how long has u carried eps when it is at x_t?")
def eps_step_denominators_exchanged(eps_theta: Model, x_t: Array, t: Array, dt: float) -> Array:
    """You divide by 1 - t, the time that is left."""
    return x_t + dt * (x_t - eps_theta(x_t, t)) / (1 - broadcast_time(t, x_t))


@known.code("euler_step_eps", hint="How far does one step lead?")
def eps_step_to_the_data(eps_theta: Model, x_t: Array, t: Array, dt: float) -> Array:
    """You return the clean sample that this noise implies: the step ends at t + dt."""
    time = broadcast_time(t, x_t)
    return (x_t - (1 - time) * eps_theta(x_t, t)) / time


@known.code("euler_step_eps", hint="How far does a velocity lead in the time dt?")
def eps_step_without_dt(eps_theta: Model, x_t: Array, t: Array, dt: float) -> Array:
    """The velocity is added whole, as if a step took one unit of time."""
    return x_t + (x_t - eps_theta(x_t, t)) / broadcast_time(t, x_t)


@known.code("euler_step_eps", hint="Is there a form of x_t that holds eps and u, and not x1?")
def eps_step_by_slide_formula(eps_theta: Model, x_t: Array, t: Array, dt: float) -> Array:
    """This builds on the formula for x1 as printed on the slide, whose sign is wrong."""
    eps, time = eps_theta(x_t, t), broadcast_time(t, x_t)
    return x_t + dt * ((x_t + (1 - time) * eps) / time - eps)


@known.code("euler_step_eps", DATA_IS_FREE, message=DATA_CLIPPED)
def eps_step_data_clipped(eps_theta: Model, x_t: Array, t: Array, dt: float) -> Array:
    eps, time = eps_theta(x_t, t), broadcast_time(t, x_t)
    return x_t + dt * (np.clip((x_t - (1 - time) * eps) / time, -1, 1) - eps)


@known.code("euler_step_eps", hint="Use t, where the step begins, in both places.")
def eps_step_from_the_end(eps_theta: Model, x_t: Array, t: Array, dt: float) -> Array:
    """The model is evaluated at t + dt, the time where the step ends; Euler's method uses t."""
    return x_t + dt * (x_t - eps_theta(x_t, t + dt)) / broadcast_time(t, x_t)


#: all exercises but generate draw nothing
_DRAW_NOTHING = ("u_from_eps", "euler_step", "euler_step_eps", "euler_sample", "euler_sample_eps")
known.symptom(*_DRAW_NOTHING, "generate")(returns_float64)
known.symptom(*_DRAW_NOTHING, hint=NOTHING_DRAWN, drawn=True)(answers_differ)
