"""Known wrong ideas about noise: where a sampler starts, and what is added on its way."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from assignments.course.digits import rounded
from assignments.course.euler import Records, watched
from assignments.course.messages import RAND_OR_RANDN
from grader.authoring import (
    DRAWS,
    Array,
    Misconceptions,
    RecordedCall,
    draws_from_a_global_generator,
    rejects_normal,
    rejects_uniform,
)

known = Misconceptions()


#: rounding moves a step by no more, relative to what is added up in it
_ROUNDING = 2.0**-20


def _noise_added(records: Records, by_eps: bool) -> bool:
    """Whether the states depart from their Euler steps by what looks like fresh noise."""
    residuals, before = [], []
    for record in watched(records):
        steps = record.evaluations
        value = record.value
        if not isinstance(value, np.ndarray) or value.dtype != np.float32:
            return False
        if len(steps) != record.call.arguments[2]:
            return False
        states = [*(step.x.astype(np.float64) for step in steps), value.astype(np.float64)]
        if states[-1].size == states[0].size:  # generate's samples have one axis
            states[-1] = states[-1].reshape(states[0].shape)
        if any(step.t.ndim != 1 or not step.t.size for step in steps):
            return False
        times = [float(step.t[0]) for step in steps] + [1.0]
        for step, (x, following), (t, after) in zip(
            steps, pairwise(states), pairwise(times), strict=True
        ):
            if x.shape != following.shape:
                return False
            u = (x - step.value) / t if by_eps else step.value
            residual = following - x - (after - t) * u
            # what rounding takes from a large state, divided by a small t, looks like noise
            moved = np.abs(x) + np.abs(following) + (after - t) * np.abs(u)
            if by_eps:
                moved = moved + (after - t) * (np.abs(x) + np.abs(step.value)) / t
            residual[np.abs(residual) <= _ROUNDING * moved] = 0.0
            if _follows(residual, x, u):
                return False
            residuals.append(residual.ravel())
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
        and not _any_rounded(records)
    )


#: entries of which a fit says something, and the part of their size that it leaves of noise
_FITTED, _LEFT = 24, 0.1


def _follows(residual: Array, x: Array, u: Array) -> bool:
    """Whether a step's error is made of its state and velocity, which no noise is."""
    loud = residual != 0
    given = np.stack([np.ones(loud.sum()), x[loud], u[loud]], axis=1)
    off = residual[loud]
    if len(off) < _FITTED or not (np.isfinite(off).all() and np.isfinite(given).all()):
        return False  # LAPACK would print of what is not finite
    fit = given @ np.linalg.lstsq(given, off, rcond=None)[0]
    return bool(np.square(off - fit).sum() < _LEFT * np.square(off).sum())


def _any_rounded(records: Records) -> bool:
    """Whether the results or the states on the way are rounded."""
    results = [record.value.ravel() for record in records]
    states = [step.x.ravel() for record in records for step in record.evaluations[1:]]
    return any(rounded(np.concatenate(values)) for values in (results, states) if values)


_DETERMINISTIC = "The ODE is deterministic: draw nothing on the way."


@known.symptom("euler_sample", hint=_DETERMINISTIC, shows=bool, drawn=True)
def noise_in_the_ode(records: Records) -> bool:
    """Noise is added on the way or at the end; an ODE's solution is deterministic."""
    return _noise_added(records, by_eps=False)


@known.symptom("euler_sample_eps", hint=_DETERMINISTIC, shows=bool, drawn=True)
def noise_in_the_eps_ode(records: Records) -> bool:
    """Noise is added on the way or at the end; an ODE's solution is deterministic."""
    return _noise_added(records, by_eps=True)


known.symptom(
    "generate",
    hint=_DETERMINISTIC,
    identity="noise_in_the_ode",
    message="Noise is added on the way or at the end; an ODE's solution is deterministic.",
    shows=bool,
)(lambda records: _noise_added(records, by_eps=False))


def _starts(records: Records) -> list[tuple[RecordedCall, Array]] | None:
    """Return (record, first state) of every call of generate, or None where none is seen."""
    seen = watched(records)
    if not seen or any(not record.evaluations for record in seen):
        return None
    return [(record, record.evaluations[0].x.astype(np.float64).ravel()) for record in seen]


#: so many values tell a law
_MANY = 1000


def _is_law(records: Records) -> bool:
    """Whether the law of the samples is asked for."""
    return any(record.call.arguments[1] >= _MANY for record in records)


def _large(records: Records) -> list[Array]:
    """Return the first states of the calls that are asked for most samples, if for many."""
    large = [x for _, x in _starts(records) or [] if x.size >= _MANY]
    most = max((x.size for x in large), default=0)
    return [x for x in large if x.size == most]


@known.symptom("generate", hint=RAND_OR_RANDN)
def uniform_start(records: Records) -> bool:
    """Your samples start from uniform noise (torch.rand); standard normal noise is expected."""
    starts = _large(records)
    return bool(starts) and any(
        all(rejects_uniform((x - low) / (1 - low)) is None for x in starts) for low in (0, -1)
    )


@known.symptom("generate", hint="Draw num_samples values from `generator`.")
def same_start_for_all(records: Records) -> bool:
    """All samples start from the same value: each needs noise of its own."""
    starts = _starts(records)
    several = [x for _, x in starts or [] if x.size > 1]
    return bool(several) and all(bool((x == x[0]).all()) for x in several)


@known.symptom("generate", hint="What do you do to the noise after it is drawn?", shows=_is_law)
def scaled_start(records: Records) -> bool:
    """The noise at t = 0 is normal, but not of standard deviation 1."""
    starts = _large(records)
    return bool(starts) and all(
        0 < size < np.inf
        and abs(size - 1) > 6 / np.sqrt(2 * x.size)
        and rejects_normal(x / size) is None
        for x in starts
        for size in [float(np.sqrt(np.mean(x**2)))]
    )


def _are_samples(record: RecordedCall) -> bool:
    """Whether an answer is of the shape that is asked for: no draw makes another of it."""
    return not isinstance(record.value, np.ndarray) or record.value.ndim == 1


def _from_elsewhere(records: Records) -> bool:
    drawn = draws_from_a_global_generator(records) and not _is_law(records)
    return drawn and all(map(_are_samples, records))


known.symptom("generate", hint=DRAWS, identity="global_generator", shows=_from_elsewhere)(
    draws_from_a_global_generator
)
