"""What a sampler does with its states: the first, those it asks its model at, and the last."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from assignments.course.euler import watched
from assignments.course.sampler_choices import RIGHT, Records, answers, choices, largest_sizes
from grader.authoring import Array, Choice, bfloat16, float16


def starts(records: Records) -> list[Choice]:
    """Return what is made of the state that is given."""
    start = "The first state is"
    return choices(
        (RIGHT, lambda x: x),
        (f"{start} 0, whatever is given.", lambda x: 0 * x),
        (f"{start} minus the one that is given.", lambda x: -x),
        (f"{start} twice the one that is given.", lambda x: 2 * x),
        (f"{start} half the one that is given.", lambda x: x / 2),
        (f"{start} kept between -1 and 1.", lambda x: np.clip(x, -1, 1)),
        (f"{start} given without its last sample.", lambda x: x[:-1]),
        (f"{start} given without its first sample.", lambda x: x[1:]),
        (f"{start} that of the first sample alone.", lambda x: x[:1]),
        (f"{start} that of the first sample, for all.", lambda x: np.broadcast_to(x[:1], x.shape)),
        (f"{start} given in reversed order.", lambda x: x[::-1]),
        (f"{start} the size of the one that is given, without its sign.", np.abs),
        (f"{start} the one that is given, rounded to whole numbers.", np.rint),
        (f"{start} the one that is given, rounded to bfloat16.", bfloat16),
        (f"{start} the one that is given, rounded to float16.", float16),
        (f"{start} the one that is given, less its mean.", lambda x: x - x.mean()),
    )


def places(records: Records) -> list[Choice]:
    """Return at which state the model is asked: of the state, the first and the one before."""
    give = "The model is given"
    return choices(
        (RIGHT, lambda x, first, before: x),
        (f"{give} the first state in every step.", lambda x, first, before: first),
        (f"{give} the state before the last step.", lambda x, first, before: before),
        (f"{give} the state rounded to whole numbers.", lambda x, first, before: np.rint(x)),
        (f"{give} the state rounded to bfloat16.", lambda x, first, before: bfloat16(x)),
        (f"{give} the state rounded to float16.", lambda x, first, before: float16(x)),
        (f"{give} minus the state.", lambda x, first, before: -x),
        (f"{give} 0 in the place of the state.", lambda x, first, before: 0 * x),
        (f"{give} the state kept between -1 and 1.", lambda x, first, before: np.clip(x, -1, 1)),
        (f"{give} the state in reversed order of the samples.", lambda x, first, before: x[::-1]),
        (
            f"{give} the mean of the samples.",
            lambda x, first, before: np.broadcast_to(x.mean(axis=0), x.shape),
        ),
    )


def bases(records: Records) -> list[Choice]:
    """Return from where a step leads on."""
    return choices(
        (RIGHT, lambda x, first, before: x),
        ("Each step begins at the first state again.", lambda x, first, before: first),
        ("Each step begins where the step before it began.", lambda x, first, before: before),
        (
            "What a step adds is not added to the state, but put in its place.",
            lambda x, first, before: 0 * x,
        ),
    )


def afters(records: Records) -> list[Choice]:
    """Return what is made of the state after each step."""
    after = "After each step the state is"
    found = choices(
        (RIGHT, lambda x: x),
        (f"{after} rounded to bfloat16.", bfloat16),
        (f"{after} rounded to float16.", float16),
        (f"{after} rounded to whole numbers.", np.rint),
        (f"{after} rounded to one digit.", lambda x: np.round(x, 1)),
        (f"{after} rounded to two digits.", lambda x: np.round(x, 2)),
        (f"{after} rounded to three digits.", lambda x: np.round(x, 3)),
        (f"{after} put through tanh.", np.tanh),
        (f"{after} made 0 where it is negative.", lambda x: np.maximum(x, 0)),
        (f"{after} freed of its mean.", lambda x: x - x.mean()),
        (f"{after} without its sign.", np.abs),
        (f"{after} in reversed order of the samples.", lambda x: x[::-1]),
    )
    states = [step.x for record in watched(records) for step in record.evaluations[1:]]
    return found + [
        Choice(f"{after} kept between -{bound:g} and {bound:g}.", _kept(bound))
        for bound in largest_sizes([*states, *answers(records)])
    ]


def _kept(bound: float) -> Callable[[Array], Array]:
    return lambda x: np.clip(x, -bound, bound)


def results(records: Records) -> list[Choice]:
    """Return what is given back: of all states, the model's last answer and the last step."""
    give = "The result is"
    found = choices(
        (RIGHT, lambda states, value, step: states[-1]),
        (f"{give} the first state.", lambda states, value, step: states[0]),
        (
            f"{give} the state before the last step.",
            lambda states, value, step: states[max(len(states) - 2, 0)],
        ),
        (f"{give} the model's last answer.", lambda states, value, step: value),
        (
            f"{give} the first state and the model's last answer added.",
            lambda states, value, step: states[0] + value,
        ),
        (
            f"{give} the last state and the last step added once more.",
            lambda states, value, step: states[-1] + step,
        ),
        (
            f"{give} the last state and the model's last answer added.",
            lambda states, value, step: states[-1] + value,
        ),
        (
            f"{give} all states, the first one included.",
            lambda states, value, step: np.stack(states),
        ),
        (f"{give} all states but the first.", lambda states, value, step: np.stack(states[1:])),
        (f"{give} the mean of all states.", lambda states, value, step: np.mean(states, axis=0)),
        (
            f"{give} the mean of all states but the first.",
            lambda states, value, step: np.mean(states[1:], axis=0),
        ),
        (
            f"{give} what all steps add, without the first state.",
            lambda states, value, step: states[-1] - states[0],
        ),
        (f"{give} sorted.", lambda states, value, step: np.sort(states[-1], axis=0)),
        (f"{give} minus the last state.", lambda states, value, step: -states[-1]),
        (
            f"{give} the last state without its sign.",
            lambda states, value, step: np.abs(states[-1]),
        ),
        (f"{give} the last state, flattened.", lambda states, value, step: states[-1].reshape(-1)),
        (
            f"{give} the last state with an axis more in front.",
            lambda states, value, step: states[-1][None],
        ),
        (
            f"{give} the last state with an axis more at the end.",
            lambda states, value, step: states[-1][..., None],
        ),
        (
            f"{give} the last state without its axes of length 1.",
            lambda states, value, step: np.squeeze(states[-1]),
        ),
        (f"{give} the mean over the batch.", lambda states, value, step: states[-1].mean(axis=0)),
        (f"{give} the first sample alone.", lambda states, value, step: states[-1][:1]),
        (
            f"{give} the first sample alone, without the batch's axis.",
            lambda states, value, step: states[-1][0],
        ),
        (
            f"{give} the last state without its last sample.",
            lambda states, value, step: states[-1][:-1],
        ),
        (
            f"{give} the last state in reversed order of the samples.",
            lambda states, value, step: states[-1][::-1],
        ),
        (
            f"{give} the last state rounded to whole numbers.",
            lambda states, value, step: np.rint(states[-1]),
        ),
        (
            f"{give} the last state rounded to two digits.",
            lambda states, value, step: np.round(states[-1], 2),
        ),
        (
            f"{give} the last state rounded to bfloat16.",
            lambda states, value, step: bfloat16(states[-1]),
        ),
        (
            f"{give} the last state rounded to float16.",
            lambda states, value, step: float16(states[-1]),
        ),
        (
            f"{give} the last state put through tanh.",
            lambda states, value, step: np.tanh(states[-1]),
        ),
        (
            f"{give} the last state less its mean.",
            lambda states, value, step: states[-1] - states[-1].mean(),
        ),
        (f"{give} all 0.", lambda states, value, step: 0 * states[-1]),
    )
    return found + [
        Choice(
            f"{give} kept between -{bound:g} and {bound:g}.",
            _end_kept(bound),
        )
        for bound in largest_sizes(answers(records))
    ]


def _end_kept(bound: float) -> Callable[[list[Array], Array, Array], Array]:
    return lambda states, value, step: np.clip(states[-1], -bound, bound)
