"""Known wrong ideas about losses: the law of what they draw."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from assignments.course.loss_ideas import LOSSES, Records, calls_of, fits_loss
from assignments.course.messages import RAND_OR_RANDN
from grader.authoring import (
    DRAWS,
    Array,
    Misconceptions,
    draws_from_a_global_generator,
    rejects_normal,
    rejects_uniform,
)

known = Misconceptions()
#: so many values tell a law
_MANY = 1000
#: beside larger data rounding hides the third digit of noise
_LARGEST_DATA = 1000


def _draws(records: Records, exercise: str, largest: float) -> list[tuple[Array, Array]]:
    """Return t and the noise of every call of no larger data, where the loss is right otherwise."""
    by_eps = LOSSES[exercise]
    calls = calls_of(records) or []
    if not all(fits_loss(call, by_eps, call.pull) for call in calls if call.pull is not None):
        return []
    near = [call for call in calls if np.abs(call.x1).max() <= largest]
    return [(call.t, call.noise(by_eps)) for call in near]


def _known_of_draws(
    identity: str, message: str, hint: str, largest: float = _LARGEST_DATA
) -> Callable[[Callable[[list[tuple[Array, Array]]], bool]], None]:
    def add(fits: Callable[[list[tuple[Array, Array]]], bool]) -> None:
        for exercise in LOSSES:

            def predicate(records: Records, exercise: str = exercise) -> bool:
                drawn = _draws(records, exercise, largest)
                return bool(drawn) and fits(drawn)

            known.symptom(exercise, hint=hint, identity=identity, message=message)(predicate)

    return add


def _large(arrays: Sequence[Array]) -> list[Array]:
    return [array.ravel() for array in arrays if array.size >= _MANY]


def _uniform_noise(drawn: list[tuple[Array, Array]]) -> bool:
    noises = _large([eps for t, eps in drawn])
    # but for rounding, which may lead out of the interval
    return bool(noises) and not any(rejects_uniform(z.clip(0, 1 - 1e-9)) for z in noises)


def _one_time(drawn: list[tuple[Array, Array]]) -> bool:
    times = [t for t, _ in drawn if t.size > 1]
    return bool(times) and all(bool((t == t[0]).all()) for t in times)


def _one_noise(drawn: list[tuple[Array, Array]]) -> bool:
    noises = [eps for _, eps in drawn if len(eps) > 1]
    return _any_noise(noises) and all(np.allclose(z, z[:1], atol=1e-3) for z in noises)


def _one_noise_a_sample(drawn: list[tuple[Array, Array]]) -> bool:
    noises = [eps.reshape(len(eps), -1) for _, eps in drawn if eps[0].size > 1]
    return _any_noise(noises) and all(np.allclose(z, z[:, :1], atol=1e-3) for z in noises)


def _any_noise(noises: list[Array]) -> bool:
    """Whether there is noise in all of these: what is 0 may be scaled by what the data are."""
    return bool(noises) and all(bool(np.abs(z).max() > 1e-3) for z in noises)


def _scaled_noise(drawn: list[tuple[Array, Array]]) -> bool:
    noises = _large([eps for _, eps in drawn])
    if not noises:
        return False
    std = float(np.concatenate(noises).std())
    return abs(std - 1) > 0.03 and not any(rejects_normal(noise / std) for noise in noises)


_known_of_draws(
    "uniform_noise",
    "eps is drawn with torch.rand: uniform on [0, 1), where standard normal noise is expected.",
    RAND_OR_RANDN,
)(_uniform_noise)
_known_of_draws(
    "one_time_for_the_batch",
    "One time is drawn for the whole batch, or t is always the same; every sample needs its own.",
    "How many times does a batch of B samples need?",
    np.inf,  # times are seen as they are
)(_one_time)
_known_of_draws(
    "one_noise_for_the_batch",
    "Every sample gets the same noise; all entries of eps must be drawn anew.",
    "Draw noise of the whole shape of x1.",
)(_one_noise)
_known_of_draws(
    "one_noise_a_sample",
    "All entries of a sample get the same noise; all entries of eps must be drawn anew.",
    "Draw noise of the whole shape of x1.",
)(_one_noise_a_sample)
_known_of_draws(
    "scaled_noise",
    "eps is normal, but not of standard deviation 1.",
    "What do you do to the noise after it is drawn?",
)(_scaled_noise)

known.symptom(*LOSSES, hint=DRAWS, identity="global_generator")(draws_from_a_global_generator)
