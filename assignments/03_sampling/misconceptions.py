"""Known wrong ideas about assignment 03, most telling first. Formulas are numpy, in float64."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
from scipy import special

from assignments.course.times import BROADCAST, broadcast_time
from assignments.course.wrong_times import answers_at_zero, divisors, reversed_time, time_shapes
from grader.authoring import (
    DRAWS,
    Array,
    Misconceptions,
    RecordedCall,
    draws_from_a_global_generator,
    reproduces,
    returns_float64,
)

known = Misconceptions(BROADCAST)
Records = Sequence[RecordedCall]
Model = Callable[[Array, Array | float], Array]
#: (state before, first state, time, model value) -> velocity
Velocity = Callable[[Array, Array, Array | float, Array], Array]

reversed_time(
    known,
    u_from_eps=lambda x_t, eps, t: (eps - x_t) / (1 - broadcast_time(t, x_t)),
    euler_step_eps=lambda model, x_t, t, dt: (
        x_t + dt * (model(x_t, t) - x_t) / (1 - broadcast_time(t, x_t))
    ),
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


time_shapes(known, u_from_eps=lambda x_t, eps, t: (x_t - eps) / t)

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


@known.code("euler_step_eps", hint="For how long has u carried eps when it is at x_t?")
def eps_step_denominators_exchanged(eps_theta: Model, x_t: Array, t: Array, dt: float) -> Array:
    """You divide by 1 - t, the time that is left."""
    return x_t + dt * (x_t - eps_theta(x_t, t)) / (1 - broadcast_time(t, x_t))


@known.code("euler_step_eps", hint="How far does a velocity lead in the time dt?")
def eps_step_without_dt(eps_theta: Model, x_t: Array, t: Array, dt: float) -> Array:
    """The velocity is added whole, as if a step took one unit of time."""
    return x_t + (x_t - eps_theta(x_t, t)) / broadcast_time(t, x_t)


@known.code("euler_step_eps", hint="Is there a form of x_t that holds eps and u, and not x1?")
def eps_step_by_slide_formula(eps_theta: Model, x_t: Array, t: Array, dt: float) -> Array:
    """This builds on the formula for x1 as printed on the slide, whose sign is wrong."""
    eps, time = eps_theta(x_t, t), broadcast_time(t, x_t)
    return x_t + dt * ((x_t + (1 - time) * eps) / time - eps)


@known.code("euler_step_eps", hint="Use t, where the step begins, in both places.")
def eps_step_from_the_end(eps_theta: Model, x_t: Array, t: Array, dt: float) -> Array:
    """The model is evaluated at t + dt, the time where the step ends; Euler's method uses t."""
    return x_t + dt * (x_t - eps_theta(x_t, t + dt)) / broadcast_time(t, x_t)


