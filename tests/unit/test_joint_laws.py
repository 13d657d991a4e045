"""Tests of large samples and of several at once: right ones pass as often as stated."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy import stats

from grader.authoring.joint_laws import (
    rejects_axes,
    rejects_columns,
    rejects_ends,
    rejects_many_normal,
    rejects_many_uniform,
    rejects_standardised,
)

RUNS, LEVEL = 400, 0.05

TESTS: dict[str, Callable[[np.random.Generator], Any]] = {
    "uniform": lambda rng: rejects_many_uniform(rng.random(3000), LEVEL),
    "normal": lambda rng: rejects_many_normal(rng.normal(size=3000), LEVEL),
    "axes": lambda rng: rejects_axes(rng.normal(size=(60, 2, 3, 2)), LEVEL),
    "columns": lambda rng: rejects_columns(rng.normal(size=(100, 5)), LEVEL),
    "standardised": lambda rng: rejects_standardised(
        [rng.normal(size=n) for n in (100, 500, 50)], LEVEL
    ),
    "ends": lambda rng: rejects_ends([np.round(rng.random(2000) * 2**22) / 2**22], LEVEL),
}


@pytest.mark.parametrize("name", [name for name in TESTS if name != "ends"])
def test_right_samples_are_rejected_no_more_than_stated(name: str) -> None:
    rejected = sum(TESTS[name](np.random.default_rng(seed)) is not None for seed in range(RUNS))
    bound = int(stats.binom.ppf(1 - 1e-6, RUNS, LEVEL))
    assert rejected <= bound, f"{rejected} of {RUNS}, {bound} at most"


def test_few_exact_ends_are_chance_and_more_are_not() -> None:
    times = np.random.default_rng(0).uniform(0.1, 0.9, size=1 << 18)
    assert rejects_ends([times], 1e-6) is None
    times[-1] = 1
    assert rejects_ends([times], 1e-6) is None
    assert rejects_ends([times] * 2 + [np.array([0.5, 1.0])] * 3, 1e-6) is not None


N = 1 << 18
LEVEL_OF_A_CHECK = 2e-7

NOT_UNIFORM: dict[str, Callable[[Any], Any]] = {
    "from 1e-4": lambda u: 1e-4 + (1 - 1e-4) * u,
    "to 1 - 1e-4": lambda u: (1 - 1e-4) * u,
    "clamped at 5e-4": lambda u: np.maximum(u, 5e-4),
    "below 0": lambda u: u - 1e-3,
    "squeezed": lambda u: u**1.02,
    "repeated": lambda u: np.repeat(u[::2], 2),
}
NOT_NORMAL: dict[str, Callable[[Any], Any]] = {
    "std 0.985": lambda z: 0.985 * z,
    "mean 0.015": lambda z: z + 0.016,
    "cut at 3.9": lambda z: np.clip(z, -3.9, 3.9),
    "of thick tails": lambda z: z * (1 + 0.01 * z**2),
    "repeated": lambda z: np.repeat(z[::2], 2),
}


@pytest.mark.parametrize("name", NOT_UNIFORM)
def test_many_wrong_times_are_rejected(name: str) -> None:
    for seed in range(3):
        times = NOT_UNIFORM[name](np.random.default_rng(seed).random(N))
        assert rejects_many_uniform(times, LEVEL_OF_A_CHECK) is not None


@pytest.mark.parametrize("name", NOT_NORMAL)
def test_much_wrong_noise_is_rejected(name: str) -> None:
    for seed in range(3):
        noise = NOT_NORMAL[name](np.random.default_rng(seed).normal(size=N))
        assert rejects_many_normal(noise, LEVEL_OF_A_CHECK) is not None


def _shared(rng: np.random.Generator, shape: tuple[int, ...], share: float) -> Any:
    noise, common = rng.normal(size=(2048, 4, 4, 4)), rng.normal(size=shape)
    return (noise + share * common) / np.sqrt(1 + share**2)


@pytest.mark.parametrize(
    ("shape", "share"),
    [((2048, 4, 1, 1), 0.15), ((2048, 1, 4, 4), 0.2), ((1, 4, 4, 4), 0.1), ((2048, 1, 1, 1), 0.1)],
)
def test_noise_that_axes_share_is_rejected(shape: tuple[int, ...], share: float) -> None:
    for seed in range(3):
        noise = _shared(np.random.default_rng(seed), shape, share)
        assert rejects_axes(noise, LEVEL_OF_A_CHECK) is not None


def test_a_pair_of_places_that_are_opposite_is_rejected() -> None:
    noise = np.random.default_rng(0).normal(size=(2048, 4, 4, 4))
    noise[:, 0, 0, 1] = -0.2 * noise[:, 0, 0, 0] + np.sqrt(0.96) * noise[:, 0, 0, 1]
    assert rejects_axes(noise, LEVEL_OF_A_CHECK) is not None


@pytest.mark.parametrize("ddof", [0, 1])
@pytest.mark.parametrize("about", ["mean", "deviation"])
def test_batches_that_are_centred_or_scaled_in_float32_are_rejected(about: str, ddof: int) -> None:
    rng, batches = np.random.default_rng(0), []
    for size in (12288, 12288, 131072, N):
        z = rng.normal(size=size).astype(np.float32)
        z = z - z.mean() if about == "mean" else z / z.std(ddof=ddof)
        batches.append(z.astype(np.float64))
    told = rejects_standardised(batches, LEVEL_OF_A_CHECK)
    assert told is not None
    assert about in told.words
