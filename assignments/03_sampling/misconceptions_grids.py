"""Known wrong grids: at which times a sampler asks, and how long its steps are."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from assignments.course.euler import (
    Model,
    Records,
    also_in_generate,
    by_u,
    from_eps,
    run,
    running_sum,
    running_sum32,
    step_times,
    steps_at,
)
from grader.authoring import Array, Misconceptions, reproduces

known = Misconceptions()


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
        lambda n, low: (steps_at(n, low, range(n - 1)), (1 - low) / n),
    ),
    (
        "first_step_skipped",
        "The first step is missing: you begin at k = 1, with the state of k = 0.",
        "At which time does the first step begin?",
        lambda n, low: (steps_at(n, low, range(1, n)), (1 - low) / n),
    ),
    (
        "one_step_too_many",
        "You take one step too many, past t = 1.",
        "At which time does the last step end?",
        lambda n, low: (steps_at(n, low, range(n + 1)), (1 - low) / n),
    ),
    (
        "times_of_the_step_end",
        "The model is evaluated at the time where each step ends; Euler's method uses where it "
        "begins.",
        "At which time does the first step begin, and at which the last one?",
        lambda n, low: (steps_at(n, low, range(1, n + 1)), (1 - low) / n),
    ),
    (
        "times_of_the_middle",
        "The model is evaluated in the middle of each step; Euler's method uses where it begins.",
        "At which time does the first step begin, and at which the last one?",
        lambda n, low: (steps_at(n, low, np.arange(n) + 0.5), (1 - low) / n),
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
        lambda n, low: (step_times(n, low), 1.0),
    ),
    (
        "minus_sign",
        "The sign is turned: each step goes back towards the noise.",
        "Which way does the velocity point?",
        lambda n, low: (step_times(n, low), -(1 - low) / n),
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
        lambda n, low: (running_sum32(low, (1 - low) / n), (1 - low) / n),
    ),
    (
        "while_loop_by_rounding",
        "`while t < 1` with t += 1/N: rounding decides how often it runs, once too often for some "
        "N.",
        "How often must the loop run? Count the steps with an integer.",
        lambda n, low: (running_sum(low, (1 - low) / n), (1 - low) / n),
    ),
    (
        "arange_by_rounding",
        "Steps are counted as arange(0, 1, 1/N) or ceil(1/dt) do it: N or N + 1 of them, as "
        "rounding has it.",
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
    def with_u(model: Model, x: Array, n: int) -> Array:
        return run(model, x, *grid(n, 0.0), by_u)

    def with_eps(model: Model, x: Array, n: int, t_min: float) -> Array:
        return run(model, x, *grid(n, t_min), from_eps)

    from_t_min = message.replace("(0, 1", "(t_min, 1").replace("1/N", "an N-th of the way")
    from_t_min = from_t_min.replace("1/(N - 1)", "an (N - 1)-th of the way")
    for exercise, sample, said in (
        ("euler_sample", with_u, message),
        ("euler_sample_eps", with_eps, from_t_min),
    ):
        if identity.endswith("_by_rounding"):
            add = known.symptom(
                exercise,
                hint=hint,
                identity=identity,
                message=said,
                plays=sample,
                gives_all=True,
            )
            add(_miscounts(sample))
        else:
            known.code(exercise, hint, identity, said)(sample)


def _miscounts(sample: Callable[..., Array]) -> Callable[[Records], bool]:
    """Recognise a sampler that is right where rounding happens to be kind: see it miscount once."""
    explains = reproduces(sample)
    return lambda records: (
        explains(records)
        and any(
            record.watched and len(record.evaluations) != record.call.arguments[2]
            for record in records
        )
    )


for _each in _GRIDS:
    _add_grid(*_each)


also_in_generate(known)