def _run(
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


def _u(x: Array, first: Array, t: Array | float, value: Array) -> Array:
    return value


def _from_eps(x: Array, first: Array, t: Array | float, value: Array) -> Array:
    return (x - value) / t


def _at(n: int, low: float, steps: Iterable[float]) -> list[float]:
    """The times at which these of n equal steps from `low` to 1 begin."""
    return [low + k * (1 - low) / n for k in steps]


def _times(n: int, low: float = 0.0) -> list[float]:
    return _at(n, low, range(n))


def _running_sum(start: float, dt: float) -> list[float]:
    """The times that `while t < 1: t += dt` visits, in Python's floats."""
    times: list[float] = []
    t = start
    while t < 1 and len(times) < 2000:
        times.append(t)
        t += dt
    return times


def _running_sum32(start: float, dt: float) -> list[float]:
    """The times that `while t < 1: t += dt` visits, in a float32 tensor."""
    times: list[float] = []
    t = np.float32(start)
    while t < 1 and len(times) < 2000:
        times.append(float(t))
        t = np.float32(t + np.float32(dt))
    return times


Grid = Callable[[int, float], tuple[Sequence[float], float]]


def _linspace(n: int, low: float) -> tuple[Sequence[float], float]:
    return list(np.linspace(low, 1, n)), (1 - low) / n


#: a wrong grid: id, what to say, what to do, and (times, dt) for num_steps from t_min
_GRIDS: tuple[tuple[str, str, str, Grid], ...] = (
    (
        "linspace_grid",
        "linspace(0, 1, N) with dt = 1/N: its N points lie 1/(N - 1) apart and reach t = 1, so the "
        "model is asked at times where the state is not.",
        "Write down two steps from 0 to 1: when does each begin, and how long is it?",
        _linspace,
    ),
    (
        "linspace_grid_and_dt",
        "linspace(0, 1, N) with dt = 1/(N - 1): N such steps go past t = 1.",
        "Write down two steps from 0 to 1: when does each begin, and how long is it?",
        lambda n, low: (list(np.linspace(low, 1, n)), (1 - low) / max(n - 1, 1)),
    ),
    (
        "one_step_too_few",
        "linspace(0, 1, N) has N - 1 gaps: you take N - 1 steps, one too few.",
        "How many points have N gaps between them?",
        lambda n, low: (list(np.linspace(low, 1, n)[:-1]), (1 - low) / max(n - 1, 1)),
    ),
    (
        "last_step_skipped",
        "The last step is missing: you take N - 1 steps of length 1/N and stop before t = 1.",
        "At which time does the last step end?",
        lambda n, low: (_at(n, low, range(n - 1)), (1 - low) / n),
    ),
    (
        "first_step_skipped",
        "The first step is missing: you begin at k = 1, with the state of k = 0.",
        "At which time does the first step begin?",
        lambda n, low: (_at(n, low, range(1, n)), (1 - low) / n),
    ),
    (
        "one_step_too_many",
        "You take one step too many, past t = 1.",
        "At which time does the last step end?",
        lambda n, low: (_at(n, low, range(n + 1)), (1 - low) / n),
    ),
    (
        "times_of_the_step_end",
        "The model is evaluated at the time where each step ends; Euler's method uses where it "
        "begins.",
        "At which time does the first step begin, and at which the last one?",
        lambda n, low: (_at(n, low, range(1, n + 1)), (1 - low) / n),
    ),
    (
        "times_of_the_middle",
        "The model is evaluated in the middle of each step; Euler's method uses where it begins.",
        "At which time does the first step begin, and at which the last one?",
        lambda n, low: (_at(n, low, np.arange(n) + 0.5), (1 - low) / n),
    ),
    (
        "reversed_times",
        "Time runs backwards, from 1 to 0, as in a diffusion model. Here noise is at t = 0.",
        "At which time does the first step begin, and at which the last one?",
        lambda n, low: ([1 - k * (1 - low) / n for k in range(n)], (1 - low) / n),
    ),
    (
        "reversed_grid_and_step",
        "Time runs backwards, from 1 to 0, as in a diffusion model. Here noise is at t = 0.",
        "At which time is the noise that you start from, and is dt positive?",
        lambda n, low: ([1 - k * (1 - low) / n for k in range(n)], -(1 - low) / n),
    ),
    (
        "time_stands_still",
        "The model is asked at the first time in every step.",
        "How much later is it after each step?",
        lambda n, low: ([low] * n, (1 - low) / n),
    ),
    (
        "steps_of_length_one",
        "dt is missing: every step has length 1.",
        "How long is each of N equal steps from 0 to 1?",
        lambda n, low: (_times(n, low), 1.0),
    ),
    (
        "minus_sign",
        "The sign is turned: each step goes back towards the noise.",
        "Which way does the velocity point?",
        lambda n, low: (_times(n, low), -(1 - low) / n),
    ),
    (
        "step_numbers_for_times",
        "The model is given the step's number k, not its time.",
        "At which time does the first step begin, and at which the last one?",
        lambda n, low: ([float(k) for k in range(n)], (1 - low) / n),
    ),
    (
        "while_loop_by_rounding",
        "`while t < 1` with t += 1/N: rounding decides how often it runs, once too often for some "
        "N.",
        "How often must the loop run? Count the steps with an integer.",
        lambda n, low: (_running_sum32(low, (1 - low) / n), (1 - low) / n),
    ),
    (
        "while_loop_by_rounding",
        "`while t < 1` with t += 1/N: rounding decides how often it runs, once too often for some "
        "N.",
        "How often must the loop run? Count the steps with an integer.",
        lambda n, low: (_running_sum(low, (1 - low) / n), (1 - low) / n),
    ),
    (
        "arange_by_rounding",
        "arange(0, 1, 1/N) has N or N + 1 entries, as rounding has it.",
        "How often must the loop run? Count the steps with an integer.",
        lambda n, low: (list(np.arange(low, 1, (1 - low) / n)), (1 - low) / n),
    ),
    (
        "arange_with_the_end",
        "arange(0, 1 + dt, dt) holds t = 1 as well: you take an extra step.",
        "How often must the loop run? Count the steps with an integer.",
        lambda n, low: (list(np.arange(low, 1 + (1 - low) / n, (1 - low) / n)), (1 - low) / n),
    ),
)


def _add_grid(identity: str, message: str, hint: str, grid: Grid) -> None:
    def by_u(model: Model, x: Array, n: int) -> Array:
        return _run(model, x, *grid(n, 0.0), _u)

    def by_eps(model: Model, x: Array, n: int, t_min: float) -> Array:
        return _run(model, x, *grid(n, t_min), _from_eps)

    for exercise, sample in (("euler_sample", by_u), ("euler_sample_eps", by_eps)):
        if identity.endswith("_by_rounding"):
            known.symptom(exercise, hint=hint, identity=identity, message=message)(
                _miscounts(sample)
            )
        else:
            known.code(exercise, hint, identity, message)(sample)


def _miscounts(sample: Callable[..., Array]) -> Callable[[Records], bool]:
    """Recognise a sampler that is right where rounding happens to be kind: see it miscount once."""
    explains = reproduces(sample)
    return lambda records: (
        explains(records)
        and any(len(each.evaluations) != each.call.arguments[2] for each in records)
    )


for _each in _GRIDS:
    _add_grid(*_each)


@known.code("euler_sample", hint="Stop before t = 1: num_steps evaluations in all.")
def evaluated_at_the_end(u_theta: Model, x0: Array, num_steps: int) -> Array:
    """The model is evaluated once more, at t = 1, where nothing is left to do."""
    x = _run(u_theta, x0, _times(num_steps), 1 / num_steps, _u)
    u_theta(x, 1.0)
    return x


@known.code("euler_sample", hint="Feed the model the state that the last step gave.")
def first_noise_fed_again(u_theta: Model, x0: Array, num_steps: int) -> Array:
    """The model is given the first noise in every step, not the current state."""
    return _run(u_theta, x0, _times(num_steps), 1 / num_steps, _u, stale=True)


@known.code("euler_sample", hint="From which point does this step lead on?")
def steps_from_the_first_noise(u_theta: Model, x0: Array, num_steps: int) -> Array:
    """Each step begins at x0 again, not at the current state."""
    x = x0
    for t in _times(num_steps):
        x = x0 + u_theta(x, t) / num_steps
    return x


@known.code("euler_sample", hint="The states of a sampler are free: clamp nothing.")
def clamped_state(u_theta: Model, x0: Array, num_steps: int) -> Array:
    """The state is clamped to [-1, 1] after each step."""
    x = x0
    for t in _times(num_steps):
        x = np.clip(x + u_theta(x, t) / num_steps, -1, 1)
    return x


@known.code("euler_sample", hint="Take num_steps steps, one after the other.")
def one_step_only(u_theta: Model, x0: Array, num_steps: int) -> Array:
    """You take a single step, whatever num_steps says."""
    return x0 + u_theta(x0, 0.0)


@known.code("euler_sample", hint="One evaluation a step.")
def heun_sampler(u_theta: Model, x0: Array, num_steps: int) -> Array:
    """This is Heun's method, with two evaluations a step; Euler's method takes one."""
    x, dt = x0, 1 / num_steps
    for t in _times(num_steps):
        u = u_theta(x, t)
        x = x + dt / 2 * (u + u_theta(x + dt * u, t + dt))
    return x


@known.code("euler_sample", hint="One evaluation a step.")
def midpoint_sampler(u_theta: Model, x0: Array, num_steps: int) -> Array:
    """This is the midpoint method, with two evaluations a step; Euler's method takes one."""
    x, dt = x0, 1 / num_steps
    for t in _times(num_steps):
        x = x + dt * u_theta(x + dt / 2 * u_theta(x, t), t + dt / 2)
    return x


def _noise_added(records: Records, by_eps: bool) -> bool:
    """Whether the states depart from their Euler steps by what looks like fresh noise."""
    residuals, before = [], []
    for record in records:
        steps = record.evaluations
        if len(steps) != record.call.arguments[2] or not isinstance(record.value, np.ndarray):
            return False
        states = [step.x.astype(np.float64) for step in steps] + [record.value.astype(np.float64)]
        if any(step.t.ndim != 1 or not step.t.size for step in steps):
            return False
        times = [float(step.t[0]) for step in steps] + [1.0]
        for step, (x, following), (t, after) in zip(
            steps, pairwise(states), pairwise(times), strict=True
        ):
            if x.shape != following.shape:
                return False
            u = (x - step.value) / t if by_eps else step.value
            residuals.append((following - x - (after - t) * u).ravel())
            before.append(np.stack([x.ravel(), u.ravel()]))
    noise = np.concatenate(residuals) if residuals else np.zeros(0)
    loud = noise[np.abs(noise) > 1e-4]
    # two calls may draw the same, since global generators are seeded before each
    distinct = sum(np.unique(each[np.abs(each) > 1e-4]).size for each in residuals)
    # most entries are noisy, of both signs, with no two alike, whatever the state and velocity are
    return bool(
        loud.size > 100
        and distinct > 0.9 * loud.size
        and abs(np.mean(np.sign(loud))) < 0.5
        and abs(np.corrcoef(loud[:-1], loud[1:])[0, 1]) < 0.15
        and (np.abs(np.corrcoef(noise, np.concatenate(before, axis=1))[0, 1:]) < 0.15).all()
    )


@known.symptom("euler_sample", hint="The ODE is deterministic: draw nothing on the way.")
def noise_in_the_ode(records: Records) -> bool:
    """Noise is added to the state on the way; an ODE's solution is deterministic."""
    return _noise_added(records, by_eps=False)


@known.symptom("euler_sample_eps", hint="The ODE is deterministic: draw nothing on the way.")
def noise_in_the_eps_ode(records: Records) -> bool:
    """Noise is added to the state on the way; an ODE's solution is deterministic."""
    return _noise_added(records, by_eps=True)


def _steps_from_t_min(velocity: Velocity, stale: bool = False) -> Callable[..., Array]:
    """Return a sampler whose grid is right."""
    return lambda model, x, n, t_min: _run(
        model, x, _times(n, t_min), (1 - t_min) / n, velocity, stale
    )


_EPS_SAMPLERS: tuple[tuple[str, str, str, Callable[..., Array]], ...] = (
    (
        "t_min_ignored_in_dt",
        "dt is 1/N, as if the sampler began at t = 0: N such steps from t_min go past t = 1.",
        "How far is it from t_min to 1, and how long is each of N equal steps?",
        lambda model, x, n, t_min: _run(
            model, x, [t_min + k / n for k in range(n)], 1 / n, _from_eps
        ),
    ),
    (
        "t_min_ignored_in_dt",
        "dt is 1/N, as if the sampler began at t = 0; the times are right, the steps too long.",
        "How far is it from t_min to 1, and how long is each of N equal steps?",
        lambda model, x, n, t_min: _run(model, x, _times(n, t_min), 1 / n, _from_eps),
    ),
    (
        "times_from_zero",
        "The times do not begin at t_min.",
        "At which time does the first step begin, and when does the last one end?",
        lambda model, x, n, t_min: _run(
            model, x, [k * (1 - t_min) / n for k in range(n)], (1 - t_min) / n, _from_eps
        ),
    ),
    (
        "times_clamped_at_t_min",
        "The grid begins at 0 and is clamped to t_min; it must begin at t_min.",
        "At which time does the first step begin, and when does the last one end?",
        lambda model, x, n, t_min: _run(model, x, np.maximum(_times(n), t_min), 1 / n, _from_eps),
    ),
    (
        "eps_as_velocity",
        "You step with the predicted noise as if it were the velocity.",
        "What does this network predict, and what does a step follow?",
        _steps_from_t_min(_u),
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
        _steps_from_t_min(_from_eps, stale=True),
    ),
    (
        "eps_step_denominators_exchanged",
        "You divide by 1 - t, the time that is left.",
        "For how long has u carried eps when it is at x_t?",
        _steps_from_t_min(lambda x, first, t, eps: (x - eps) / (1 - t)),
    ),
    (
        "divides_by_the_first_time",
        "You divide by t_min in every step.",
        "Which time is it in this step?",
        lambda model, x, n, t_min: _run(
            model,
            x,
            _times(n, t_min),
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
    x = _run(eps_theta, x_start, _times(num_steps, t_min), (1 - t_min) / num_steps, _from_eps)
    eps_theta(x, 1.0)
    return x


@known.symptom("euler_sample_eps", hint="Raise ValueError if t_min <= 0.")
def starts_at_zero(records: Records) -> bool:
    """A t_min <= 0 is accepted: at t = 0 no noise prediction tells a velocity."""
    return all(record.call.arguments[3] <= 0 and record.raised is None for record in records)


def _starts(records: Records) -> list[tuple[RecordedCall, Array]] | None:
    """Return (record, first state) of every call of generate, or None if one asked no model."""
    if any(not record.evaluations for record in records):
        return None
    return [(each, each.evaluations[0].x.astype(np.float64).ravel()) for each in records]


@known.symptom("generate", hint="What is the difference between torch.rand and torch.randn?")
def uniform_start(records: Records) -> bool:
    """Your samples start from uniform noise (torch.rand); standard normal noise is expected."""
    starts = _starts(records)
    if starts is None:
        return False
    values = np.concatenate([x for _, x in starts])
    return bool(
        values.size > 10 and values.min() >= -1 and values.max() <= 1 and np.ptp(values) > 0.5
    )


@known.symptom("generate", hint="Draw num_samples values from `generator`.")
def same_start_for_all(records: Records) -> bool:
    """All samples start from the same value: each needs noise of its own."""
    starts = _starts(records)
    several = [x for _, x in starts or [] if x.size > 1]
    return bool(several) and all(bool((x == x[0]).all()) for x in several)


known.symptom("generate", hint=DRAWS, identity="global_generator")(draws_from_a_global_generator)


#: what explains a sampler whose steps are right: then its noise is wrong, and no grid is to blame
_right_steps = reproduces(
    lambda model, x, n: _run(model, x, _times(n), 1 / n, _u),
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
        return recognises(sampled) and not _right_steps(sampled)

    return predicate


for _sampler in [each for each in known.found if "euler_sample" in each.recognises]:
    known.symptom("generate", hint=_sampler.hint, identity=_sampler.id, message=_sampler.message)(
        _as_sampler(_sampler.recognises["euler_sample"])
    )


@known.symptom("generate", hint="What do you do to the noise after it is drawn?")
def scaled_start(records: Records) -> bool:
    """The noise at t = 0 is normal, but not of standard deviation 1."""
    starts = _starts(records)
    if starts is None:
        return False
    x = np.concatenate([x for _, x in starts])
    if x.size < 2000 or x.std() == 0 or abs(x.std() - 1) < 0.02:
        return False
    probability = special.ndtr(np.sort((x - x.mean()) / x.std()))
    return bool(np.abs(probability - (np.arange(x.size) + 0.5) / x.size).max() < 0.015)


known.symptom(
    "u_from_eps", "euler_step", "euler_step_eps", "euler_sample", "euler_sample_eps", "generate"
)(returns_float64)
