"""The mixture's ideal field, Euler's method undone, and the verdict on samples."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy import stats

from assignments.course.mixture import MixtureField
from assignments.course.sampler_law import push_forward, rejects_sampler, undo
from grader.host.values import Array

NARROW = MixtureField((0.3, 0.7), (-1.5, 1.0), (0.1, 0.1))
WIDE = MixtureField((0.5, 0.2, 0.3), (-2.0, 0.0, 3.0), (0.5, 1.0, 2.0))
NORMAL = MixtureField((1.0,), (0.5,), (1.0,))


@pytest.mark.parametrize("field", [NARROW, WIDE, NORMAL])
@pytest.mark.parametrize("t", [0.0, 0.1, 0.5, 0.8])
def test_the_field_is_the_posterior_mean_of_the_velocity(field: MixtureField, t: float) -> None:
    """u*(x, t) = E[x1 - eps | x_t = x], by numerical integration over x1."""
    x1 = np.linspace(-30, 30, 600_001)
    density = sum(
        pi * stats.norm.pdf(x1, mean, std)
        for pi, mean, std in zip(field.weights, field.means, field.stds, strict=True)
    )
    for x in (-1.7, -0.2, 0.9, 2.5):
        eps = (x - t * x1) / (1 - t)
        weight = density * stats.norm.pdf(eps)
        mean = float((weight * (x1 - eps)).sum() / weight.sum())
        assert field(np.array([x]), np.array([t]))[0] == pytest.approx(mean, rel=1e-6, abs=1e-9)


def test_one_step_from_the_beginning_ends_at_the_mean() -> None:
    x = np.linspace(-3, 3, 7)
    np.testing.assert_allclose(NARROW.step(x, 0.0, 1.0), NARROW.mean, atol=1e-12)
    assert NARROW.mean == pytest.approx(0.25)


def test_far_out_the_field_is_finite() -> None:
    x = np.array([-1e3, 1e3])
    for t in (0.0, 0.5, 1.0):
        assert np.isfinite(NARROW(x, np.full(2, t))).all()


@pytest.mark.parametrize("field", [NARROW, WIDE, NORMAL])
@pytest.mark.parametrize("num_steps", [2, 3, 20])
def test_undoing_inverts_every_step(field: MixtureField, num_steps: int) -> None:
    z = np.random.default_rng(0).normal(size=3000)
    samples = push_forward(field, z, num_steps)
    found = undo(field, samples, num_steps, None)
    np.testing.assert_allclose(found, z, atol=1e-6)


def test_every_step_is_increasing() -> None:
    """A sample must tell its noise."""
    x = np.linspace(-6, 6, 20_001)
    for num_steps in (2, 3, 20):
        for k in range(num_steps):
            assert (np.diff(NARROW.step(x, k / num_steps, 1 / num_steps)) > 0).all()


def test_answers_beyond_every_right_sample_are_undone_too() -> None:
    far = np.array([-50.0, 0.0, 60.0])
    found = NARROW.undo_step(far, 0.5, 0.25)
    np.testing.assert_allclose(NARROW.step(found, 0.5, 0.25), far, atol=1e-9)


def test_a_guess_is_believed_only_if_it_replays() -> None:
    z = np.random.default_rng(0).normal(size=500)
    samples = push_forward(NARROW, z, 3)
    assert undo(NARROW, samples, 3, z) is z
    np.testing.assert_allclose(undo(NARROW, samples, 3, z[::-1].copy()), z, atol=1e-6)
    np.testing.assert_allclose(undo(NARROW, samples, 3, z[:10]), z, atol=1e-6)


def test_the_fields_code_computes_the_field() -> None:
    import torch

    namespace: dict[str, Any] = {"torch": torch}
    exec(NARROW.code("u_theta"), namespace)
    x, t = np.random.default_rng(0).normal(size=50), np.linspace(0, 1, 50)
    shown = namespace["u_theta"](torch.from_numpy(x), torch.from_numpy(t))
    np.testing.assert_allclose(shown.numpy(), NARROW(x, t), rtol=1e-4, atol=1e-4)
    column = namespace["u_theta"](torch.from_numpy(x[:, None]), torch.from_numpy(t))
    assert column.shape == (50, 1)


def _samples(seed: int, n: int, num_steps: int, forward: Callable[[Array], Array]) -> Array:
    z = np.random.default_rng(seed).normal(size=n)
    return forward(z).astype(np.float32).astype(np.float64)


@pytest.mark.parametrize(("num_steps", "n"), [(3, 20_000), (20, 4000)])
def test_right_samples_pass_with_and_without_their_noise(num_steps: int, n: int) -> None:
    for seed in range(5):
        z = np.random.default_rng(seed).normal(size=n)
        samples = push_forward(NARROW, z, num_steps).astype(np.float32).astype(np.float64)
        assert rejects_sampler(NARROW, num_steps, (samples, z)) is None
        shuffled = np.random.default_rng(100 + seed).permutation(samples)
        assert rejects_sampler(NARROW, num_steps, (shuffled, None)) is None


def _steps(z: Array, times: list[float], dt: float) -> Array:
    for t in times:
        z = NARROW.step(z, t, dt)
    return z


WRONG: dict[str, Callable[[Array], Array]] = {
    "one step too many": lambda z: _steps(z, [0, 1 / 3, 2 / 3, 1], 1 / 3),
    "one step too few": lambda z: _steps(z, [0, 1 / 2], 1 / 2),
    "a step skipped": lambda z: _steps(z, [0, 1 / 3], 1 / 3),
    "linspace": lambda z: _steps(z, [0, 1 / 2, 1], 1 / 3),
    "ends of steps": lambda z: _steps(z, [1 / 3, 2 / 3, 1], 1 / 3),
    "noise too small": lambda z: push_forward(NARROW, 0.9 * z, 3),
    "the exact flow": lambda z: push_forward(NARROW, z, 60),
    "the data": lambda z: np.where(z < -0.52, -1.5, 1.0) + 0.1 * z[::-1],
    "uniform noise": lambda z: push_forward(NARROW, stats.norm.cdf(z), 3),
    "sorted": lambda z: push_forward(NARROW, np.sort(z), 3),
    "copies": lambda z: push_forward(NARROW, np.tile(z[: z.size // 2], 2), 3),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_samplers_are_rejected_and_described(name: str) -> None:
    for seed in range(3):
        found = rejects_sampler(NARROW, 3, (_samples(seed, 20_000, 3, WRONG[name]), None))
        assert found is not None, f"seed {seed}"
        rejection, got, expected = found
        assert rejection.p_value < 1e-6
        assert "of the samples are <=" in got
        assert "left mode: 24.4%, mean -1.289, std 0.324" in expected
