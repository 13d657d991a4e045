"""Known wrong ideas about noise: where a sampler starts, and what is added on its way."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from scipy import special

from assignments.course.euler import Records, also_in_generate, watched
from grader.authoring import (
    DRAWS,
    Array,
    Misconceptions,
    RecordedCall,
    draws_from_a_global_generator,
)

known = Misconceptions()


def _noise_added(records: Records, by_eps: bool) -> bool:
    """Whether the states depart from their Euler steps by what looks like fresh noise."""
    residuals, before = [], []
    for record in watched(records):
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
    distinct = sum(np.unique(residual[np.abs(residual) > 1e-4]).size for residual in residuals)
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


also_in_generate(known)


def _starts(records: Records) -> list[tuple[RecordedCall, Array]] | None:
    """Return (record, first state) of every call of generate, or None where none is seen."""
    seen = watched(records)
    if not seen or any(not record.evaluations for record in seen):
        return None
    return [(record, record.evaluations[0].x.astype(np.float64).ravel()) for record in seen]


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
