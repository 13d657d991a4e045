"""Does this sample come from N Euler steps of the exact field? In words where it does not."""

from __future__ import annotations

import numpy as np
from scipy import special

from assignments.course.mixture import MixtureField
from grader.authoring import Array, Rejection, rejects_normal

#: float32 answers agree with the float64 replay of their own noise to this, by a wide margin
_REPLAY_TOLERANCE = 1e-3


def push_forward(field: MixtureField, x0: Array, num_steps: int) -> Array:
    """Return x0, float64 `(n,)`, after num_steps Euler steps from t = 0."""
    x = x0
    for k in range(num_steps):
        x = field.step(x, k / num_steps, 1 / num_steps)
    return x


def undo(field: MixtureField, samples: Array, num_steps: int, guess: Array | None) -> Array:
    """Return the noise that num_steps Euler steps carry to `samples`, float64 `(n,)`.

    A `guess` that replays to the samples is that noise already, since each step is injective.
    num_steps >= 2: a single step forgets its noise.
    """
    if guess is not None and guess.shape == samples.shape:
        replayed = push_forward(field, guess, num_steps)
        if np.abs(replayed - samples).max() <= _REPLAY_TOLERANCE:
            return guess
    z = samples
    for k in reversed(range(num_steps)):
        z = field.undo_step(z, k / num_steps, 1 / num_steps)
    return z


def rejects_sampler(
    field: MixtureField, num_steps: int, *draws: tuple[Array, Array | None]
) -> tuple[Rejection, str, str] | None:
    """Return why draws in a row are not what num_steps Euler steps give, or None.

    A draw is (samples, guess), both float64 `(n,)`. The answer is (the failed test, got in words,
    expected in words).
    """
    noises = [undo(field, samples, num_steps, guess) for samples, guess in draws]
    rejection = rejects_normal(*noises)
    if rejection is None:
        return None
    samples, z = np.concatenate([samples for samples, _ in draws]), np.concatenate(noises)
    grid = special.ndtri((np.arange(4096) + 0.5) / 4096)
    due = push_forward(field, grid, num_steps)
    return rejection, _describe(samples, field, z), _describe(due, field, grid, samples, z)


def _describe(
    samples: Array,
    field: MixtureField,
    z: Array,
    like: Array | None = None,
    like_z: Array | None = None,
) -> str:
    """Describe a sample by its two modes and by the share below the most telling point.

    That point is where the sample `like` (itself by default) departs most from the exact law.
    """
    probe = samples if like is None else like
    probe_z = z if like_z is None else like_z
    order = np.argsort(probe)
    empirical = (np.arange(probe.size) + 0.5) / probe.size
    point = float(probe[order][np.abs(empirical - special.ndtr(probe_z[order])).argmax()])
    share = float((samples <= point).mean())
    low, high = min(field.means), max(field.means)
    left = samples[samples < (low + high) / 2]
    right = samples[samples >= (low + high) / 2]
    modes = "; ".join(
        f"{name} mode: {mode.size / samples.size:.1%}, mean {mode.mean():.3f}, std {mode.std():.3f}"
        for name, mode in (("left", left), ("right", right))
        if mode.size
    )
    return f"{share:.1%} of the samples are <= {point:.2f}; {modes}"
