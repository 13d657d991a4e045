"""The statistics of samples: right ones are rejected as rarely as stated, wrong ones always."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from scipy import special, stats

from grader.authoring.laws import (
    correlation_p_value,
    rejects_independence,
    rejects_normal,
    rejects_order,
    rejects_uniform,
)
from grader.host.values import Array

RUNS = 400
LEVEL = 0.05


def _at_most(rejected: int, level: float) -> None:
    """Expect no more rejections than the level allows, up to chance of 1e-6 (seeds are fixed)."""
    bound = int(stats.binom.ppf(1 - 1e-6, RUNS, level))
    assert rejected <= bound, f"{rejected} of {RUNS} rejected at level {level}, {bound} at most"


@pytest.mark.parametrize("n", [100, 2000])
def test_right_normal_samples_are_rejected_no_more_than_stated(n: int) -> None:
    rngs = map(np.random.default_rng, range(RUNS))
    _at_most(sum(rejects_normal(rng.normal(size=n), LEVEL) is not None for rng in rngs), LEVEL)


@pytest.mark.parametrize("n", [100, 2000])
def test_right_uniform_samples_are_rejected_no_more_than_stated(n: int) -> None:
    rngs = map(np.random.default_rng, range(RUNS))
    _at_most(sum(rejects_uniform(rng.uniform(size=n), LEVEL) is not None for rng in rngs), LEVEL)


@pytest.mark.parametrize("n", [100, 2000])
def test_independent_samples_are_rejected_no_more_than_stated(n: int) -> None:
    rejected = 0
    for seed in range(RUNS):
        left, right = np.random.default_rng(seed).normal(size=(2, n))
        rejected += rejects_independence(left, right, LEVEL) is not None
    _at_most(rejected, LEVEL)


def test_the_correlations_p_value_is_uniform_under_independence() -> None:
    found = [
        correlation_p_value(*np.random.default_rng(seed).normal(size=(2, 30)))
        for seed in range(RUNS)
    ]
    assert stats.kstest(found, "uniform").pvalue > 1e-4


def test_the_correlations_p_value_is_that_of_the_textbook() -> None:
    left, right = np.random.default_rng(0).normal(size=(2, 50))
    right = right + 0.3 * left
    assert correlation_p_value(left, right) == pytest.approx(
        stats.pearsonr(left, right).pvalue, rel=1e-9
    )


def test_right_samples_of_float32_are_not_called_tied() -> None:
    for seed in range(20):
        z = np.random.default_rng(seed).normal(size=20_000).astype(np.float32)
        assert rejects_normal(z.astype(np.float64)) is None


N = 4096
Wrong = Callable[[np.random.Generator], Array]

NOT_NORMAL: dict[str, Wrong] = {
    "uniform": lambda rng: rng.uniform(size=N),
    "uniform of variance 1": lambda rng: np.sqrt(12) * (rng.uniform(size=N) - 0.5),
    "std 0.9": lambda rng: 0.9 * rng.normal(size=N),
    "std 1.1": lambda rng: 1.1 * rng.normal(size=N),
    "mean 0.15": lambda rng: rng.normal(size=N) + 0.15,
    "truncated at 2": lambda rng: np.clip(rng.normal(size=N), -2, 2),
    "redrawn beyond 2": lambda rng: special.ndtri(
        rng.uniform(special.ndtr(-2), special.ndtr(2), size=N)
    ),
    "heavy tails": lambda rng: rng.standard_t(3, size=N),
    "Laplace": lambda rng: rng.laplace(size=N) / np.sqrt(2),
    "all equal": lambda rng: np.full(N, rng.normal()),
    "all zero": lambda rng: np.zeros(N),
    "repeated once": lambda rng: np.tile(rng.normal(size=N // 2), 2),
    "negated in the second half": lambda rng: (lambda z: np.r_[z, -z])(rng.normal(size=N // 2)),
    "neighbours equal": lambda rng: np.repeat(rng.normal(size=N // 2), 2),
    "neighbours opposite": lambda rng: (lambda z: np.stack([z, -z], 1).ravel())(
        rng.normal(size=N // 2)
    ),
    "neighbours alike": lambda rng: (lambda z: (z[1:] + z[:-1]) / np.sqrt(2))(
        rng.normal(size=N + 1)
    ),
    "sorted": lambda rng: np.sort(rng.normal(size=N)),
    "rounded to a grid": lambda rng: np.round(rng.normal(size=N), 2),
    "drifting": lambda rng: rng.normal(size=N) + np.linspace(-0.3, 0.3, N),
    "absolute": lambda rng: np.abs(rng.normal(size=N)),
    "stratified": lambda rng: special.ndtri((rng.permutation(N) + rng.uniform(size=N)) / N),
    "standardised": lambda rng: (lambda z: (z - z.mean()) / z.std())(rng.normal(size=N)),
    "standardised as torch does": lambda rng: (lambda z: (z - z.mean()) / z.std(ddof=1))(
        rng.normal(size=N)
    ),
    "cut off at 3": lambda rng: np.clip(rng.normal(size=4 * N), -3, 3),
    "one outlier": lambda rng: np.r_[rng.normal(size=N), 9.0],
    "repeated after 700": lambda rng: np.tile(rng.normal(size=700), N // 700 + 1)[:N],
}


@pytest.mark.parametrize("name", NOT_NORMAL)
def test_wrong_noise_is_rejected_under_every_seed(name: str) -> None:
    for seed in range(20):
        rejection = rejects_normal(NOT_NORMAL[name](np.random.default_rng(seed)))
        assert rejection is not None, f"seed {seed}"
        assert 0 <= rejection.p_value < 1e-6
        assert rejection.words


NOT_UNIFORM: dict[str, Wrong] = {
    "normal": lambda rng: rng.normal(size=N),
    "normal, clamped": lambda rng: np.clip(rng.normal(size=N), 0, 1),
    "squared": lambda rng: rng.uniform(size=N) ** 2,
    "logit-normal": lambda rng: special.expit(rng.normal(size=N)),
    "from 0.01": lambda rng: 0.01 + 0.99 * rng.uniform(size=N),
    "to 0.99": lambda rng: 0.99 * rng.uniform(size=N),
    "one value": lambda rng: np.full(N, rng.uniform()),
    "a thousand values": lambda rng: rng.integers(1000, size=N) / 1000,
    "stratified in order": lambda rng: (np.arange(N) + rng.uniform(size=N)) / N,
    "sorted": lambda rng: np.sort(rng.uniform(size=N)),
    "stratified": lambda rng: (rng.permutation(N) + rng.uniform(size=N)) / N,
    "antithetic": lambda rng: (lambda t: np.r_[t, 0.5, 1 - t])(rng.uniform(size=N // 2)),
    "below zero": lambda rng: rng.uniform(size=N) - 0.02,
    "above one": lambda rng: rng.uniform(size=N) + 0.02,
}


@pytest.mark.parametrize("name", NOT_UNIFORM)
def test_wrong_times_are_rejected_under_every_seed(name: str) -> None:
    for seed in range(20):
        assert rejects_uniform(NOT_UNIFORM[name](np.random.default_rng(seed))) is not None


DEPENDENT: dict[str, Callable[[Array, Array], Array]] = {
    "equal": lambda z, noise: z,
    "opposite": lambda z, noise: -z,
    "a tenth shared": lambda z, noise: np.sqrt(0.1) * z + np.sqrt(0.9) * noise,
    "the square": lambda z, noise: z**2,
    "the size": lambda z, noise: np.abs(z) * np.sign(noise),
    "scaled by the other": lambda z, noise: (0.5 + z**2) * noise,
    "shifted by the square": lambda z, noise: noise + 0.5 * z**2,
}


@pytest.mark.parametrize("name", DEPENDENT)
def test_dependence_is_rejected_both_ways_round(name: str) -> None:
    for seed in range(10):
        z, noise = np.random.default_rng(seed).normal(size=(2, N))
        other = DEPENDENT[name](z, noise)
        assert rejects_independence(z, other) is not None
        assert rejects_independence(other, z) is not None


def test_what_is_wrong_is_said_in_numbers() -> None:
    rng = np.random.default_rng(0)
    told = rejects_normal(2 * rng.normal(size=N) + 1)
    assert told is not None
    assert told.words == "mean 0.968, standard deviation 1.995; 0 and 1 are expected"
    told = rejects_uniform(np.array([0.5, 1.5]))
    assert told is not None
    assert told.words == "values from 0.5 to 1.5; 0 to 1 is expected"


def test_order_alone_is_named() -> None:
    z = np.random.default_rng(0).normal(size=N)
    assert rejects_order(z) is None
    for name, sample in {
        "order": np.sort(z),
        "neighbours": np.repeat(z[: N // 2], 2),
        "halves": np.tile(z[: N // 2], 2),
    }.items():
        told = rejects_order(sample)
        assert told is not None
        assert told.test == name
